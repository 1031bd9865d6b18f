import { validate } from "dockerfile-utils";
import type { Finding } from "../repository/finding.ts";

/** One instruction of a Dockerfile. */
interface Instruction {
  readonly line: number;
  readonly keyword: string;
  /** Its arguments, on one line. */
  readonly text: string;
}

/**
 * Checks a Dockerfile: its grammar, and what our images promise. Bases are named whole and by a tag that does not move,
 * nothing is downloaded by ADD, no variable is a secret, and what runs is nobody, started without a shell, in a stage
 * that only copies.
 */
export function lintDockerfile(file: string, text: string): Finding[] {
  const grammar = validate(text).map(({ range, message }) => ({
    file,
    line: range.start.line + 1,
    rule: "dockerfile",
    message: typeof message === "string" ? message : message.value,
  }));
  const instructions = instructionsOf(text);
  const last = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === "FROM"));
  const faults = [...instructions.flatMap(faultsAnywhere), ...faultsOfLast(last)];
  return [...grammar, ...faults.map(([line, message]) => ({ file, line, rule: "dockerfile-policy", message }))];
}

type Fault = readonly [line: number, message: string];

function faultsAnywhere({ line, keyword, text }: Instruction): Fault[] {
  if (keyword === "FROM" && !/^[a-z0-9.-]+\.[a-z]+\/\S+:(?!latest\b)\S+( AS \S+)?$/.test(text))
    return [[line, `${text} is not named whole: give the registry, the name and a tag other than latest`]];
  if (keyword === "ADD") return [[line, "ADD downloads and unpacks unasked; use COPY"]];
  const names = keyword === "ARG" || keyword === "ENV" ? [...text.matchAll(/(?:^|\s)([A-Z0-9_]+)(?==|$)/g)] : [];
  return names
    .filter(([, name = ""]) => /SECRET|TOKEN|PASSWORD|_KEY$|DATABASE_URL/.test(name) && !name.endsWith("_FILE"))
    .map(([, name = ""]) => [line, `${name} would stay in a layer; mount a secret and set ${name}_FILE`]);
}

function faultsOfLast(instructions: readonly Instruction[]): Fault[] {
  const [from] = instructions;
  if (from === undefined) return [[0, "it builds from nothing: begin with FROM"]];
  const faults = instructions
    .filter(({ keyword }) => keyword === "RUN")
    .map(({ line }): Fault => [line, "the stage that runs has no shell; RUN in the one before"]);
  const wanted: readonly (readonly [keyword: string, pattern: RegExp, advice: string])[] = [
    ["USER", /^[1-9]\d*:[1-9]\d*$/, "a user and a group by number, neither of them 0"],
    ["ENTRYPOINT", /^\[/, "a program and its arguments as a list, which gets the signals"],
    ["HEALTHCHECK", /\bCMD \[/, "a command as a list, for there is no shell"],
  ];
  for (const [keyword, pattern, advice] of wanted) {
    const found = instructions.findLast((instruction) => instruction.keyword === keyword);
    if (found === undefined || !pattern.test(found.text))
      faults.push([found?.line ?? 0, `${keyword} has to be ${advice}`]);
  }
  return faults;
}

function instructionsOf(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, keyword, begin = ""] = /^([A-Z]+)\s+(.*)$/.exec(lines[at] ?? "") ?? [];
    if (keyword === undefined) continue;
    const line = at + 1;
    let whole = begin;
    while (whole.endsWith("\\")) whole = `${whole.slice(0, -1).trimEnd()} ${(lines[(at += 1)] ?? "").trim()}`;
    instructions.push({ line, keyword, text: whole });
  }
  return instructions;
}
