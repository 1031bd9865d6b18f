import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { spawnService, startService } from "./service-process.ts";
import { temporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

function program(folder: TemporaryFolder, source: string): string {
  const entry = join(folder.path, "service.mjs");
  writeFileSync(entry, source);
  return entry;
}

test("a service that says it is ready is running, with its environment and this Node, until it is disposed", async () => {
  using folder = temporaryFolder();
  const entry = program(
    folder,
    `process.send({ type: "ready", url: process.env.URL }); console.log("on", process.version);
     process.on("disconnect", () => process.exit(3)); setInterval(() => {}, 1000);`,
  );
  await using service = await startService({ entry, env: { URL: "http://127.0.0.1:1" } });
  expect(service.url).toBe("http://127.0.0.1:1");
  await service.printed("stdout", `on ${process.version}\n`);
  service.disconnect();
  expect(await service.exited).toEqual({ code: 3, signal: null });
});

test("disposing ends a service that runs", async () => {
  using folder = temporaryFolder();
  const service = await startService({
    entry: program(folder, `process.send({ type: "ready", url: "" }); setInterval(() => {}, 1000);`),
  });
  await service[Symbol.asyncDispose]();
  expect(await service.exited).toEqual({ code: null, signal: "SIGKILL" });
});

test("a service that does not start, ends or stays silent is an error that quotes it", async () => {
  using folder = temporaryFolder();
  const fails = program(folder, `process.send({ type: "failed", code: "X" }); console.error("no luck");`);
  await expect(startService({ entry: fails })).rejects.toThrow(/did not start: .*"X".*\n/);
  const ends = program(folder, `console.error("no luck"); process.exitCode = 4;`);
  await expect(startService({ entry: ends })).rejects.toThrow("ended with 4 and without a message; it wrote:\nno luck");
  await using service = spawnService({ entry: ends });
  await expect(service.printed("stdout", "hello")).rejects.toThrow('without "hello" on stdout');
});
