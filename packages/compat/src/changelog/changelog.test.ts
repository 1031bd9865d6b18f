import type { SchemaSet } from "@breakwater/schema";
import { assert, property } from "fast-check";
import { expect, test } from "vitest";
import { compareSchemas } from "../compare.ts";
import { Comparison } from "../comparison.ts";
import { type Policy, defaultPolicy } from "../policy.ts";
import { comparisonOf } from "../testing/comparison-of.ts";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { randomPackages, schemasOf } from "../testing/random-packages.ts";
import { randomSchemas } from "../testing/random-schema.ts";
import { changelogOf } from "./changelog.ts";
import type { ElementFinding, PackageChanges } from "./entry.ts";
import { plainPhrase } from "./phrase.ts";

/** The changelog with what the engine finds. */
function changelog(before: SchemaSet, after: SchemaSet, policy: Policy = defaultPolicy): PackageChanges[] {
  const found = compareSchemas({ before, after, policy });
  const findings = found.map(({ rule, ...rest }): ElementFinding => ({ ...rest, rule: rule.id }));
  return changelogOf(new Comparison({ before, after, history: [], policy }), findings);
}

function linesOf(packages: readonly PackageChanges[]): string[] {
  return packages.flatMap(({ name, entries, comments }) => [
    ...entries.map(({ kind, text, comment }) => {
      const place = packages.length === 1 ? "" : `${name} `;
      return `${place}${kind}: ${plainPhrase(text)}${comment === undefined ? "" : ` — ${comment}`}`;
    }),
    ...(comments === 0 ? [] : [`comments: ${comments}`]),
  ]);
}

type Sources = Readonly<Record<string, string>>;

interface Case {
  readonly what: string;
  /** Lines of `a.proto` of the package a.v1, or whole files. */
  readonly before: string | Sources;
  readonly after: string | Sources;
  readonly expected: readonly string[];
}

const file = (body: string, name = "a.v1"): string => `syntax = "proto3";\npackage ${name};\n${body}\n`;
const sources = (text: string | Sources): Sources => (typeof text === "string" ? { "a.proto": file(text) } : text);

const service = "service S { rpc Get(GetRequest) returns (GetResponse); }";
const http = (rules: string): string =>
  file(`import "google/api/annotations.proto";
message M { string id = 1; }
service S { rpc Get(M) returns (M) { option (google.api.http) = {${rules}}; } }`);

const cases: readonly Case[] = [
  { what: "nothing", before: "message M {}", after: "message M {}", expected: [] },
  {
    what: "a message with its fields is one entry, with the first sentence of its comment",
    before: "message M {}",
    after: "message M {}\n// N is a thing. It has more.\nmessage N { int32 a = 1; message Inner { int32 b = 1; } }",
    expected: ['added: Message "N" — A thing.'],
  },
  {
    what: "a package is one entry",
    before: { "old.proto": file("message Old {}", "old.v1") },
    after: {
      "old.proto": file("message Old {}", "old.v1"),
      "a.proto": file(`message GetRequest {}\nmessage GetResponse { message Inner {} }\nmessage Thing {}\n${service}`),
    },
    expected: ['added: New package: service "S"; message "Thing"'],
  },
  {
    what: "an RPC has its request and response in it, and its route",
    before: "message M {}\nservice S { rpc Old(M) returns (M); }",
    after: {
      "a.proto": file(`import "google/api/annotations.proto";
message M {}
message GetRequest { string id = 1; }
message GetResponse { Thing thing = 1; }
message Thing {}
service S {
  rpc Old(M) returns (M);
  // Gets a thing
  // by its id, e.g. by "x". Fails without.
  rpc Get(GetRequest) returns (GetResponse) { option (google.api.http) = {get: "/v1/{id}"}; }
}`),
    },
    expected: [
      'added: RPC "S.Get" ("GET /v1/{id}") — Gets a thing by its id, e.g. by "x".',
      // A field refers to it, so it is more than a part of the RPC.
      'added: Message "Thing"',
      'internal: Imports of "a.proto"',
    ],
  },
  {
    what: "a service with its RPCs",
    before: "message M {}",
    after: `message M {}\nmessage GetRequest {}\nmessage GetResponse {}\n${service}`,
    expected: ['added: Service "S" with the RPC "Get"'],
  },
  {
    what: "fields, values and oneofs of what was there",
    before: "message M { int32 a = 1; } enum E { E_A = 0; }",
    after: `message M {
  int32 a = 1;
  // Its name.
  string name = 2;
  oneof pick { int32 b = 3; int32 c = 4; }
}
enum E {
  E_A = 0;
  E_B = 1; // The second.
}`,
    expected: [
      'added: Field "name" of "M" — Its name.',
      'added: Oneof "pick" of "M" with "b" and "c"',
      'added: Value "E_B" of "E" — The second.',
    ],
  },
  {
    what: "what is new and deprecated at once says so",
    before: "message M { int32 a = 1; }",
    after: "message M { int32 a = 1; int32 b = 2 [deprecated = true]; }",
    expected: ['added: Field "b" of "M" (deprecated)'],
  },
  {
    what: "a deprecation with the advice of the comment",
    before: "message M { int32 a = 1; int32 b = 2; }",
    after: `message M {
  // The a of it. Deprecated: use
  // \`b\`. Really.
  int32 a = 1 [deprecated = true];
  int32 b = 2;
}`,
    expected: ['deprecated: Field "a" of "M" — Use `b`.', "comments: 1"],
  },
  {
    what: "a deprecation that is taken back",
    before: "message M { int32 a = 1 [deprecated = true]; }",
    after: "message M { int32 a = 1; }",
    expected: ['changed: Field "a" of "M": no longer deprecated'],
  },
  {
    what: "a removal with the advice that was there, and what the field reserves is no entry",
    before: "message M {\n  // Deprecated. Use b.\n  int32 a = 1 [deprecated = true];\n  int32 b = 2;\n}",
    after: 'message M { reserved 1; reserved "a"; int32 b = 2; }',
    expected: ['removed: Field "a" of "M" — Use b.', 'internal: More reserved names or numbers in "a.v1.M"'],
  },
  {
    what: "an RPC that is gone takes its messages with it",
    before: `message GetRequest { string id = 1; }\nmessage GetResponse {}\nmessage M {}\n${service}`,
    after: "message M {}\nservice S {}",
    expected: ['breaking: RPC "S.Get" was removed'],
  },
  {
    what: "a file that is gone tells of all that was in it",
    before: { "a.proto": file("message M {}"), "b.proto": file("message N { int32 a = 1; }\nenum E { E_A = 0; }") },
    after: { "a.proto": file("message M {}") },
    expected: ['breaking: File "b.proto" was removed: message "N"; enum "E"'],
  },
  {
    what: "a package that is gone",
    before: { "a.proto": file("message M {}"), "b.proto": file("message N {}", "b.v1") },
    after: { "a.proto": file("message M {}") },
    expected: ['breaking: The package was removed: message "N"'],
  },
  {
    what: "a field with another type, in one sentence",
    before: "message M { int32 a = 1; }",
    after: "message M { repeated string a = 1; }",
    expected: ['breaking: Field "a" of "M": type "int32" → "repeated string"'],
  },
  {
    what: "a rename",
    before: "message M { int32 a_b = 1; }",
    after: "message M { int32 c_d = 1; }",
    expected: ['breaking: Field "c_d" of "M": renamed from "a_b"'],
  },
  {
    what: "another field under the same number",
    before: "message M { int32 a_b = 1; }",
    after: "message M { string c_d = 1; }",
    expected: ['breaking: Field "c_d" of "M": replaces "a_b", type "int32" → "string"'],
  },
  {
    what: "several changes of one field",
    before: "message M { int32 a = 1; int32 b = 2; }",
    after: 'message M { int32 a = 7 [json_name = "x"]; int32 b = 2; }',
    expected: ['breaking: Field "a" of "M": JSON name "a" → "x", number "1" → "7"'],
  },
  {
    what: "an RPC that streams and takes something else",
    before: "message M {}\nmessage N {}\nservice S { rpc Get(M) returns (M); }",
    after: "message M {}\nmessage N {}\nservice S { rpc Get(N) returns (stream M); }",
    // buf, and not the engine, says that this breaks.
    expected: ['changed: RPC "S.Get": takes "N" instead of "M", answers with a stream'],
  },
  {
    what: "messages that move to another file are told together",
    before: { "a.proto": file("message M { int32 a = 1; }\nmessage N {}\nmessage O {}"), "b.proto": file("") },
    after: { "a.proto": file("message O {}"), "b.proto": file("message M { int32 a = 1; }\nmessage N {}") },
    expected: ['changed: Moved from "a.proto" to "b.proto": messages "M" and "N"'],
  },
  {
    what: "a file with another name",
    before: { "a.proto": file("message M { int32 a = 1; }") },
    after: { "b.proto": file("message M { int32 a = 1; }") },
    expected: ['changed: File "b.proto": renamed from "a.proto"'],
  },
  {
    what: "a route more is an addition",
    before: { "a.proto": http('get: "/v1/{id}"') },
    after: { "a.proto": http('get: "/v1/{id}" additional_bindings { get: "/v2/{id}" }') },
    expected: ['added: HTTP route "GET /v2/{id}" of RPC "S.Get"'],
  },
  {
    what: "another route breaks",
    before: { "a.proto": http('get: "/v1/{id}"') },
    after: { "a.proto": http('get: "/v2/{id}"') },
    expected: ['breaking: RPC "S.Get": called by HTTP as "GET /v1/{id}" → "GET /v2/{id}"'],
  },
  {
    what: "of validation the gate knows what it means",
    before: `import "buf/validate/validate.proto";
message M { string a = 1 [(buf.validate.field).string.max_len = 9]; }
service S { rpc Get(M) returns (M); }`,
    after: `import "buf/validate/validate.proto";
message M { string a = 1 [(buf.validate.field).string.max_len = 5]; }
service S { rpc Get(M) returns (M); }`,
    expected: ['breaking: Field "a.v1.M.a" accepts less: "string.max_len" 9 → 5. What was valid before can be refused'],
  },
  {
    what: "an option of all files of a package",
    before: {
      "a.proto": file('option go_package = "x";\nmessage M {}'),
      "b.proto": file('option go_package = "x";\nmessage N {}'),
    },
    after: {
      "a.proto": file('option go_package = "y";\nmessage M {}'),
      "b.proto": file('option go_package = "y";\nmessage N {}'),
    },
    expected: ['changed: Option "go_package" of "a.proto" and "b.proto": "x" → "y"'],
  },
  {
    what: "what breaks by an addition elsewhere",
    before: "message Foo {}",
    after: "message Foo {}\nmessage FooSchema {}",
    expected: [
      'breaking: Message "a.v1.Foo" was exported to TypeScript as "FooSchema" and is exported as "FooSchema$" now: ' +
        '"FooSchema" stands for message a.v1.FooSchema',
      'added: Message "FooSchema"',
    ],
  },
  {
    what: "comments alone are counted, and how they are broken does not matter",
    before: "// A b.\nmessage M {\n  // One.\n  int32 a = 1;\n}",
    after: "// A\n// b.\nmessage M {\n  // Two.\n  int32 a = 1;\n}",
    expected: ["comments: 1"],
  },
  {
    what: "an unstable package breaks nobody",
    before: { "a.proto": file("message M { int32 a = 1; }", "a.v1alpha1") },
    after: { "a.proto": file("message M { string a = 1; }", "a.v1alpha1") },
    expected: ['changed: Field "a" of "M": type "int32" → "string"'],
  },
];

for (const { what, before, after, expected } of cases) {
  test(`tells of ${what}`, () => {
    const lines = linesOf(changelog(compileSchemas(sources(before)), compileSchemas(sources(after))));
    expect(lines).toEqual(expected);
  });
}

function expectComplete(before: SchemaSet, after: SchemaSet): void {
  const found = compareSchemas({ before, after });
  const errors = found.filter(({ severity }) => severity === "error").map(({ message }) => message);
  const entries = changelog(before, after).flatMap((changes) => changes.entries);
  const told = entries.flatMap(({ changes }) => changes.map((change) => JSON.stringify(change)));
  const changes = comparisonOf(before, after).changes.map((change) => JSON.stringify(change));
  expect(told.toSorted()).toEqual(changes.toSorted());
  const breaking = entries.filter(({ kind }) => kind === "breaking");
  const reasons = breaking.map(({ findings }) => findings.filter(({ severity }) => severity === "error"));
  expect(reasons.every(({ length }) => length > 0)).toBe(true);
  expect(new Set(reasons.flat().map(({ message }) => message))).toEqual(new Set(errors));
  for (const { text } of entries) expect(plainPhrase(text)).not.toMatch(/undefined|: $|^$/);
}

test("each change of packages is in exactly one entry, and each error in one that breaks", () => {
  assert(
    property(randomPackages, randomPackages, (before, after) => expectComplete(schemasOf(before), schemasOf(after))),
  );
});

test("each change of fields is in exactly one entry, and each error in one that breaks", () => {
  assert(property(randomSchemas, randomSchemas, expectComplete));
});

test("the same schemas in another order have the same changelog", () => {
  const one = compileSchemas({
    "a.proto": file("message M { int32 a = 1; }\nmessage N {}"),
    "b.proto": file("enum E { E_A = 0; }"),
  });
  const other = compileSchemas({
    "b.proto": file("enum E { E_A = 0; }"),
    "a.proto": file("message N {}\nmessage M { int32 a = 1; }"),
  });
  const empty = compileSchemas({ "c.proto": file("", "c.v1") });
  expect(linesOf(changelog(empty, one))).toEqual(linesOf(changelog(empty, other)));
});
