import type { DescField, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { listNames } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { fieldProperty } from "../typescript/field-property.ts";
import { grown } from "../typescript/grown.ts";
import { literalOf } from "../typescript/message-literal.ts";

/** A property that may be left out, as that of a message is, breaks no literal. */
export const tsPropertyAdded: Rule = {
  id: "TS_PROPERTY_ADDED",
  purpose:
    "A message has another property in TypeScript that may not be left out. An object literal of the whole type stops compiling; `create(…)` takes what it took.",
  dimension: "typescript",
  severity: "note",
  since: "0.1.0",
  advice: "Nothing, where messages are made with `create`; other code has to give the new property.",
  covers: [],
  *check(comparison) {
    for (const { key, before, after, added } of grown(comparison, "message")) {
      const required = after.members.filter((member) => isNew(member, added) && !isOptional(member));
      if (required.length === 0) continue;
      const names = listNames(required.map(({ localName }) => localName));
      yield {
        before: key,
        after: key,
        flows: [],
        message: `Message "${splitKey(key).name}" has more properties in TypeScript, ${names}: an object literal of the whole type stops compiling.`,
        witness: () => literalOf(before),
      };
    }
  },
};

type Member = DescMessage["members"][number];

/** A oneof is new when all in it is; a field that moved into one is another matter. */
function isNew(member: Member, added: ReadonlySet<string>): boolean {
  return member.kind === "field" ? added.has(member.name) : member.fields.every(({ name }) => added.has(name));
}

function isOptional(member: DescField | DescOneof): boolean {
  return member.kind === "field" && fieldProperty(member).isOptional;
}
