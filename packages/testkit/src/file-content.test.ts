import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { untilFileMatches } from "./file-content.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("what a file holds, and what is appended later, is found", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "log");
  writeFileSync(path, "one\n");
  expect((await untilFileMatches(path, /o(.)e/))[1]).toBe("n");
  const later = untilFileMatches(path, /tw(.)/);
  appendFileSync(path, "two\n");
  expect((await later)[1]).toBe("o");
});

test("a file that is not there is an error", async () => {
  using folder = temporaryFolder();
  await expect(untilFileMatches(join(folder.path, "log"), /x/)).rejects.toThrow("ENOENT");
});
