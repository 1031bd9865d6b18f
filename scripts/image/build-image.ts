import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The domains at `root` that have a client package, by name. */
export function domainsOf(root: string): string[] {
  return globSync("gen/*/package.json", { cwd: root })
    .map((path) => basename(dirname(path)))
    .toSorted();
}

/**
 * Writes the schemas of `domain`, with everything they import, to the file `output` as an image that
 * `buf generate IMAGE --path DOMAIN` reads anywhere. Throws with buf's message when the schemas do not compile.
 */
export function buildImage(root: string, domain: string, output: string): void {
  const args = ["build", "--path", join("proto", domain), "--output", output];
  const { status, error, stderr } = spawnSync("buf", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`buf could not build the image of ${domain}:\n${error?.message ?? stderr}`);
}
