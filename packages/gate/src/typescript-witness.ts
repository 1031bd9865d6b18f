import { join } from "node:path";
import type { CompatFinding, Witness } from "@breakwater/compat";
import { elementOf } from "./model-element.ts";
import type { RunContext } from "./run-context.ts";
import type { Side } from "./side.ts";
import { type Diagnostics, compilePrograms } from "./typescript/compile-programs.ts";
import { generateDeclarations } from "./typescript/generate-declarations.ts";
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
  const diagnostics = await compileBoth(context, sides, tried);
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
  const folder = context.folder("typescript");
  const files = new Set(planned.map(({ file }) => file));
  const { generator } = tools;
  const refusals = await Promise.all([
    generateDeclarations(context, { side: base, files, generator, output: join(folder, "old") }),
    generateDeclarations(context, { side: head, files, generator, output: join(folder, "new") }),
  ]);
  const refusal = refusals.find((reason) => reason !== undefined);
  if (refusal !== undefined) return `protoc-gen-es does not generate code of these schemas: ${refusal}`;
  const programs = planned.flatMap(({ program }, index) => {
    return ["old", "new"].map((side) => [`${side}/${index}`, program] as const);
  });
  return await compilePrograms(context, folder, { programs: new Map(programs), tools });
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
