import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isFile } from "../file-in.ts";
import { GateError } from "../gate-error.ts";

/** A place that a person has named for its consumers. */
export interface ConsumerPath {
  /** Absolute, all links followed. */
  readonly folder: string;
  /** The tsconfig.json that was named; undefined for a folder. */
  readonly config: string | undefined;
}

/**
 * Finds a place that `--consumers` names: a folder with a tsconfig.json or a package.json, or a tsconfig.json itself.
 * @throws {GateError} when it is none
 */
export function consumerPath(text: string, cwd: string): ConsumerPath {
  const path = resolve(cwd, text);
  const isConfig = path.endsWith(".json") && isFile(path);
  const isFolder = !isConfig && ["tsconfig.json", "package.json"].some((name) => existsSync(join(path, name)));
  if (!isConfig && !isFolder) {
    const message = `--consumers ${text}: there is no tsconfig.json and no package.json in ${path}. Name the folder of a package or project, or its tsconfig.json.`;
    throw new GateError("usage", message);
  }
  const real = realpathSync(path);
  return isConfig ? { folder: dirname(real), config: real } : { folder: real, config: undefined };
}
