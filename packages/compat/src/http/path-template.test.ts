import { assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { pathTemplates } from "../testing/path-templates.ts";
import { parsePathTemplate, printPathTemplate } from "./path-template.ts";

const wellFormed: readonly (readonly [text: string, printed?: string])[] = [
  ["/"],
  ["/v1/books"],
  ["/v1/books:search"],
  ["/v1/{name=books/*}"],
  ["/v1/{name=shelves/*/books/*}:move"],
  ["/v1/{name=**}"],
  ["/v1/{a}/{b.c_d}"],
  ["/v1/{name=*}", "/v1/{name}"],
  ["/v1/*/books/**"],
  ["/a%2Fb/50%"],
];

for (const [text, printed = text] of wellFormed) {
  test(`"${text}" is a template and prints as "${printed}"`, () => {
    const parsed = parsePathTemplate(text);
    expect(parsed.ok && printPathTemplate(parsed.template)).toBe(printed);
  });
}

const malformed: readonly (readonly [text: string, problem: string])[] = [
  ["", 'it does not start with "/"'],
  ["v1/books", 'it does not start with "/"'],
  ["/v1//books", '"" is no part of a path'],
  ["/v1/books/", '"" is no part of a path'],
  ["/v1/book*", '"book*" is no part of a path'],
  ["/v1/***", '"***" is no part of a path'],
  ["/v1/{name", 'the variable "name" is not closed by "}"'],
  ["/v1/{name=books/*", 'the variable "name" is not closed by "}"'],
  ["/v1/{name={id}}", '"" is no part of a path'],
  ["/v1/{1name}", '"1name" is no path of a field'],
  ["/v1/{}", '"" is no path of a field'],
  ["/v1/{id}/{id}", '"id" is bound twice'],
  ["/v1/{name}books", '"books" follows where "/" should'],
  ["/v1/books}", '"}" follows where "/" should'],
  ["/v1/**/books", '"**" is not the last part of the path'],
  ["/v1/books:", '"" is no verb'],
  ["/v1/books:a:b", '"a:b" is no verb'],
  ["/v1/books:a/b", '"a/b" is no verb'],
  ["/v1/a book", '"a book" is no part of a path'],
  ["/v1/books?id=1", '"books?id=1" is no part of a path'],
];

for (const [text, problem] of malformed) {
  test(`"${text}" is no template: ${problem}`, () => {
    expect(parsePathTemplate(text)).toEqual({ ok: false, problem });
  });
}

test("a template that is printed parses to the same template", () => {
  assert(
    property(pathTemplates, (template) => {
      expect(parsePathTemplate(printPathTemplate(template))).toEqual({ ok: true, template });
    }),
  );
});

test("every text is a template or has a problem, and what is a template prints to one", () => {
  const noise = string({ unit: constantFrom("/", "{", "}", "*", "=", ":", "a", ".", "%", "\u{1F600}", "\uD800") });
  assert(
    property(oneof(string(), noise), (text) => {
      const parsed = parsePathTemplate(text);
      if (!parsed.ok) return parsed.problem !== "";
      return parsePathTemplate(printPathTemplate(parsed.template)).ok;
    }),
    { numRuns: 2000 },
  );
});
