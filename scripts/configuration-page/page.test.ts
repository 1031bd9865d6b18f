import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { configurationPage } from "./page.ts";

const cells = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

test("the page is what the tables say now; `pnpm generate` writes it", () => {
  const page = readFileSync(join(repositoryRoot, "docs/configuration.md"), "utf8");
  expect(cells(page)).toBe(cells(configurationPage()));
});
