import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Setting } from "../configuration/setting.ts";
import { runtimeSettings } from "../runtime-settings.ts";
import { limitNames } from "./limit-report.ts";
import { limitSettings } from "./limits.ts";

const source = join(import.meta.dirname, "..");
const page = readFileSync(join(source, "../../../docs/limits.md"), "utf8");
const settings = new Map<string, Setting<unknown>>(
  Object.values(runtimeSettings).map((setting) => [setting.name, setting]),
);
const testFiles = new Set(globSync(join(source, "**/*.test.ts")).map((path) => basename(path)));

/** The texts in code of a column of the table, with the line that each is from. */
function column(index: number): (readonly [text: string, line: string])[] {
  return page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| limit ") && !line.startsWith("| ---"))
    .flatMap((line) => {
      const [, text] = /^`(.+)`$/.exec(line.split("|")[index]?.trim() ?? "") ?? [];
      return text === undefined ? [] : [[text, line] as const];
    });
}

describe("docs/limits.md", () => {
  test("names settings that exist, with their defaults", () => {
    const defaults = new Map(column(3).map(([text, line]) => [line, text]));
    const named = column(2).map(([name, line]) => [name, defaults.get(line)]);
    expect(named.length).toBeGreaterThan(0);
    expect(named).toEqual(named.map(([name = ""]) => [name, settings.get(name)?.default]));
  });

  test("has each limit of connections, and each that is counted", () => {
    const named = new Set(column(2).map(([name]) => name));
    expect(Object.values(limitSettings).filter(({ name }) => !named.has(name))).toEqual([]);
    expect(new Set(column(6).map(([limit]) => limit))).toEqual(new Set(limitNames));
  });

  test("names tests that exist", () => {
    const named = column(7).map(([name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !testFiles.has(name))).toEqual([]);
  });
});
