import { existsSync } from "node:fs";
import { join } from "node:path";
import { isWithin } from "../path-within.ts";
import { readTemplate } from "../steps/generated.ts";
import type { RunContext } from "../run-context.ts";
import { type Diagnosis, faulty, told } from "./diagnosis.ts";
import type { Setup } from "./setup.ts";

/** Whether what `buf generate` writes is either committed or ignored, and not a bit of both. */
export async function generatedChecks(context: RunContext, { folder, repository }: Setup): Promise<Diagnosis[]> {
  if (!existsSync(join(folder, "buf.gen.yaml"))) {
    return [told("generated", "There is no buf.gen.yaml, and so no generated code to compare.", "info")];
  }
  const { stdout } = await context.git(folder, ["ls-files", "-z"]);
  const tracked = stdout.split("\0").filter((path) => path !== "");
  const { outs } = readTemplate(folder);
  const judged = outs.map(async (out) => {
    const isIgnored = out !== "." && (await repository.isIgnored(out));
    return outCheck(out, isIgnored, tracked.filter((path) => isWithin(path, out)).length);
  });
  return await Promise.all(judged);
}

function outCheck(out: string, isIgnored: boolean, committed: number): Diagnosis {
  if (isIgnored && committed > 0) {
    const message = `${out} is git-ignored, but ${committed} files in it are committed: the gate compares none of them.`;
    const advice = `Stop ignoring it, or take them out with \`git rm -r --cached ${out}\`.`;
    return faulty("generated", "problem", { message, advice });
  }
  if (!isIgnored && committed === 0) {
    const message = `${out} is written by buf.gen.yaml, but it is neither committed nor ignored.`;
    return faulty("generated", "problem", {
      message,
      advice: "Commit what `buf generate` writes, or ignore the folder.",
    });
  }
  return told("generated", isIgnored ? `${out} is ignored: nothing to compare.` : `${out} is committed and compared.`);
}
