import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkBoundaries, readModules } from "../boundaries/check-boundaries.ts";
import { readWorkspace } from "../boundaries/workspace.ts";
import { repositoryFiles } from "../repository/files.ts";
import { measureFile } from "./measure-file.ts";
import type { Measurements } from "./metrics.ts";
import { publicExports } from "./public-exports.ts";

/** Measures the files at `root` that people write: no generated code, no fixtures, nothing of other people. */
export function measureRepository(root: string): Measurements {
  const paths = repositoryFiles(root, ["*.ts", ":!gen/**", ":(exclude,glob)**/fixtures/**"]);
  const entries = readWorkspace(root)
    .filter(({ folder }) => folder.startsWith("packages/"))
    .flatMap((workspace) => [...workspace.entries.values()].filter((entry) => entry !== undefined));
  return {
    files: paths.map((path) => measureFile(path, readFileSync(join(root, path), "utf8"))),
    cycles: checkBoundaries(readModules(root)).filter(({ rule }) => rule === "no-cycles"),
    publicExports: entries.flatMap((entry) => publicExports(root, entry)),
  };
}
