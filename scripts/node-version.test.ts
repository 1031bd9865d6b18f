import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "./repository/files.ts";

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}

test("pnpm checks the engines of dependencies against the Node that is pinned", () => {
  const pinned = JSON.parse(read("package.json")).devDependencies.node;
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
  expect(parse(read("pnpm-workspace.yaml"))).toMatchObject({ nodeVersion: pinned });
});
