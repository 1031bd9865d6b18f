import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultPolicy, dimensions, rules } from "@breakwater/compat";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { GateError } from "./gate-error.ts";
import { choosePolicy, parsePolicy, policyKeys, readPolicy } from "./policy-file.ts";
import { isSchemaFile } from "./schema-file.ts";

const schemaPath = fileURLToPath(new URL("../../../docs/breakwater.schema.json", import.meta.url));
const label = "main (1a2b3c)";
const full = [
  "version: 1",
  "severity:",
  "  RPC_DELETED: warning",
  "  HTTP_BINDING_REMOVED: note",
  "dimensions:",
  "  typescript: warning",
  "stability:",
  "  acme.v1.Draft: unstable",
  "  acme.v1beta1: stable",
  "customOptions:",
  "  acme.auth.scope: error",
  "baselines:",
  "  releases: v*",
  "  supported: 2",
  "deprecation: { days: 90 }",
  "",
].join("\n");
const fullPolicy = {
  severity: { RPC_DELETED: "warning", HTTP_BINDING_REMOVED: "note" },
  dimensions: { typescript: "warning" },
  stability: { "acme.v1.Draft": "unstable", "acme.v1beta1": "stable" },
  customOptions: { "acme.auth.scope": "error" },
};

test("a policy has severities, stabilities and custom options, each with its line", () => {
  const { policy, lines, lineOf, baselines, deprecation } = parsePolicy(full, label);
  expect(policy).toEqual(fullPolicy);
  expect(baselines).toEqual({ releases: ["v*"], supported: 2 });
  expect(deprecation).toEqual({ unit: "days", count: 90 });
  expect([...lineOf].map(([key, line]) => `${key}: ${lines[line - 1]?.trim()}`)).toEqual([
    "severity RPC_DELETED: RPC_DELETED: warning",
    "severity HTTP_BINDING_REMOVED: HTTP_BINDING_REMOVED: note",
    "dimensions typescript: typescript: warning",
    "stability acme.v1.Draft: acme.v1.Draft: unstable",
    "stability acme.v1beta1: acme.v1beta1: stable",
    "customOptions acme.auth.scope: acme.auth.scope: error",
    "baselines releases: releases: v*",
    "baselines supported: supported: 2",
    "deprecation days: deprecation: { days: 90 }",
  ]);
});

test("releases are a pattern or a list of them, and the last one has to stay compatible by default", () => {
  const read = (text: string) => {
    const { baselines, deprecation } = parsePolicy(`version: 1\n${text}`, label);
    return { baselines, deprecation };
  };
  expect(read("")).toEqual({ baselines: undefined, deprecation: undefined });
  expect(read("baselines:\ndeprecation:\n")).toEqual({ baselines: undefined, deprecation: undefined });
  expect(read("baselines: { releases: [api/v*, sdk/v*] }").baselines).toEqual({
    releases: ["api/v*", "sdk/v*"],
    supported: 1,
  });
  expect(read("baselines: { releases: v*, supported: 0 }\ndeprecation: { releases: 2 }")).toEqual({
    baselines: { releases: ["v*"], supported: 0 },
    deprecation: { unit: "releases", count: 2 },
  });
});

test("the schema for editors has the keys and values that the parser knows", () => {
  const schema: unknown = JSON.parse(readFileSync(schemaPath, "utf8"));
  const severity = { enum: ["error", "warning", "note"] };
  const names = "^[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*$";
  expect(schema).toMatchObject({
    required: ["version"],
    additionalProperties: false,
    properties: {
      version: { const: 1 },
      severity: { propertyNames: { enum: rules.map(({ id }) => id) }, additionalProperties: severity },
      dimensions: { propertyNames: { enum: [...dimensions] }, additionalProperties: severity },
      stability: { propertyNames: { pattern: names }, additionalProperties: { enum: ["stable", "unstable"] } },
      customOptions: { propertyNames: { pattern: names }, additionalProperties: severity },
      waivers: { additionalProperties: false, properties: { maxDays: { type: "integer", minimum: 1, maximum: 366 } } },
      baselines: {
        required: ["releases"],
        additionalProperties: false,
        properties: { releases: {}, supported: { type: "integer", minimum: 0, default: 1 } },
      },
      deprecation: {
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: { releases: { type: "integer", minimum: 1 }, days: { type: "integer", minimum: 1 } },
      },
    },
  });
  const properties = typeof schema === "object" && schema !== null && "properties" in schema ? schema.properties : {};
  expect(Object.keys(Object(properties))).toEqual([...policyKeys]);
});

for (const text of [
  "version: 1",
  "version: 1\nseverity:\ncustomOptions: {}\n",
  '{"version": 1}',
  "# ours\nversion: 1 # yes\n",
]) {
  test(`${JSON.stringify(text)} is a policy that decides nothing`, () => {
    expect(parsePolicy(text, label)).toMatchObject({ policy: defaultPolicy });
  });
}

test("a value can be an alias of another one", () => {
  const text = "version: 1\nseverity: { RPC_DELETED: &soft note }\ncustomOptions: { acme.a: *soft }";
  expect(parsePolicy(text, label).policy.customOptions).toEqual({ "acme.a": "note" });
});

const faults: readonly (readonly [text: string, line: number, message: string])[] = [
  ["", 1, "is wrong: the file must be a mapping of keys to values."],
  ["- a\n", 1, "is wrong: the file must be a mapping of keys to values."],
  ["severity: {}", 1, 'has no "version": add the line "version: 1".'],
  ["version: 2", 1, 'has a "version" that is not 1: write "version: 1".'],
  ['version: "1"', 1, 'has a "version" that is not 1: write "version: 1".'],
  ["version: 1\n\nseverty:\n  RPC_DELETED: note\n", 3, 'has the unknown key "severty". Did you mean "severity"?'],
  ["version: 1\ncustom_options: {}\n", 2, 'has the unknown key "custom_options". Did you mean "customOptions"?'],
  [
    "version: 1\nexceptions: []\n",
    2,
    'has the unknown key "exceptions". Known: version, severity, dimensions, stability, customOptions, waivers, baselines, deprecation.',
  ],
  ["version: 1\nseverity: high\n", 2, "is wrong: this key must be a mapping of keys to values."],
  ["version: 1\ncustomOptions: [acme.a]\n", 2, "is wrong: this key must be a mapping of keys to values."],
  ["version: 1\nseverity:\n  RPC_DELETE: note\n", 3, 'has the unknown rule "RPC_DELETE". Did you mean "RPC_DELETED"?'],
  ["version: 1\nseverity:\n  NOTHING: note\n", 3, 'has the unknown rule "NOTHING". docs/rules.md lists all rules.'],
  [
    "version: 1\nseverity: { __proto__: note }\n",
    2,
    'has the unknown rule "__proto__". docs/rules.md lists all rules.',
  ],
  [
    "version: 1\nseverity:\n  RPC_DELETED: warn\n",
    3,
    'gives "RPC_DELETED" the severity "warn"; it must be one of error, warning, note. Did you mean "warning"?',
  ],
  [
    "version: 1\nseverity:\n  RPC_DELETED: 3\n",
    3,
    'gives "RPC_DELETED" the severity 3; it must be one of error, warning, note.',
  ],
  [
    "version: 1\nseverity:\n  RPC_DELETED:\n",
    3,
    'gives "RPC_DELETED" the severity null; it must be one of error, warning, note.',
  ],
  [
    "version: 1\ncustomOptions:\n  (acme.a): error\n",
    3,
    'names the custom option "(acme.a)", which is no full name: write the full name of the extension without parentheses, as in "acme.auth.scope".',
  ],
  ["version: 1\ndimensions:\n  jso: note\n", 3, 'has the unknown dimension "jso". Did you mean "json"?'],
  [
    "version: 1\nstability:\n  acme.v1: beta\n",
    3,
    'gives "acme.v1" the stability "beta"; it must be one of stable, unstable.',
  ],
  [
    "version: 1\nstability:\n  acme.v1.*: unstable\n",
    3,
    'names "acme.v1.*", which is no full name: write that of a package or element, as in "acme.shop.v1.Order".',
  ],
  ["version: 1\nbaselines: v*\n", 2, "is wrong: this key must be a mapping of keys to values."],
  ["version: 1\nbaselines:\n  tags: v*\n", 3, 'has the unknown key "tags". Known: releases, supported.'],
  ["version: 1\nbaselines: { supported: 2 }\n", 2, 'has "baselines" without "releases": write the pattern'],
  ["version: 1\nbaselines: { releases: [] }\n", 2, 'gives "releases" no pattern of tags: write one, as in "v*"'],
  ["version: 1\nbaselines: { releases: [v*, [a]] }\n", 2, 'gives "releases" no pattern of tags'],
  ["version: 1\nbaselines:\n  releases: 'v[0-9]*'\n", 3, 'has the pattern "v[0-9]*", which no tag is like'],
  [
    "version: 1\nbaselines:\n  releases: v*\n  supported: all\n",
    4,
    'gives "supported" "all"; it must be a whole number from 0.',
  ],
  ["version: 1\ndeprecation: { days: 9 }\n", 2, 'has "deprecation" without "baselines": its period is counted'],
  ["version: 1\ndeprecation: {}\n", 2, 'must give "deprecation" either "releases" or "days"'],
  ["version: 1\ndeprecation: { days: 9, releases: 1 }\n", 2, 'must give "deprecation" either "releases" or "days"'],
  ["version: 1\ndeprecation: { days: 0 }\n", 2, 'gives "days" 0; it must be a whole number from 1.'],
  ["version: 1\nseverity: {\n", 3, "is not YAML: "],
  ["version: 1\nversion: 1\n", 2, "is not YAML: Map keys must be unique"],
  ["version: 1\n--- \nversion: 1\n", 2, "is not YAML: Source contains multiple documents"],
  ["version: 1\nseverity: *nothing\n", 2, "is wrong: this key must be a mapping of keys to values."],
  ["version: 1\n? [a]\n: b\n", 1, "has a key that is no text."],
];

for (const [text, line, message] of faults) {
  test(`${JSON.stringify(text)} is refused: ${message}`, () => {
    const error = errorOf(() => parsePolicy(text, label));
    expect(error).toBeInstanceOf(GateError);
    expect(error).toMatchObject({ outcome: "usage" });
    expect(String(error)).toContain(`breakwater.yaml:${line} of ${label} ${message}`);
    expect(String(error).split("\n")).toHaveLength(1);
  });
}

test("a file that is nested too deeply is refused like any other", () => {
  const error = errorOf(() => parsePolicy("{".repeat(100_000), label));
  expect(error).toBeInstanceOf(GateError);
  expect(String(error)).toContain("is not YAML: Maximum call stack size exceeded");
});

test("any text is a policy or a fault that a person can read", () => {
  const lines = constantFrom(
    "version: 1\n",
    "severity:\n",
    "  RPC_DELETED: note\n",
    "*a",
    "&a ",
    "? ",
    "{",
    "- ",
    "\t",
    "!!",
  );
  assert(
    property(oneof(string({ unit: "binary" }), string({ unit: lines })), (text) => {
      const error = errorOf(() => parsePolicy(text, label));
      return error === undefined || (error instanceof GateError && error.outcome === "usage");
    }),
    { numRuns: 2000 },
  );
});

test("the file counts as one of a schema's files", () => {
  expect(isSchemaFile("breakwater.yaml")).toBe(true);
  expect(isSchemaFile("notes.yaml")).toBe(false);
});

test("a tree without the file has no policy", () => {
  using folder = temporaryFolder();
  expect(readPolicy(folder.path, label)).toBeUndefined();
});

test("the base decides, then the head, then the defaults", () => {
  using folders = temporaryFolder();
  writeFiles(`${folders.path}/with`, { "breakwater.yaml": full });
  writeFiles(`${folders.path}/other`, { "breakwater.yaml": "version: 1\nseverity: { RPC_DELETED: error }\n" });
  writeFiles(`${folders.path}/without`, { "buf.yaml": "version: v2\n" });
  writeFiles(`${folders.path}/broken`, { "breakwater.yaml": "version: 7\n" });
  const side = (name: string | undefined) => ({
    folder: name === undefined ? undefined : `${folders.path}/${name}`,
    label: name ?? "image",
  });
  const choose = (head: string | undefined, base: string | undefined) =>
    choosePolicy({ head: side(head), base: side(base) });
  expect(choose("other", "with")).toMatchObject({ from: "base", policy: fullPolicy });
  expect(choose("with", "without")).toMatchObject({
    from: "head",
    policy: fullPolicy,
    baselines: { releases: ["v*"], supported: 2 },
    deprecation: { unit: "days", count: 90 },
  });
  expect(choose("with", undefined)).toMatchObject({ from: "head", policy: fullPolicy });
  expect(choose("without", "without")).toMatchObject({ from: "defaults", policy: defaultPolicy });
  expect(() => choose("broken", "with")).toThrow(/^breakwater\.yaml:1 of broken has a "version" that is not 1/);
  expect(() => choose("with", "broken")).toThrow(/^breakwater\.yaml:1 of broken has a "version" that is not 1/);
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
