/** Writes deploy/kubernetes from the objects in the code. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "../repository/files.ts";
import { manifests, renderManifest } from "./kubernetes/manifests.ts";

const folder = join(repositoryRoot, "deploy/kubernetes");
rmSync(folder, { recursive: true, force: true });
for (const [file, objects] of manifests) {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, renderManifest(objects));
}
