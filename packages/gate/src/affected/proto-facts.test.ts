import { expect, test } from "vitest";
import { type ProtoFacts, readFacts } from "./proto-facts.ts";

const cases: readonly { readonly name: string; readonly text: string; readonly facts: Partial<ProtoFacts> }[] = [
  {
    name: "package and imports",
    text: 'package a.v1; import "b.proto"; import public \'c.proto\'; import weak "d.proto"; import option "e.proto";',
    facts: { package: "a.v1", imports: ["b.proto", "c.proto", "d.proto", "e.proto"] },
  },
  {
    name: "comments and literals say nothing",
    text: '// package no;\n/* import "no.proto"; rpc No(A) returns (B); */ option x = "import \\"no.proto\\";"; package a;',
    facts: { package: "a", imports: [], hasRpc: false, ties: [] },
  },
  {
    name: "comments between the parts",
    text: 'package /* here */ a . v1 ;\nimport // why\n  "b.proto" /* so */ ;',
    facts: { package: "a.v1", imports: ["b.proto"] },
  },
  {
    name: "fields with such names",
    text: "message M { string package = 1; string import = 2; int32 type = 3; int32 rpc = 4; }",
    facts: { package: "", imports: [], ties: [] },
  },
  {
    name: "RPCs",
    text: "package p.v1; service S { rpc Get ( GetRequest ) returns (stream .a.b.GetResponse) {} }",
    facts: {
      hasRpc: true,
      ties: ["rpc .p.GetRequest", "rpc .p.v1.GetRequest", "rpc .GetRequest", "rpc .a.b.GetResponse"],
    },
  },
  {
    name: "extensions",
    text: "extend google.protobuf.FieldOptions { string x = 50000; }",
    facts: { ties: ["extend"] },
  },
  {
    name: "resources",
    text: 'option (google.api.resource) = { type: "a.example.com/Book" pattern: "books/{book}" };',
    facts: { ties: ["resource a.example.com/Book"] },
  },
  { name: "HTTP", text: 'import "google/api/annotations.proto";', facts: { ties: ["http"] } },
];

for (const { name, text, facts } of cases) {
  test(`facts of a file: ${name}`, () => {
    expect(readFacts(text)).toMatchObject(facts);
  });
}

test("what only the compiler can read is not guessed", () => {
  expect(readFacts("rpc Get(/* in */ A) returns (B);")).toBeUndefined();
  expect(readFacts("package a; package b;")).toBeUndefined();
  expect(readFacts('import "a" "b.proto";')).toBeUndefined();
  expect(readFacts(String.raw`import "a\x2eproto";`)).toBeUndefined();
});

test("a text that ends in the middle has facts all the same", () => {
  for (const text of ["package", "import", 'import "a', "/* ", "rpc", "package a.", "\0\uFFFF"]) {
    expect(readFacts(text)).toBeDefined();
  }
});

/** Texts of a megabyte on which a careless pattern would try for hours; the test would run out of its time. */
const hostile: Readonly<Record<string, string>> = {
  "comments after an import": `import ${"/**/".repeat(250_000)} x`,
  "comments that are not closed": "/*".repeat(500_000),
  "literals that are not closed": `"${'\\\\"'.repeat(333_333)}`,
  "spaces after a package": `package${" ".repeat(1_000_000)}`,
  "packages without an end": "package a ".repeat(100_000),
  "spaces in an RPC": `rpc A (${" ".repeat(1_000_000)}`,
  "spaces after a type of an RPC": `rpc A (a${" ".repeat(1_000_000)}`,
  "words in an RPC": `rpc A (${"a ".repeat(500_000)}`,
  "stars in a comment": `import /${"*".repeat(1_000_000)}`,
  "types without a value": `type${" ".repeat(1_000_000)}`,
};

for (const [name, text] of Object.entries(hostile)) {
  test(`a hostile text is read like any other: ${name}`, () => {
    expect(() => readFacts(text)).not.toThrow();
  });
}
