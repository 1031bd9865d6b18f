import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LEAF_DAYS } from "../certs/issue.ts";
import { repositoryFiles, repositoryRoot } from "../repository/files.ts";
import { deployedServices } from "./deployed-services.ts";
import { drain, graceSeconds } from "./shutdown.ts";

const page = readFileSync(join(repositoryRoot, "docs/deployment.md"), "utf8").replaceAll(/\s+/g, " ");

for (const fact of [
  `\`DRAIN_PAUSE_MS\`, ${drain.pause / 1000} seconds`,
  `\`DRAIN_TIMEOUT_MS\`, ${drain.timeout / 1000} seconds`,
  `\`terminationGracePeriodSeconds\` is ${graceSeconds}`,
  `half of their ${LEAF_DAYS} days`,
  `--tag breakwater/recommendations:${deployedServices.recommendations.version}`,
]) {
  test(`the page of the deployment still says: ${fact}`, () => expect(page).toContain(fact));
}

test("settings that the page names are in the configuration tables", () => {
  const tables = Object.values(deployedServices).flatMap(({ settings }) => Object.values(settings));
  const known = new Set(tables.flatMap(({ name, secret }) => (secret === true ? [name, `${name}_FILE`] : [name])));
  const named = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test("the page tells of each file and folder of deploy/, and each that it tells of is there", () => {
  const told = [...page.matchAll(/\| `([^`]+)` +\|/g)].map(([, path = ""]) => path);
  const files = repositoryFiles(repositoryRoot, ["deploy"]).map((path) => path.slice("deploy/".length));
  const isTold = (file: string): boolean =>
    told.some((path) => file === path || (path.endsWith("/") && file.startsWith(path))) ||
    (file.endsWith(".Dockerfile") && told.includes("*.Dockerfile")) ||
    page.includes(`\`${file}\``);
  expect(files.filter((file) => !isTold(file))).toEqual([]);
  const paths = told.filter((path) => !path.includes("*"));
  expect(paths.filter((path) => !existsSync(join(repositoryRoot, "deploy", path)))).toEqual([]);
});
