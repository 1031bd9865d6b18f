import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../run-context.ts";
import type { InstalledTools } from "./installed-tools.ts";

/** The first diagnostic of each program that does not compile, by the program's file without ".ts": "old/3". */
export type Diagnostics = ReadonlyMap<string, string>;

const compilerOptions = {
  noEmit: true,
  strict: true,
  target: "ES2024",
  lib: ["ES2024"],
  module: "ESNext",
  moduleResolution: "bundler",
  types: [],
  // Only what the programs see of the generated declarations is of interest.
  skipLibCheck: true,
};

/** A program that no compiler accepts: a compiler that does not report it has compiled nothing. */
const control = { name: "control", text: "export const control: string = 0;\n" };

/**
 * Compiles every program below a folder in one run of the compiler.
 * @param folder has the generated declarations; programs are written beside them, by name without ".ts"
 * @returns why the compiler cannot run here, as a string, when there is none for this platform
 * @throws when the compiler fails, or does not report what it must
 */
export async function compilePrograms(
  context: RunContext,
  folder: string,
  { programs, tools }: { readonly programs: ReadonlyMap<string, string>; readonly tools: InstalledTools },
): Promise<Diagnostics | string> {
  const all = [...programs, [control.name, control.text] as const];
  for (const [name, text] of all) writeFileSync(join(folder, `${name}.ts`), text);
  mkdirSync(join(folder, "node_modules/@bufbuild"), { recursive: true });
  symlinkSync(tools.runtime, join(folder, "node_modules/@bufbuild/protobuf"), "dir");
  const files = all.map(([name]) => `${name}.ts`);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const { exitCode, stdout, stderr } = await context.node(folder, [tools.compiler, "-p", ".", "--pretty", "false"]);
  const reason = noCompiler.exec(stderr)?.[0];
  if (reason !== undefined) return `the TypeScript compiler cannot run: ${reason}`;
  const diagnostics = parse(stdout, folder);
  if (!diagnostics.has(control.name)) {
    const output = `${stdout}${stderr}`.trim().slice(0, longestOutput);
    throw new Error(`the TypeScript compiler fails with exit code ${exitCode} and reports no program: ${output}`);
  }
  return diagnostics;
}

// The compiler is a binary, in a package of its own for each platform, which its launcher looks for.
const noCompiler = /Unable to resolve @typescript\/\S+(?=\.)|Executable not found: \S+/;

/** Characters of the compiler's output in an error message. */
const longestOutput = 1000;

// "old/3.ts(2,14): error TS2339: Property 'ONE' does not exist …"; the lines that explain it are indented.
const line = /^(?<name>[^\s(]+)\.ts\(\d+,\d+\): error (?<text>TS\d+: .*)$/gm;

function parse(stdout: string, folder: string): Diagnostics {
  const diagnostics = new Map<string, string>();
  for (const { groups } of stdout.matchAll(line)) {
    const { name = "", text = "" } = groups ?? {};
    // Types of two files that have the same name are told apart by the path of the file.
    if (!diagnostics.has(name)) diagnostics.set(name, text.replaceAll(`${folder}/`, ""));
  }
  return diagnostics;
}
