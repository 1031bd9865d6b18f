import { array, assert, boolean, constantFrom, integer, property, record, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { pathTemplates } from "../testing/path-templates.ts";
import { commonPath, covers, coversPath, matchPath, samplePath } from "./match-path.ts";
import { type PathTemplate, type Segment, parsePathTemplate } from "./path-template.ts";

const cases: readonly (readonly [template: string, path: string, bound: Record<string, string> | undefined])[] = [
  ["/", "/", {}],
  ["/", "/v1", undefined],
  ["/v1/books", "/v1/books", {}],
  ["/v1/books", "/v1/books/", undefined],
  ["/v1/books", "/v1/Books", undefined],
  ["/v1/*", "/v1/", undefined],
  ["/v1/{id}", "/v1/a%2Fb%20c", { id: "a/b c" }],
  ["/v1/{name=books/*}", "/v1/books/1", { name: "books/1" }],
  ["/v1/{name=books/*}", "/v1/books/a%2Fb%20c", { name: "books/a%2Fb c" }],
  ["/v1/{name=books/*}", "/v1/books/1/2", undefined],
  ["/v1/{name=**}", "/v1/books/1", { name: "books/1" }],
  ["/v1/{name=**}", "/v1", { name: "" }],
  ["/v1/**", "/v1/a/b/c", {}],
  ["/v1/{id}:cancel", "/v1/1:cancel", { id: "1" }],
  ["/v1/{id}:cancel", "/v1/1", undefined],
  ["/v1/{id}", "/v1/1:cancel", { id: "1:cancel" }],
  ["/v1/{a}/x/{b=y/*}", "/v1/1/x/y/2", { a: "1", b: "y/2" }],
  ["/v1/a%20b", "/v1/a b", {}],
  ["/v1/50%", "/v1/50%", {}],
  ["/v1", "v1", undefined],
];

for (const [template, path, bound] of cases) {
  test(`"${template}" ${bound === undefined ? "does not match" : "matches"} "${path}"`, () => {
    const found = matchPath(parse(template), path);
    expect(found === undefined ? undefined : Object.fromEntries(found)).toEqual(bound);
  });
}

const coverCases: readonly (readonly [outer: string, inner: string, paths: boolean, fields: boolean])[] = [
  ["/v1/{name=books/*}", "/v1/{name=books/*}", true, true],
  ["/v1/{name=**}", "/v1/{name=books/*}", true, true],
  ["/v1/{name=books/**}", "/v1/{name=books/*/pages/*}", true, true],
  ["/v1/{name=books/**}", "/v1/books/{name}", true, false],
  ["/v1/{id}", "/v1/{name}", true, false],
  ["/v1/*", "/v1/{name}", true, false],
  ["/v1/{name=*}/**", "/v1/{name}", true, true],
  ["/v1/{name=books/*}", "/v1/{name=**}", false, false],
  ["/v1/books", "/v1/*", false, false],
  ["/v1/{name}", "/v1/{name}:cancel", false, false],
  ["/v1/books", "/v2/books", false, false],
];

for (const [outer, inner, paths, fields] of coverCases) {
  test(`"${outer}" ${paths ? "takes" : "does not take"} what "${inner}" takes, ${fields ? "into the same fields" : "not into the same fields"}`, () => {
    expect(coversPath(parse(outer), parse(inner))).toBe(paths);
    expect(covers(parse(outer), parse(inner), (field) => field)).toBe(paths && fields);
  });
}

test("a field that was renamed is the same field", () => {
  const rename = (field: string): string => (field === "old" ? "new" : field);
  expect(covers(parse("/v1/{new}"), parse("/v1/{old}"), rename)).toBe(true);
  expect(covers(parse("/v1/{old}"), parse("/v1/{old}"), rename)).toBe(false);
});

test("a template matches the paths that are made of it", () => {
  assert(
    property(pathTemplates, integer({ min: 0, max: 3 }), (template, rest) => {
      expect(matchPath(template, samplePath(template, { text: "x", rest }))).toBeDefined();
    }),
  );
});

test("a common path matches both templates", () => {
  assert(
    property(pathTemplates, pathTemplates, (one, other) => {
      const path = commonPath(one, other, { text: "x", rest: 1 });
      return path === undefined || [one, other].every((template) => matchPath(template, path) !== undefined);
    }),
  );
});

const samples = record({
  text: constantFrom("v1", "books", "shelves", "x", "a b", "x:cancel"),
  rest: integer({ min: 0, max: 3 }),
});

test("two templates that match one path have a path in common", () => {
  assert(
    property(pathTemplates, pathTemplates, samples, (one, other, sample) => {
      if (matchPath(other, samplePath(one, sample)) === undefined) return;
      expect([0, 1, 2].map((rest) => commonPath(one, other, { text: "x", rest }))).not.toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }),
    { numRuns: 5000 },
  );
});

test("what covers a template matches each path of it and binds the same", () => {
  // A template in which some fixed text became "*" covers the one it was made of; of two random ones few do.
  const pairs = tuple(pathTemplates, pathTemplates, array(boolean(), { maxLength: 9 })).chain(
    ([inner, other, wild]) => {
      const segments = inner.segments.map((segment, index): Segment => {
        return segment.kind === "literal" && wild[index] === true ? { kind: "*" } : segment;
      });
      return constantFrom({ inner, outer: { ...inner, segments } }, { inner, outer: other });
    },
  );
  assert(
    property(pairs, samples, ({ inner, outer }, sample) => {
      if (!covers(outer, inner, (field) => field)) return;
      const path = samplePath(inner, sample);
      expect(matchPath(outer, path)).toEqual(matchPath(inner, path));
    }),
    { numRuns: 2000 },
  );
});

test("no path makes the matcher throw", () => {
  assert(
    property(pathTemplates, string({ unit: "binary" }), (template, path) => {
      matchPath(template, path);
      matchPath(template, `/${path}`);
    }),
  );
});

function parse(text: string): PathTemplate {
  const parsed = parsePathTemplate(text);
  if (!parsed.ok) throw new Error(`"${text}": ${parsed.problem}`);
  return parsed.template;
}
