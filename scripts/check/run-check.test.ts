import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runCheck } from "./run-check.ts";
import { type Step, steps as allSteps } from "./steps.ts";

const good: Step = { name: "good", purpose: "succeeds", command: ["node", "-e", "console.log('quiet')"] };
const bad: Step = {
  name: "bad",
  purpose: "fails",
  command: ["node", "-e", "console.log('what is wrong'); console.error('and where'); process.exitCode = 3"],
};
const missing: Step = { name: "missing", purpose: "is not installed", command: ["breakwater-no-such-tool"] };
const killed: Step = {
  name: "killed",
  purpose: "dies",
  command: ["node", "-e", "process.kill(process.pid, 'SIGKILL')"],
};

async function check(steps: readonly Step[], ...args: string[]): Promise<{ code: number; output: string }> {
  using folder = temporaryFolder();
  let output = "";
  const code = await runCheck(args, steps, {
    root: folder.path,
    write: (text) => {
      output += text;
    },
    paint: (text) => text,
  });
  return { code, output };
}

test("all steps in order: a line for each, no output of theirs, exit code 0", async () => {
  const { code, output } = await check([good, { ...good, name: "better" }]);
  expect(output).toMatch(
    /^ok {5}(good {2}|better) +\d+\.\d s\nok {5}(good {2}|better) +\d+\.\d s\n\ncheck: everything/,
  );
  expect(output).not.toContain("quiet");
  expect(code).toBe(0);
});

test("a failing step fails the check and shows its whole output", async () => {
  const { code, output } = await check([bad, good]);
  expect(output).toMatch(/^FAILED bad /m);
  expect(output).toMatch(/^ok {5}good/m);
  expect(output).toContain("--- bad\nwhat is wrong\nand where\n");
  expect(output.trimEnd().split("\n").at(-1)).toBe(
    "check: 1 of 2 steps found faults: bad; repeat them with --only bad",
  );
  expect(code).toBe(1);
});

for (const [step, reason] of [
  [missing, "breakwater-no-such-tool cannot be run"],
  [killed, "node was ended by SIGKILL"],
] as const) {
  test(`a step whose program is ${step.name} fails`, async () => {
    const { code, output } = await check([step]);
    expect(output).toContain(reason);
    expect(code).toBe(1);
  });
}

test("a report is shown when it passes, before what failed", async () => {
  const { code, output } = await check([bad, { ...good, name: "report", isReport: true }]);
  expect(output).toMatch(/--- report\nquiet\n\n--- bad\nwhat is wrong\n/);
  expect(code).toBe(1);
});

test("--only picks steps by name", async () => {
  const { code, output } = await check([bad, good], "--only", "good");
  expect(output).not.toContain("bad");
  expect(code).toBe(0);
});

test("--except leaves steps out by name", async () => {
  const { code, output } = await check([bad, good], "--except", "bad");
  expect(output).not.toContain("bad");
  expect(code).toBe(0);
});

for (const args of [
  ["--only", "good,god"],
  ["--only", ""],
  ["--except", "bad"],
  ["--except", "good"],
  ["--fast"],
  ["good"],
]) {
  test(`wrong usage ${args.join(" ")} is refused before anything runs`, async () => {
    const { code, output } = await check([good], ...args);
    expect(output).toMatch(/^check: /);
    expect(code).toBe(2);
  });
}

test("--help names each step", async () => {
  const { code, output } = await check(allSteps, "--help");
  for (const { name, purpose } of allSteps)
    expect(output).toMatch(new RegExp(`^ {2}${name} +.*${purpose.slice(0, 9)}`, "m"));
  expect(code).toBe(0);
});

test("the help of the real steps fits 80 columns", async () => {
  const { output } = await check(allSteps, "--help");
  expect(output.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("no line of the report can be taken for the counts of the tests", async () => {
  const { output } = await check([good, bad]);
  expect(output).not.toMatch(/\d+ passed, \d+ failed/);
});
