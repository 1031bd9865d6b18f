import { fromJson } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { expect, test } from "vitest";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { formatAcceptsEmpty, formatRules, formatSamples, headerFormat, isSubformat } from "./string-formats.ts";

const headers = ["NAME", "VALUE"].flatMap((kind) => {
  return [true, false].map((isStrict) => ({ knownRegex: `KNOWN_REGEX_HTTP_HEADER_${kind}`, isStrict }));
});
const rules = new Map([
  ...formatRules.map(
    (name) => [name, `${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}: true`] as const,
  ),
  ...headers.map(({ knownRegex, isStrict }) => {
    return [headerFormat(knownRegex, isStrict) ?? "", `well_known_regex: ${knownRegex}, strict: ${isStrict}`] as const;
  }),
]);
const messages = [...rules].map(
  ([name, rule]) => `message ${name} { string s = 1 [(buf.validate.field).string = {${rule}}]; }`,
);
const { registry } = compileSchemas({
  "a.proto": `syntax = "proto3"; package a.v1; import "buf/validate/validate.proto"; ${messages.join("\n")}`,
});
const validator = createValidator({ registry: registry.files });

function accepts(format: string, text: string): boolean {
  const desc = registry.message(`a.v1.${format}`);
  return desc !== undefined && validator.validate(desc, fromJson(desc, { s: text })).kind === "valid";
}

test("every format accepts one of the samples, and the empty string only where it is said to", () => {
  for (const format of rules.keys()) {
    expect({ format, samples: formatSamples.filter((sample) => accepts(format, sample)) }).not.toEqual({
      format,
      samples: [],
    });
    expect({ format, empty: accepts(format, "") }).toEqual({ format, empty: formatAcceptsEmpty(format) });
  }
});

test("what is of a format is of each format around it", () => {
  const pairs = [...rules.keys()].flatMap((narrow) => [...rules.keys()].map((wide) => ({ narrow, wide })));
  const wrong = pairs
    .filter(({ narrow, wide }) => isSubformat(narrow, wide))
    .flatMap(({ narrow, wide }) => formatSamples.filter((sample) => accepts(narrow, sample) && !accepts(wide, sample)));
  expect(wrong).toEqual([]);
  expect(isSubformat("ipv4", "ip")).toBe(true);
  expect(isSubformat("ip", "ipv4")).toBe(false);
});
