import type { Dimension } from "@breakwater/compat";
import type { CheckName } from "../finding.ts";
import type { KnownRule } from "./known-rule.ts";

const byDimension: Readonly<Record<Dimension, string>> = {
  binary:
    "Messages travel, and are stored, as field numbers and bytes without names or types. A program with the old schema " +
    "and one with the new exchange them for as long as both run, and what was stored is read for years. When a number " +
    "means something else on one side, nothing fails: the value is read wrong, or as unknown and lost.",
  json:
    "In JSON, fields and enum values go by their names. Callers in browsers, scripts and gateways send the old name for " +
    "as long as nobody has changed them; the new program refuses it, or ignores it and goes on without the value.",
  rpc:
    "A client calls a path made of package, service and RPC, and it was generated with the old one. Servers are " +
    "replaced in an hour and clients in months: until the last of them is gone its calls end as unimplemented, or in a " +
    "message that it cannot read.",
  source:
    "Bytes may still agree, but code over the generated types does not: it stops compiling in every repository that " +
    "takes the new version, on a day that its owners did not choose.",
  typescript:
    "protoc-gen-es makes names and types of its own out of the schema, so that code can stop compiling, or come to mean " +
    "something else, though nothing in the schema was renamed. The gate predicts what it exports for both sides.",
  validation:
    "Rules of protovalidate are a part of the contract: in a request a tighter one refuses what callers send today, and " +
    "in a response a looser one sends readers what they were promised never to see.",
  http:
    "A gateway turns HTTP requests into calls by the bindings of `google.api.http`. REST callers know the method, path " +
    "and body alone: when a binding changes, their requests are not found, or fill other fields, and no generated code " +
    "tells anybody.",
  option:
    "Tools, gateways and people act on the value of this option, outside of what a compiler sees. When it changes, " +
    "they do something else, and nobody's build fails.",
};

const byCheck: Readonly<Partial<Record<CheckName, string>>> = {
  lint:
    "It breaks nobody today. Lint keeps a schema such that it can grow without breaking: names that do not collide in " +
    "any language, requests of their own for each RPC, a zero value that means nothing. Most of it cannot be corrected " +
    "after a release, for correcting is then a breaking change. Findings that the base has too are only notes.",
  format:
    "It breaks nobody. Schemas that all look alike are reviewed faster, and a change shows no line that it does not " +
    "mean. A file that was not formatted on the base either is only a note.",
  generated:
    "People install the generated code and not the schema. When the two differ, what was reviewed is not what runs, and " +
    "the next person who generates commits a change that is not theirs.",
  policy:
    "A change is judged by the policy of its base, so that this one is still checked in full. The next one would not " +
    "be: a gate that a pull request can switch off for the one after it stops nobody. Loosening is possible, and " +
    "those who own the schemas decide on it where everybody sees it.",
};

/** Why a rule is there, in a paragraph for people. */
export function whyOf({ check, dimension }: KnownRule): string {
  return dimension === null ? (byCheck[check] ?? "") : byDimension[dimension];
}
