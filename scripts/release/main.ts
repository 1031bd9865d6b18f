/** `pnpm release:freeze`: keeps the client package of a domain as it is published now. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository/files.ts";
import { freeze } from "./freeze.ts";

process.exitCode = freeze(process.argv.slice(2), {
  root: repositoryRoot,
  pack: (folder, tarball) => {
    // The compiler leaves the output of sources that are gone, and a package takes the whole folder.
    rmSync(join(folder, "dist"), { recursive: true, force: true });
    // pnpm puts itself on the PATH of the scripts that it runs.
    execFileSync("pnpm", ["pack", "--out", tarball], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  },
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
