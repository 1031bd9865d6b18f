import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { publicExports } from "./public-exports.ts";

test("exports are followed to their declarations", () => {
  using folder = temporaryFolder();
  const write = (path: string, lines: string[]): void => writeFileSync(join(folder.path, path), lines.join("\n"));
  write("index.ts", [
    'import { imported } from "./other.ts";',
    'export { documented, type Bare as Renamed } from "./other.ts";',
    "export { imported, local };",
    "/** Documented here. */",
    "export class Here {}",
    "// no doc comment",
    "function local() {}",
  ]);
  write("other.ts", [
    "/** Says what it is. */",
    "export function documented() {}",
    "/** About the next statement only. */",
    "const hidden = 1;",
    "export interface Bare {}",
    "/** Imported and passed on. */",
    "export const imported = hidden;",
  ]);
  const found = publicExports(folder.path, "index.ts");
  expect(found.map(({ name, file, line, documented }) => `${name} ${file}:${line} ${documented}`)).toEqual([
    "documented other.ts:2 true",
    "Renamed other.ts:5 false",
    "imported other.ts:7 true",
    "local index.ts:7 false",
    "Here index.ts:5 true",
  ]);
});
