import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { GateError } from "./gate-error.ts";
import { parseInput } from "./input.ts";

const accepted: readonly (readonly [text: string, parsed: object])[] = [
  [".", { kind: "directory", path: "." }],
  ["proto", { kind: "directory", path: "proto" }],
  ["proto#format=dir", { kind: "directory", path: "proto" }],
  ["a.binpb", { kind: "image", path: "a.binpb" }],
  ["a.json.gz", { kind: "image", path: "a.json.gz" }],
  ["strange#format=binpb", { kind: "image", path: "strange" }],
  [".git#ref=HEAD~1", { kind: "git", path: ".git", rev: "HEAD~1", subdir: "" }],
  ["../api/.git#branch=main,subdir=./proto/", { kind: "git", path: "../api/.git", rev: "main", subdir: "proto" }],
  ["bare.git#tag=v1", { kind: "git", path: "bare.git", rev: "refs/tags/v1", subdir: "" }],
  ["clone#format=git,commit=abc", { kind: "git", path: "clone", rev: "abc" }],
];

for (const [text, parsed] of accepted) {
  test(`input ${text}`, () => expect(parseInput(text)).toMatchObject({ text, ...parsed }));
}

const refused: readonly (readonly [text: string, reason: string])[] = [
  ["", "names no path"],
  [".git", "must name one revision"],
  [".git#ref=a,tag=b", "must name one revision"],
  [".git#ref=", "no usable revision"],
  [".git#ref=--upload-pack=x", "no usable revision"],
  [".git#rev=a", 'unknown option "rev"'],
  [".git#ref=a,subdir=../b", "outside of its repository"],
  [".git#ref=a,subdir=/etc", "outside of its repository"],
  ["dir#ref=a", "only a git input takes"],
  ["https://example.com/x", "is remote"],
  ["buf.build/acme/petapis:main", "is remote"],
];

for (const [text, reason] of refused) {
  test(`input ${JSON.stringify(text)} is refused`, () => expect(() => parseInput(text)).toThrow(reason));
}

test("any other text is parsed or refused with an explanation, never a fault", () => {
  const outcome = (text: string): unknown => {
    try {
      return parseInput(text).text;
    } catch (error) {
      return error instanceof GateError ? text : error;
    }
  };
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(outcome(text)).toBe(text);
    }),
  );
});
