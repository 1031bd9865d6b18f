import { expect, test } from "vitest";
import { readFacts } from "../affected/proto-facts.ts";
import { bufYaml } from "./buf-yaml.ts";
import { type ProtoLayout, findLayout } from "./module-roots.ts";

const proto = (name: string, ...imports: string[]): string => {
  return [`package ${name};`, ...imports.map((path) => `import "${path}";`)].join("\n");
};

function layoutOf(files: Readonly<Record<string, string>>): ProtoLayout {
  return findLayout(new Map(Object.entries(files).map(([path, text]) => [path, readFacts(text)])));
}

const layouts: readonly (readonly [what: string, files: Readonly<Record<string, string>>, roots: readonly string[]])[] =
  [
    ["packages at the top", { "a/v1/a.proto": proto("a.v1") }, ["."]],
    [
      "one folder of packages",
      { "proto/a/v1/a.proto": proto("a.v1", "b/v1/b.proto"), "proto/b/v1/b.proto": proto("b.v1") },
      ["proto"],
    ],
    [
      "two folders",
      { "x/proto/a/v1/a.proto": proto("a.v1"), "y/proto/b/v1/b.proto": proto("b.v1") },
      ["x/proto", "y/proto"],
    ],
    [
      "imports that do not follow packages",
      { "src/api/a.proto": proto("acme.a", "api/b.proto"), "src/api/b.proto": proto("acme.b", "api/a.proto") },
      ["src"],
    ],
    [
      "copies in a folder of their own, inside",
      {
        "a/v1/a.proto": proto("a.v1", "google/api/http.proto"),
        "third_party/google/api/http.proto": proto("google.api"),
      },
      [".", "third_party"],
    ],
    ["no package at all", { "a.proto": "message A {}", "b/c.proto": 'import "a.proto";' }, ["."]],
  ];

for (const [what, files, roots] of layouts) {
  test(`imports start where they lead to: ${what}`, () => {
    expect(layoutOf(files)).toEqual({ roots, missing: new Map() });
  });
}

test("an import that nothing answers to is missing, but for those that compilers bring along", () => {
  const files = {
    "a/v1/a.proto": proto("a.v1", "google/protobuf/any.proto", "google/api/http.proto", "acme/other.proto"),
    "a/v1/b.proto": proto("a.v1", "google/api/http.proto"),
  };
  const layout = layoutOf(files);
  expect([...layout.missing]).toEqual([
    ["google/api/http.proto", 2],
    ["acme/other.proto", 1],
  ]);
  const { text, todo } = bufYaml(layout, Object.keys(files));
  expect(text).toContain("deps:\n  - buf.build/googleapis/googleapis\n");
  expect(todo).toEqual([
    expect.stringContaining("buf dep update"),
    expect.stringContaining("is acme/other.proto, which"),
  ]);
});

test("copies of the schemas of others are in no rule's way, and no module is in two", () => {
  const files = {
    "a/v1/a.proto": proto("a.v1", "google/api/http.proto", "x.proto"),
    "google/api/http.proto": proto("google.api"),
    "vendor/x.proto": proto("x"),
  };
  const { text } = bufYaml(layoutOf(files), Object.keys(files));
  expect(text).toContain("  - path: .\n    excludes: [vendor]\n  - path: vendor\n");
  expect(text.match(/ignore: \[google\/api, vendor\]/g)).toHaveLength(2);
});
