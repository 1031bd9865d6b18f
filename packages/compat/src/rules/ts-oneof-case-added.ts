import type { DescMessage, DescOneof } from "@bufbuild/protobuf";
import { modelKey } from "@breakwater/schema";
import { listNames } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { grown } from "../typescript/grown.ts";
import { Program } from "../typescript/program.ts";
import { access } from "../typescript/property-name.ts";
import type { UnconfirmedWitness } from "../witness.ts";

/** A field of before that moved into the oneof changes its own type, which is another rule. */
export const tsOneofCaseAdded: Rule = {
  id: "TS_ONEOF_CASE_ADDED",
  purpose:
    "A oneof has another case in TypeScript. What must handle every case, such as an exhaustive `switch` that ends in `never`, stops compiling.",
  dimension: "typescript",
  severity: "note",
  since: "0.1.0",
  advice: "Tell the users of the oneof, so that they add the case where they handle each one.",
  covers: [],
  *check(comparison) {
    for (const { before, after, added } of grown(comparison, "message")) {
      for (const oneof of after.oneofs) {
        const old = before.oneofs.find(({ name }) => name === oneof.name);
        const cases = oneof.fields.filter(({ name }) => added.has(name)).map(({ localName }) => localName);
        if (old === undefined || cases.length === 0) continue;
        const key = modelKey("oneof", `${after.typeName}.${oneof.name}`);
        yield {
          before: key,
          after: key,
          flows: [],
          message: `Oneof "${after.typeName}.${oneof.name}" has more cases in TypeScript, ${listNames(cases)}: what handles each of them stops compiling.`,
          witness: () => everyCase(before, old),
        };
      }
    }
  },
};

function everyCase(message: DescMessage, oneof: DescOneof): UnconfirmedWitness {
  const program = new Program();
  const type = program.type(message);
  const cases = oneof.fields.map(({ localName }) => `"${localName}"`).join(" | ");
  return program.witness(
    `declare const message: ${type};`,
    `export const known: ${cases} | undefined = message${access(oneof.localName)}.case;`,
  );
}
