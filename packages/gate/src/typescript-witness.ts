import { join } from "node:path";
import type { CompatFinding, Witness } from "@breakwater/compat";
import { digestOf } from "./cache/cache.ts";
import { elementOf } from "./model-element.ts";
import type { RunContext } from "./run-context.ts";
import type { Side } from "./side.ts";
import { type Diagnostics, compilePrograms } from "./typescript/compile-programs.ts";
import { encodeRequest, generateDeclarations } from "./typescript/generate-declarations.ts";
import { findTools } from "./typescript/installed-tools.ts";

interface Sides {
  readonly head: Side;
  readonly base: Side;
}

/** A finding whose witness is a program that has yet to be compiled. */
interface Planned {
  readonly found: CompatFinding;
  readonly program: string;
  /** Import path of the file on the base that the program uses. */
  readonly file: string;
}

/** Programs that are compiled: whoever reads so many findings needs no more evidence. */
const programLimit = 200;

/**
 * Compiles the programs that findings have as their witness, against what protoc-gen-es generates for the old side and
 * for the new: evidence is what compiles on the old side alone. Both sides are generated once, and one run of the
 * compiler does for all programs; without any program nothing runs.
 * @returns the findings in their order, those with a program with another witness
 * @throws when the generator or the compiler fails; when they refuse, the witness says so and stays unconfirmed
 */
export async function confirmPrograms(
  context: RunContext,
  sides: Sides,
  findings: readonly CompatFinding[],
): Promise<CompatFinding[]> {
  const planned = findings.flatMap((found) => plan(found, sides));
  if (planned.length === 0) return [...findings];
  const tried = planned.slice(0, programLimit);
  const diagnostics = await context.progress.during("compiling TypeScript", () => compileBoth(context, sides, tried));
  const witnesses = new Map(
    planned.map(({ found, program }, index): [CompatFinding, Witness] => {
      if (index >= programLimit) return [found, unconfirmed(program, tooMany)];
      const isRun = typeof diagnostics !== "string";
      return [found, isRun ? judge(program, index, diagnostics) : unconfirmed(program, diagnostics)];
    }),
  );
  return findings.map((found) => {
    const witness = witnesses.get(found);
    return witness === undefined ? found : { ...found, witness };
  });
}

const tooMany = `programs are compiled for the first ${programLimit} findings about TypeScript`;

function plan(found: CompatFinding, { base }: Sides): Planned[] {
  const { witness, before } = found;
  if (witness === undefined || witness.confirmed || witness.program === undefined || before === undefined) return [];
  const file = elementOf(before, base.schemas.index)?.file.name;
  return file === undefined ? [] : [{ found, program: witness.program, file }];
}

/** What the compiler says of all programs, or why it cannot be asked. */
async function compileBoth(
  context: RunContext,
  { head, base }: Sides,
  planned: readonly Planned[],
): Promise<Diagnostics | string> {
  const tools = findTools();
  if (typeof tools === "string") return tools;
  const texts = planned.map(({ program }) => program);
  const files = new Set(planned.map(({ file }) => file));
  const [old, now] = [requestFor(base, files), requestFor(head, files)];
  const key = digestOf(tools.version, ...texts, old.request, now.request);
  const kept = context.cache.read("diagnostics", key);
  // Written below; the cache has checked that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if (kept !== undefined) return new Map(JSON.parse(kept.toString("utf8")) as [string, string][]);
  const folder = context.folder("typescript");
  const { generator } = tools;
  const refusals = await Promise.all([
    generateDeclarations(context, { ...old, generator, output: join(folder, "old") }),
    generateDeclarations(context, { ...now, generator, output: join(folder, "new") }),
  ]);
  const refusal = refusals.find((reason) => reason !== undefined);
  if (refusal !== undefined) return `protoc-gen-es does not generate code of these schemas: ${refusal}`;
  const programs = texts.flatMap((text, index) => ["old", "new"].map((side) => [`${side}/${index}`, text] as const));
  const diagnostics = await compilePrograms(context, folder, { programs: new Map(programs), tools });
  if (typeof diagnostics === "string") return diagnostics;
  context.cache.write("diagnostics", key, Buffer.from(JSON.stringify([...diagnostics])));
  return diagnostics;
}

function requestFor(
  { schemas: { image } }: Side,
  wanted: ReadonlySet<string>,
): { files: string[]; request: Uint8Array } {
  const files = image.files.map(({ name }) => name).filter((name) => wanted.has(name));
  return { files, request: encodeRequest(image, files) };
}

function judge(program: string, index: number, diagnostics: Diagnostics): Witness {
  const [before, after] = [diagnostics.get(`old/${index}`), diagnostics.get(`new/${index}`)];
  if (before !== undefined) return unconfirmed(program, `the program does not compile with the old code: ${before}`);
  if (after === undefined) return unconfirmed(program, "the program compiles with the new code too");
  const input = { kind: "typescript", text: program } as const;
  return { confirmed: true, flow: "old-to-new", input, before: "compiles", after };
}

function unconfirmed(program: string, reason: string): Witness {
  return { confirmed: false, reason, program };
}
