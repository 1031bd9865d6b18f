import { assert, property, shuffledSubarray } from "fast-check";
import { expect, test } from "vitest";
import { seriesOf } from "./release-order.ts";

const namesOf = (tags: readonly string[]) => {
  const releases = tags.map((name, index) => ({ name, time: tags.length - index }));
  return seriesOf(releases).map(({ all }) => all.map(({ name }) => name));
};

// From https://semver.org/#spec-item-11, with versions whose numbers are no texts to be compared.
const ordered = [
  "v0.9.0",
  "v0.10.0",
  "v1.0.0-alpha",
  "v1.0.0-alpha.1",
  "v1.0.0-alpha.beta",
  "v1.0.0-beta",
  "v1.0.0-beta.2",
  "v1.0.0-beta.11",
  "v1.0.0-rc-1.2",
  "v1.0.0",
  "v1.0.1+build.5",
  "v1.2",
  "v1.62.9",
  "v1.62.10",
  "v99999999999999999999.0.0",
];

test("versions are in the order of semver, whatever order they are given in", () => {
  assert(
    property(shuffledSubarray(ordered, { minLength: ordered.length }), (tags) => {
      expect(namesOf(tags)).toEqual([ordered]);
    }),
  );
});

test("each prefix is a series, and so are the tags without a version, by their time", () => {
  expect(namesOf(["v2.0.0", "api/v1.1.0", "@acme/api@1.0.0", "later", "api/v1.0.0", "v1.0.0", "earlier"])).toEqual([
    ["@acme/api@1.0.0"],
    ["api/v1.0.0", "api/v1.1.0"],
    ["v1.0.0", "v2.0.0"],
    ["earlier", "later"],
  ]);
});

test("a pre-release is no last release, unless there is no other", () => {
  const finals = (tags: readonly string[]) => {
    const [series] = seriesOf(tags.map((name) => ({ name, time: 0 })));
    return series?.final.map(({ name }) => name);
  };
  expect(finals(["v1.0.0", "v1.1.0-rc.1", "v0.9.0"])).toEqual(["v0.9.0", "v1.0.0"]);
  expect(finals(["v1.0.0-beta", "v1.0.0-alpha"])).toEqual(["v1.0.0-alpha", "v1.0.0-beta"]);
});
