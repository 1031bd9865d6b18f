import { encodeImage } from "@breakwater/schema";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Annotation, parseAnnotations } from "./annotation.ts";
import { GateError } from "./gate-error.ts";
import type { RunContext } from "./run-context.ts";
import type { Side } from "./side.ts";

// What buf exits with when it has something to report.
const annotationsExitCode = 100;

/**
 * Runs `buf lint` or `buf breaking` on images and returns its annotations.
 * @throws {GateError} when buf refuses to run, which is a fault in the configuration
 */
export async function runChecker(
  context: RunContext,
  args: readonly string[],
  explain: { readonly check: string; readonly config: string },
): Promise<Annotation[]> {
  const full = [...args, "--config", explain.config, "--error-format", "json"];
  const { exitCode, stdout, stderr } = await context.buf(context.scratch, full);
  if (exitCode === 0) return [];
  if (exitCode !== annotationsExitCode) {
    throw new GateError("usage", `buf ${explain.check} cannot run with the rules of buf.yaml:\n  ${stderr.trimEnd()}`);
  }
  const annotations = parseAnnotations(stdout);
  if (annotations.length === 0) throw new Error(`buf ${explain.check} reported findings but printed none: ${stderr}`);
  return annotations;
}

/** Writes the image of a side in which only some files are subjects of checks, and returns its path. */
export function writeImage(context: RunContext, side: Side, targets: ReadonlySet<string>): string {
  const path = join(context.folder(side.role), "image.binpb");
  writeFileSync(
    path,
    encodeImage(side.schemas.image, (importPath) => targets.has(importPath)),
  );
  return path;
}
