import type { DescService } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { listNames } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { grown } from "../typescript/grown.ts";
import { Program } from "../typescript/program.ts";
import type { UnconfirmedWitness } from "../witness.ts";

/** Servers of Connect implement a type with one function for each method: ServiceImpl. */
export const tsMethodAdded: Rule = {
  id: "TS_METHOD_ADDED",
  purpose:
    "A service has another method in TypeScript. Code that implements the whole service, a server or a fake in a test, stops compiling until it has the method.",
  dimension: "typescript",
  severity: "note",
  since: "0.1.0",
  advice: "Add the method to the server in the same change, and tell those who implement the service elsewhere.",
  covers: [],
  *check(comparison) {
    for (const { key, before, after, added } of grown(comparison, "service")) {
      const names = listNames(after.methods.filter(({ name }) => added.has(name)).map(({ localName }) => localName));
      yield {
        before: key,
        after: key,
        flows: [],
        message: `Service "${splitKey(key).name}" has more methods in TypeScript, ${names}: code that implements the whole service stops compiling.`,
        witness: () => implementation(before),
      };
    }
  },
};

function implementation(service: DescService): UnconfirmedWitness {
  const program = new Program();
  const constant = program.constant(service);
  const methods = service.methods.map(({ localName }) => ` ${localName}() {}`).join(",");
  return program.witness(
    `type Implementation = { [name in keyof typeof ${constant}.method]: () => void };`,
    `export const implementation: Implementation = {${methods} };`,
  );
}
