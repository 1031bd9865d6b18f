import { expect, test } from "vitest";
import { stabilityOf } from "./stability.ts";

const cases = {
  stable: ["a.v1", "acme.shop.v12", "v1"],
  unstable: ["a.v1alpha", "a.v1alpha1", "a.v2beta3", "a.v1p1beta1", "a.v1test", "a.v1testing"],
  unversioned: ["a", "", "a.v1.types", "a.v0", "a.version1", "a.v1rc1"],
};

for (const [stability, names] of Object.entries(cases)) {
  for (const name of names) {
    test(`package "${name}" is ${stability}`, () => {
      expect(stabilityOf(name)).toBe(stability);
    });
  }
}
