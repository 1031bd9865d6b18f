import { expect, test } from "vitest";
import { type Found, noChange } from "./finding.ts";
import { fingerprintOf } from "./fingerprint.ts";

const breaking: Found = {
  check: "breaking",
  rule: "FIELD_SAME_TYPE",
  severity: "error",
  existing: false,
  element: "x.v1.M.a",
  path: "x/v1/x.proto",
  line: 6,
  column: 3,
  old: "int32 a = 1;",
  new: "int64 a = 1;",
  message: 'The type changed from "int32" to "int64".',
  advice: "Add a new field.",
  ...noChange,
};

test("a fingerprint is the same wherever the finding stands, and however it is weighed", () => {
  for (const moved of [
    { line: 60, column: 1 },
    { path: "y.proto" },
    { severity: "note" as const },
    { old: null, new: "// x" },
  ]) {
    expect(fingerprintOf({ ...breaking, ...moved })).toBe(fingerprintOf(breaking));
  }
});

test("another change has another fingerprint", () => {
  for (const other of [{ rule: "OTHER" }, { element: "x.v1.M.b" }, { message: 'from "int32" to "bool"' }]) {
    expect(fingerprintOf({ ...breaking, ...other })).not.toBe(fingerprintOf(breaking));
  }
});

test("what loosens the policy in other words is another change, though the message is the same", () => {
  const policy: Found = { ...breaking, check: "policy", element: null, new: "if: github.actor != 'bot'" };
  expect(fingerprintOf({ ...policy, new: "if: false" })).not.toBe(fingerprintOf(policy));
  expect(fingerprintOf({ ...policy, line: 7 })).toBe(fingerprintOf(policy));
});
