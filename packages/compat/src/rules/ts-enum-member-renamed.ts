import type { DescEnum, DescEnumValue } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { listNames } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { Program } from "../typescript/program.ts";
import type { UnconfirmedWitness } from "../witness.ts";

/**
 * Members drop the prefix that is the enum's name, but only when each of them has it and goes on with a letter after it:
 * one value that does not renames all others (https://github.com/bufbuild/protobuf-es/issues/1284).
 */
export const tsEnumMemberRenamed: Rule = {
  id: "TS_ENUM_MEMBER_RENAMED",
  purpose:
    "The values of an enum kept their names, but their members in TypeScript have others, because the prefix that all values shared is lost or gained. Code that names a member stops compiling.",
  dimension: "typescript",
  severity: "error",
  since: "0.1.0",
  advice:
    "Begin the name of every value with the name of the enum and go on with a letter: `KIND_TWO` and not `KIND_2` in enum `Kind`.",
  covers: [],
  *check(comparison) {
    for (const key of enumsWithOtherValues(comparison.changes.map((change) => change.key))) {
      const { name } = splitKey(key);
      const before = comparison.before.registry.enumeration(name);
      const after = comparison.after.registry.enumeration(name);
      if (before === undefined || after === undefined || comparison.pair(key) === undefined) continue;
      const renamed = renamedMembers(before, after);
      // The value that stands for "not set" is the one that code names least.
      const example = renamed.find(({ from }) => from.number !== 0) ?? renamed[0];
      if (example === undefined) continue;
      const names = renamed.map(({ from, to }) => `${from.localName}" → "${to.localName}`);
      yield {
        before: key,
        after: key,
        flows: [],
        message: `Members of enum "${name}" have other names in TypeScript, ${reason(before, after)}: ${listNames(names)}.`,
        witness: () => useOf(example.from),
      };
    }
  },
};

function enumsWithOtherValues(keys: readonly string[]): Set<`enum ${string}`> {
  const names = keys
    .filter((key) => key.startsWith("enum value "))
    .map((key) => key.slice("enum value ".length, key.lastIndexOf(".")));
  return new Set(names.map((name) => `enum ${name}` as const));
}

function renamedMembers(before: DescEnum, after: DescEnum): { from: DescEnumValue; to: DescEnumValue }[] {
  const now = new Map(after.values.map((value) => [value.name, value]));
  return before.values.flatMap((from) => {
    const to = now.get(from.name);
    return to === undefined || to.localName === from.localName ? [] : [{ from, to }];
  });
}

function reason({ sharedPrefix: before }: DescEnum, after: DescEnum): string {
  if (before === undefined) return `since all values have the prefix "${after.sharedPrefix?.toUpperCase()}" now`;
  const odd = after.values.find(({ name }) => !/^[a-z_]/i.test(withoutPrefix(name, before)));
  return `since "${odd?.name}" lacks the prefix "${before.toUpperCase()}" with a letter after it`;
}

function withoutPrefix(name: string, prefix: string): string {
  return name.toLowerCase().startsWith(prefix) ? name.slice(prefix.length) : "";
}

function useOf({ parent, localName }: DescEnumValue): UnconfirmedWitness {
  const program = new Program();
  return program.witness(`export const value = ${program.type(parent)}.${localName};`);
}
