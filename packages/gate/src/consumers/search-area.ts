import { realpathSync } from "node:fs";
import { isWithin } from "../path-within.ts";
import { consumerConfigs } from "./consumer-configs.ts";
import { type ConsumerPackages, consumerPackages } from "./consumer-packages.ts";
import type { ConsumerPath } from "./consumer-path.ts";
import { type Workspace, walkWorkspace, workspaceAround } from "./walk-workspace.ts";

/** Where consumers of some schema files are looked for. */
export interface SearchArea {
  readonly workspace: Workspace;
  readonly consumers: ConsumerPackages;
  /** Absolute paths of each tsconfig.json that may have their sources. */
  readonly configs: readonly string[];
}

/** Where to search. */
export interface AreaRequest {
  /** Folder that is checked, to search the workspace around it; undefined for none. */
  readonly checked: string | undefined;
  /** Other places. */
  readonly paths: readonly ConsumerPath[];
  /** Import paths of the schema files. */
  readonly schemaFiles: readonly string[];
}

/** Finds the packages that can use the code of schema files: those of the workspace, and those that are named. */
export function searchArea({ checked, paths, schemaFiles }: AreaRequest): SearchArea {
  const around = checked === undefined ? [] : [workspaceAround(realpathSync(checked))];
  const roots = [...around, ...paths.map(({ folder }) => folder)];
  const walked = roots
    .filter((root, index) => !roots.some((other, at) => isWithin(root, other) && (other !== root || at < index)))
    .map(walkWorkspace);
  const named = paths.map(({ folder }) => folder);
  const packages = walked.flatMap((one) => one.packages);
  const known = new Set(packages.map(({ folder }) => folder));
  const others = [...new Set(named)].filter((folder) => !known.has(folder));
  const workspace: Workspace = {
    packages: [...packages, ...others.map((folder) => ({ folder, name: undefined, dependencies: [] }))],
    configs: [...new Set([...walked.flatMap((one) => one.configs), ...paths.flatMap(({ config }) => config ?? [])])],
    sources: walked.flatMap((one) => one.sources),
    generated: walked.flatMap((one) => one.generated),
  };
  const found = consumerPackages(workspace, schemaFiles);
  const folders = new Set([...found.folders, ...named]);
  return { workspace, consumers: { ...found, folders }, configs: consumerConfigs(workspace, folders) };
}
