import { parseArgs } from "node:util";

/** One `--name` of a command line. */
export interface OptionSpec {
  /** Name of the value in the help, such as `N`; without it the option is a switch. */
  readonly value?: string;
  /** What it does, and its default; one line. */
  readonly help: string;
}

/** A wrong command line; the message names what is wrong and what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads `--name value` and `--name=value` options; a switch that is given has the value "". A leading `--`, which pnpm
 * passes on, is dropped. Throws UsageError for an unknown option (naming the nearest), a missing value, a value where
 * none belongs and anything that is no option.
 */
export function parseOptions(argv: readonly string[], specs: ReadonlyMap<string, OptionSpec>): Map<string, string> {
  const args = argv[0] === "--" ? argv.slice(1) : [...argv];
  const options = Object.fromEntries(
    [...specs].map(([name, spec]) => [name, { type: spec.value === undefined ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") {
      throw new UsageError(`unexpected argument '${token.kind === "positional" ? token.value : "--"}'`);
    }
    const spec = specs.get(token.name);
    if (spec === undefined) {
      throw new UsageError(`unknown option '${token.rawName}'; did you mean '--${nearest(token.name, specs.keys())}'?`);
    }
    // In `--data --host x` the value was forgotten; `--data=--host` says that it is meant.
    const forgotten = token.value === undefined || (token.value.startsWith("--") && !token.inlineValue);
    if (spec.value !== undefined && forgotten) {
      throw new UsageError(`option '--${token.name}' needs a value: --${token.name} ${spec.value}`);
    }
    if (spec.value === undefined && token.inlineValue) {
      throw new UsageError(`option '--${token.name}' takes no value`);
    }
    values.set(token.name, token.value ?? "");
  }
  return values;
}

/** The option's value as a whole number from `min` to `max`, or undefined when it is not given; throws UsageError. */
export function numberOption(
  values: ReadonlyMap<string, string>,
  name: string,
  { min, max }: { min: number; max: number },
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`option '--${name}' needs a whole number from ${min} to ${max}, not '${text}'`);
}

/** The help's lines for the options, aligned. */
export function describeOptions(specs: ReadonlyMap<string, OptionSpec>): string {
  const heads = [...specs].map(([name, spec]) => `--${name}${spec.value === undefined ? "" : ` ${spec.value}`}`);
  const width = Math.max(...heads.map((head) => head.length));
  return [...specs.values()].map((spec, i) => `  ${(heads[i] ?? "").padEnd(width)}  ${spec.help}`).join("\n");
}

function nearest(name: string, candidates: Iterable<string>): string {
  // `--port` means `--orders-port` more likely than the shorter `--host`.
  const apart = (option: string): number => (option.split("-").includes(name) ? 0 : distance(name, option));
  return [...candidates].toSorted((a, b) => apart(a) - apart(b))[0] ?? "help";
}

/** Levenshtein distance: how many letters to insert, delete or replace to come from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of from.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split("").entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
