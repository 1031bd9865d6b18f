import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isFile } from "./file-in.ts";
import { GateError } from "./gate-error.ts";
import type { Input } from "./input.ts";

/** Digest of an image file: equal digests mean equal schemas. */
export function imageDigest(input: Input, folder: string): string {
  return createHash("sha256")
    .update(readFileSync(imagePath(input, folder)))
    .digest("hex");
}

/**
 * Where the image of an input is, absolute.
 * @throws {GateError} when it is not there
 */
export function imagePath(input: Input, folder: string): string {
  const path = resolve(folder, input.path);
  if (!isFile(path)) throw new GateError("usage", `The image "${input.text}" is not there, or is no file (${path}).`);
  return path;
}
