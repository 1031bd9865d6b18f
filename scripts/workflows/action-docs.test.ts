import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "../repository/files.ts";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");
const action: { inputs: Record<string, { default: string }>; outputs: Record<string, unknown> } = parse(
  read(".github/actions/breakwater/action.yml"),
);
const page = read("docs/github.md");
const rows = new Map(
  [...page.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm)].map(([, name = "", text = ""]) => [name, text]),
);

test("docs/github.md has the inputs of the action, and no others", () => {
  expect([...rows.keys()].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
});

test("docs/github.md tells the defaults that are more than empty", () => {
  for (const name of ["label", "folder"]) expect(rows.get(name)).toContain(`\`${action.inputs[name]?.default}\``);
});

test("docs/github.md has the outputs of the action", () => {
  const [sentence = ""] = /The step has the outputs[^]*?\n\n/.exec(page) ?? [];
  expect(Object.keys(action.outputs).filter((name) => !sentence.includes(`\`${name}\``))).toEqual([]);
});
