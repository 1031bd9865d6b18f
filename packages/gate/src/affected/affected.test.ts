import { expect, test } from "vitest";
import { affectedPackages } from "./affected.ts";
import { ImportGraph } from "./import-graph.ts";
import { readFacts } from "./proto-facts.ts";

/** A graph of files by import path, which is the path in the tree too. */
function graph(files: Readonly<Record<string, string>>): ImportGraph {
  return new ImportGraph(
    Object.entries(files).map(([path, text]) => {
      const facts = readFacts(text);
      if (facts === undefined) throw new Error(`${path} has no facts`);
      return { path, importPath: path, facts };
    }),
  );
}

function affected(files: Readonly<Record<string, string>>, ...changed: readonly string[]): string[] {
  return [...affectedPackages([graph(files), graph(files)], new Set(changed))].toSorted();
}

const cases: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Packages that are affected when the file `a/a.proto` changes. */
  readonly expected: readonly string[];
}[] = [
  {
    name: "nobody else",
    files: { "a/a.proto": 'package a; import "b/b.proto";', "b/b.proto": "package b;", "c/c.proto": "package c;" },
    expected: ["a"],
  },
  {
    name: "who imports it, also through others",
    files: {
      "a/a.proto": "package a;",
      "b/b.proto": 'package b; import "a/a.proto";',
      "c/c.proto": 'package c; import "b/b.proto";',
      "d/d.proto": "package d;",
    },
    expected: ["a", "b", "c"],
  },
  {
    name: "the rest of its package, and not who imports that",
    files: {
      "a/a.proto": "package a;",
      "a/other.proto": "package a;",
      "b/b.proto": 'package b; import "a/other.proto";',
    },
    expected: ["a"],
  },
  {
    name: "what is in the same folder",
    files: {
      "a/a.proto": "package a;",
      "a/b.proto": "package b;",
      "c/b.proto": "package b;",
      "c/c.proto": "package c;",
    },
    expected: ["a", "b", "c"],
  },
  {
    name: "packages whose names start with its name, and the other way round",
    files: {
      "a/a.proto": "package x.a;",
      "b/b.proto": "package x.a.b;",
      "c/c.proto": "package x;",
      "d/d.proto": "package x.ab;",
    },
    expected: ["x", "x.a", "x.a.b"],
  },
  {
    name: "circles of imports that lead through it",
    files: {
      "a/a.proto": 'package a; import "b/b.proto";',
      "b/b.proto": 'package b; import "c/c.proto";',
      "c/c.proto": 'package c; import "a/other.proto"; import "d/d.proto";',
      "a/other.proto": "package a;",
      "d/d.proto": "package d;",
    },
    expected: ["a", "b", "c"],
  },
  {
    name: "RPCs with the same request, whoever imports whom",
    files: {
      "a/a.proto": "package a; service A { rpc Get(m.Req) returns (Res); }",
      "b/b.proto": "package b; service B { rpc Get(.m.Req) returns (Res); }",
      "c/c.proto": "package c; service C { rpc Get(Req) returns (Res); }",
      "m/m.proto": "package m;",
    },
    expected: ["a", "b"],
  },
  {
    name: "HTTP routes, extensions and resource types",
    files: {
      "a/a.proto": 'package a; import "google/api/annotations.proto"; extend M { } option (r) = { type: "x/Y" };',
      "b/b.proto": 'package b; import "google/api/annotations.proto";',
      "c/c.proto": "package c; extend N { }",
      "d/d.proto": 'package d; option (google.api.resource).type = "x/Y";',
      "e/e.proto": 'package e; option (google.api.resource).type = "x/Z";',
    },
    expected: ["a", "b", "c", "d"],
  },
];

for (const { name, files, expected } of cases) {
  test(`a change affects ${name}`, () => {
    expect(affected(files, "a/a.proto")).toEqual(expected);
  });
}

test("a file of one side affects who imports it on the other", () => {
  const before = graph({ "a/a.proto": "package a;", "b/b.proto": 'package b; import "a/a.proto";' });
  const after = graph({ "b/b.proto": 'package b; import "a/a.proto";', "c/c.proto": "package c;" });
  expect([...affectedPackages([after, before], new Set(["a/a.proto"]))].toSorted()).toEqual(["a", "b"]);
});
