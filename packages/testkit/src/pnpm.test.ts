import { expect, test } from "vitest";
import { runPnpm } from "./pnpm.ts";

test("the pinned pnpm runs", async () => {
  expect(await runPnpm(["--version"])).toBe("12.21.0\n");
});

test("a command that fails rejects", async () => {
  await expect(runPnpm(["no-such-command"])).rejects.toThrow("pnpm");
});
