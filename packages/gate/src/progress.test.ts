import { temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { run } from "./cli.ts";
import { Progress } from "./progress.ts";

test("what is done is shown while it is done, and nothing is left at the end, also when it fails", async () => {
  const shown: string[] = [];
  const progress = new Progress((text) => shown.push(text));
  const first: PromiseWithResolvers<void> = Promise.withResolvers();
  const one = progress.during("linting", async () => await first.promise);
  const other = progress.during("comparing", async () => await Promise.reject(new Error("no")));
  await expect(other).rejects.toThrow("no");
  first.resolve();
  await one;
  expect(shown).toEqual(["breakwater: linting", "breakwater: linting, comparing", "breakwater: linting", ""]);
});

test("a person at a terminal sees the steps of a check, and a program nothing of them", async () => {
  const schema = (type: string): string => `syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  ${type} a = 1;\n}\n`;
  using repository = temporaryRepository({ "x/v1/x.proto": schema("int32") });
  repository.write({ "x/v1/x.proto": schema("int64") });
  const io = {
    cwd: repository.path,
    env: process.env,
    color: false,
    execPath: process.execPath,
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  const seen: string[] = [];
  const events: string[] = [];
  const stdout = (text: string): void => void events.push(text === "" ? "" : "report");
  const status = (text: string): void => {
    seen.push(text);
    events.push(text === "" ? "cleared" : "shown");
  };
  expect(await run(["check", "--against", ".git#ref=HEAD"], { ...io, stdout, stderr: () => undefined, status })).toBe(
    1,
  );
  expect(seen.join("\n")).toMatch(/^breakwater: compiling$/m);
  expect(seen.join("\n")).toMatch(/^breakwater: .*linting/m);
  expect(events.slice(-2)).toEqual(["cleared", "report"]);
  let stderr = "";
  await run(["check", "--against", ".git#ref=HEAD"], { ...io, stdout, stderr: (text) => (stderr += text) });
  expect(stderr).toBe("");
});
