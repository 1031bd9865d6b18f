import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@breakwater/compat";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { renderExamples } from "./examples.ts";
import { renderRulesPage } from "./render-page.ts";

const page = readFileSync(join(repositoryRoot, "docs/rules.md"), "utf8");

test("the page is what the rules and fixtures say now; `pnpm generate` writes it", () => {
  expect(page).toBe(renderRulesPage());
});

test("the examples of the command line are those of the page; `pnpm generate` writes them", () => {
  expect(readFileSync(join(repositoryRoot, "packages/gate/examples.json"), "utf8")).toBe(renderExamples());
});

test("every rule has a section with an example and advice", () => {
  for (const { id, advice } of rules) {
    const section = page.split(`\n## ${id}\n`)[1]?.split("\n## ")[0];
    expect(section).toMatch(/```diff\n[^]*^[-+][^]*```/m);
    expect(section).toContain(`What to do: ${advice}`);
  }
});
