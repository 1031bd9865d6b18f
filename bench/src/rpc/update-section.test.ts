import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { updateSection } from "./update-section.ts";

test("a section is replaced, and what stands around it stays", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "page.md");
  writeFileSync(
    file,
    "# Page\n<!-- bench rpc table -->\nold\n<!-- end -->\nmore\n<!-- bench rpc profile -->\n<!-- end -->\n",
  );
  updateSection(file, "table", "new\n");
  expect(readFileSync(file, "utf8")).toBe(
    "# Page\n<!-- bench rpc table -->\n\n```text\nnew\n```\n\n<!-- end -->\nmore\n<!-- bench rpc profile -->\n<!-- end -->\n",
  );
});

test("a page without the section is left as it is", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "page.md");
  writeFileSync(file, "# Page\n");
  expect(() => updateSection(file, "table", "new")).toThrow('has no section "<!-- bench rpc table -->"');
  expect(readFileSync(file, "utf8")).toBe("# Page\n");
});
