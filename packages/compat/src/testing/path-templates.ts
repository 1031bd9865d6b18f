import { type Arbitrary, array, boolean, constantFrom, option, record, tuple } from "fast-check";
import { type PathTemplate, type Segment, type Variable } from "../http/path-template.ts";

const fields = ["name", "id", "book.name"];
const literals = constantFrom("v1", "books", "shelves", "a%20b", "50%", "x.y-z~_", "é").map((text): Segment => {
  return { kind: "literal", text };
});
const segment = tuple(literals, constantFrom("literal", "literal", "*")).map(([literal, kind]): Segment => {
  return kind === "*" ? { kind } : literal;
});

/** Well-formed templates of a few words, so that two of them often have paths in common. */
export const pathTemplates: Arbitrary<PathTemplate> = record({
  groups: array(tuple(array(segment, { minLength: 1, maxLength: 3 }), boolean()), { maxLength: 3 }),
  hasRest: boolean(),
  verb: option(constantFrom("cancel", "undo"), { nil: undefined }),
}).map(({ groups, hasRest, verb }) => {
  const segments: Segment[] = [];
  const variables: Variable[] = [];
  for (const [index, [own, isVariable]] of groups.entries()) {
    const start = segments.length;
    segments.push(...own);
    if (hasRest && index === groups.length - 1) segments.push({ kind: "**" });
    if (isVariable) variables.push({ field: fields[index] ?? "", start, end: segments.length });
  }
  return { segments, variables, verb: segments.length === 0 ? undefined : verb };
});
