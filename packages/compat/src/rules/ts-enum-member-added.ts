import type { DescEnum } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { listNames } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { grown } from "../typescript/grown.ts";
import { Program } from "../typescript/program.ts";
import type { UnconfirmedWitness } from "../witness.ts";

/** A second name of a number that was there is no new value of the type. */
export const tsEnumMemberAdded: Rule = {
  id: "TS_ENUM_MEMBER_ADDED",
  purpose:
    "An enum has another member in TypeScript. What must name every member, such as an exhaustive `switch` or a `Record` over the enum, stops compiling.",
  dimension: "typescript",
  severity: "note",
  since: "0.1.0",
  advice: "Tell the users of the enum, so that they add the member where they handle each one.",
  covers: [],
  *check(comparison) {
    for (const { key, before, after, added } of grown(comparison, "enum")) {
      const numbers = new Set(before.values.map(({ number }) => number));
      const members = after.values.filter(({ name, number }) => added.has(name) && !numbers.has(number));
      if (members.length === 0) continue;
      const names = listNames(members.map(({ localName }) => localName));
      yield {
        before: key,
        after: key,
        flows: [],
        message: `Enum "${splitKey(key).name}" has more members in TypeScript, ${names}: what names each of them, such as an exhaustive "switch", stops compiling.`,
        witness: () => recordOfAll(before),
      };
    }
  },
};

function recordOfAll(enumeration: DescEnum): UnconfirmedWitness {
  const program = new Program();
  const names = new Map(enumeration.values.map(({ number, localName }) => [number, localName]));
  const entries = [...names].map(([number, name]) => `${number < 0 ? `"${number}"` : number}: "${name}"`);
  const type = program.type(enumeration);
  return program.witness(`export const names: Record<${type}, string> = { ${entries.join(", ")} };`);
}
