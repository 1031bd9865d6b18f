import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { runPnpm } from "./pnpm.ts";
import { runProgram } from "./program.ts";
import { repositoryRoot } from "./stack.ts";

/** A client package that was packed for publication. */
export interface PackedClient {
  /** Absolute path of the tarball. */
  readonly tarball: string;
  /** Folder of the package that was packed. */
  readonly folder: string;
}

/**
 * Builds the client package of a domain in a copy below `into` and packs it there, as a release does. The repository's
 * own `dist` is neither used nor touched, so that tests can run beside a build.
 */
export async function packClient(domain: string, into: string): Promise<PackedClient> {
  const source = join(repositoryRoot, "gen", domain);
  const copy = join(into, "workspace");
  const folder = join(copy, "gen", domain);
  mkdirSync(folder, { recursive: true });
  // What `pnpm pack` and the compiler read above the package: the catalog, the base options and the licence.
  copyIfThere(["pnpm-workspace.yaml", "tsconfig.base.json", "LICENSE"], repositoryRoot, copy);
  copyIfThere(["package.json", "tsconfig.json", "README.md", "src"], source, folder);
  symlinkSync(join(source, "node_modules"), join(folder, "node_modules"));

  const bin = join(repositoryRoot, "node_modules/.bin");
  await runProgram(join(bin, "tsc"), ["-p", folder]);
  await runProgram(join(bin, "buf"), ["build", "--path", `proto/${domain}`, "-o", join(folder, "dist/image.binpb")], {
    cwd: repositoryRoot,
  });
  const tarball = join(into, `${domain}.tgz`);
  await runPnpm(["pack", "--config.ignore-scripts=true", "--out", tarball], { cwd: folder });
  return { tarball, folder };
}

function copyIfThere(names: readonly string[], from: string, to: string): void {
  for (const name of names) {
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true });
  }
}
