import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}

const contributing = read("CONTRIBUTING.md");
const scripts = Object.keys(JSON.parse(read("package.json")).scripts);

/** The commands that a text names: in code, at the start of it or after pnpm. */
function commandsIn(text: string): string[] {
  const table = text.matchAll(/^\| `([^`]+)`/gm);
  const spelled = text.matchAll(/\bpnpm(?:@[\d.]+)?(?: --silent)? ([a-z][^\n`]*)/g);
  return [...table, ...spelled].flatMap(([, command]) => command ?? []);
}

test("the commands of a text are found", () => {
  const text = "| `check --only x` | y |\n`npx --yes pnpm@12.21.0 --silent breakwater check`\npnpm build\n";
  expect(commandsIn(text)).toEqual(["check --only x", "breakwater check", "build"]);
});

test("CONTRIBUTING fits on two screens", () => expect(contributing.split("\n").length).toBeLessThanOrEqual(80));

test("each command in CONTRIBUTING is a script", () => {
  const names = commandsIn(contributing).map((command) => command.split(" ")[0]);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => name === undefined || !scripts.includes(name))).toEqual([]);
});

test("each subcommand of breakwater in CONTRIBUTING has its own help", () => {
  const subcommands = new Set([...contributing.matchAll(/`breakwater ([a-z]+)/g)].flatMap(([, name]) => name ?? []));
  expect([...subcommands]).toContain("check");
  const entry = ["--conditions=@breakwater/source", "packages/gate/src/main.ts"];
  for (const name of subcommands) {
    const help = execFileSync(process.execPath, [...entry, name, "--help"], { cwd: repositoryRoot, encoding: "utf8" });
    expect(help).toMatch(new RegExp(`^Usage: breakwater ${name} `));
  }
});

test("each script is named in CONTRIBUTING or the README", () => {
  const texts = ["CONTRIBUTING.md", "README.md"].filter((path) => existsSync(join(repositoryRoot, path))).map(read);
  // A command is what a piece of code begins with, or what follows pnpm.
  const spans = texts.flatMap((text) => [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, span]) => span ?? []));
  const named = new Set([...spans, ...texts.flatMap(commandsIn)].map((command) => command.split(" ")[0]));
  expect(scripts.filter((name) => !named.has(name))).toEqual([]);
});

test("each path in CONTRIBUTING exists", () => {
  const paths = [...contributing.matchAll(/`((?:\.?[\w-]+\/)+[\w.-]+)`/g)].flatMap(([, path]) => path ?? []);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
});
