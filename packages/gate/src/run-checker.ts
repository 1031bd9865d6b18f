import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Annotation, parseAnnotations } from "./annotation.ts";
import { digestOf } from "./cache/cache.ts";
import { GateError } from "./gate-error.ts";
import { installedVersion } from "./installed-version.ts";
import type { RunContext } from "./run-context.ts";

// What buf exits with when it has something to report.
const annotationsExitCode = 100;

/** One run of a checker of buf. */
export interface CheckerRun {
  readonly check: "lint" | "breaking";
  /** Encodes the images, when it is their turn: the one to check, and the one to compare it with. */
  readonly encode: () => readonly Uint8Array[];
  /** The rules, as JSON for `--config`. */
  readonly config: string;
}

/**
 * Runs `buf lint` or `buf breaking` on images and returns its annotations, or those that an earlier check was given for
 * the same bytes.
 * @throws {GateError} when buf refuses to run, which is a fault in the configuration
 */
export async function runChecker(context: RunContext, run: CheckerRun): Promise<Annotation[]> {
  return await context.slots.run(async () => {
    const { check, config } = run;
    const images = run.encode();
    // What a plugin says can change without anything else changing.
    const isPure = !config.includes('"plugins"');
    const inputs = [installedVersion("@bufbuild/buf"), check, config, ...images.map((image) => digestOf(image))];
    const key = isPure ? digestOf(...inputs) : undefined;
    const kept = key === undefined ? undefined : context.cache.read("annotations", key);
    if (kept !== undefined) return parseAnnotations(kept.toString("utf8"));
    const output = await runBuf(context, { check, config, images });
    if (key !== undefined) context.cache.write("annotations", key, Buffer.from(output));
    return parseAnnotations(output);
  });
}

interface EncodedRun extends Pick<CheckerRun, "check" | "config"> {
  readonly images: readonly Uint8Array[];
}

async function runBuf(context: RunContext, { check, images, config }: EncodedRun): Promise<string> {
  const [head = "", base] = images.map((image, index) => {
    const path = join(context.folder(check), `${index}.binpb`);
    writeFileSync(path, image);
    return path;
  });
  const against = base === undefined ? [] : ["--against", base, "--exclude-imports"];
  const args = [check, head, ...against, "--config", config, "--error-format", "json"];
  const { exitCode, stdout, stderr } = await context.buf(context.scratch, args);
  if (exitCode === 0) return "";
  if (exitCode !== annotationsExitCode) {
    throw new GateError(
      "usage",
      `buf ${check} cannot run, with the rules of buf.yaml or on these schemas:\n  ${stderr.trimEnd()}`,
    );
  }
  if (parseAnnotations(stdout).length === 0) {
    throw new Error(`buf ${check} reported findings but printed none: ${stderr}`);
  }
  return stdout;
}
