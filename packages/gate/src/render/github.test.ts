import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { hostileReport, hostileTexts } from "../testing/hostile.ts";
import { decidedReport, sampleFinding, sampleReport } from "../testing/sample-report.ts";
import { renderGithub, renderGithubError } from "./github.ts";
import { printable } from "./printable.ts";
import { withoutCommands } from "./without-commands.ts";

test("a report has one annotation per finding, and notes are notices", () => {
  const [error, notice] = renderGithub(sampleReport, "api").split("\n");
  expect(error).toBe(
    '::error file=api/x/v1/x.proto,line=4,col=3,title=FIELD_SAME_TYPE::Field "1" with name "a" on message "M" changed type from "int32" to "int64".%0Awas: int32 a = 1;%0Anow: int64 a = 1;%0Abreaks callers (binary)%0Abinary  08ff%0A  old  {"a":-1}%0A  new  refused%0Aused by src/app.ts:3:7%0AAdd a new field with the new type and a new number, and deprecate this one.%0AIf it has to be: breakwater waive 0123456789ab',
  );
  expect(notice).toMatch(/^::notice .*title=FIELD_LOWER_SNAKE_CASE \(existing\)::/);
});

test("what is waived or approved is a notice, what is proposed or expired an error", () => {
  const commands = renderGithub(decidedReport, "").matchAll(
    /^::(\w+) .*title=([^:]*)::.*?(%0A(?:Waive|Approved)[^%]*)?$/gm,
  );
  expect([...commands].map(([, command, title, decided]) => [command, title, decided?.slice(3, 18)])).toEqual([
    ["error", "FIELD_SAME_TYPE", "Waiver proposed"],
    ["error", "FIELD_SAME_NAME", "Waiver expired "],
    ["warning", "RPC_DELETED", undefined],
    ["notice", "FIELD_SAME_JSON_NAME (waived)", "Waived until 20"],
    ["notice", "ENUM_DELETED (approved)", "Approved by oct"],
    ["notice", "TS_PROPERTY_ADDED", undefined],
    ["notice", "FIELD_LOWER_SNAKE_CASE (existing)", undefined],
  ]);
});

test("what is gone is on the file that is there, and names its old line", () => {
  const gone = { ...sampleFinding, deleted: true, oldPath: "x/v1/x.proto", oldLine: 7, new: "message M {" };
  expect(renderGithub({ ...sampleReport, findings: [gone] }, "")).toMatch(
    /^::error file=x\/v1\/x\.proto,line=4,.*%0Awas at x\/v1\/x\.proto:7%0Awas: int32 a = 1;%0Anow: message M \{%0A/,
  );
});

test("a file that is gone has its annotation where it was", () => {
  const gone = {
    ...sampleFinding,
    deleted: true,
    path: "x/v1/old.proto",
    line: 1,
    oldPath: "x/v1/old.proto",
    oldLine: 1,
  };
  const text = renderGithub({ ...sampleReport, findings: [gone] }, "");
  expect(text).toMatch(/^::error file=x\/v1\/old\.proto,line=1,/);
  expect(text).not.toContain("was at");
});

test("what GitHub would not show is counted by the last annotation, which it shows", () => {
  const many = (severity: Finding["severity"], length: number): Finding[] => {
    return Array.from({ length }, (_, index) => ({ ...sampleFinding, severity, line: index + 1 }));
  };
  const render = (findings: Finding[]): string[] =>
    renderGithub({ ...sampleReport, findings }, "")
      .trimEnd()
      .split("\n");
  expect(render([...many("error", 10), ...many("note", 10)]).join("\n")).not.toContain("GitHub shows");
  const lines = render([...many("error", 11), ...many("note", 12)]);
  expect(lines.filter((line) => line.startsWith("::error "))).toHaveLength(11);
  expect(lines.filter((line) => line.startsWith("::notice "))).toHaveLength(10);
  expect(lines.at(-2)).toBe(
    "::notice title=breakwater::FAIL: 11 breaking (12 notes). GitHub shows 10 errors, warnings and notices of a step each: the summary of the job has all findings.",
  );
});

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} starts no workflow command`, () => {
    const lines = renderGithub(hostileReport(text), "").trimEnd().split("\n");
    const kinds = lines.map((line) => /^(?:::(error|warning|notice) (?:file|title)=|FAIL: )/.exec(line)?.[1] ?? line);
    const notices = ["notice", "notice", "notice", "notice"];
    expect(kinds.slice(0, -1)).toEqual(["error", "error", "error", "error", "warning", ...notices]);
    expect(kinds.at(-1)).toBe("FAIL: 4 breaking (1 waived, 1 approved, 1 warning, 2 notes)");
    expect(lines.map((line) => line.replace(/^[^]*?title=/, "")).join("")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
}

test("an annotation reads back as what was written", () => {
  assert(
    property(string({ unit: "binary" }), string({ unit: "binary" }), (path, message) => {
      const [line = "", ...rest] = renderGithub(
        { ...sampleReport, findings: [{ ...sampleFinding, path, message }] },
        "",
      ).split("\n");
      expect(rest).toHaveLength(2);
      const [, properties = "", data = ""] = /^::error ([^]*?)::([^]*)$/.exec(line) ?? [];
      expect(unescape(properties.split(",")[0]?.slice("file=".length) ?? "")).toBe(path);
      expect(unescape(data).startsWith(printable(message))).toBe(true);
    }),
  );
});

// The order of the runner: "%25" last.
function unescape(text: string): string {
  return text
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r")
    .replaceAll("%25", "%");
}

test("an error without a verdict is one annotation", () => {
  expect(renderGithubError("100%\r\n::error::x")).toBe("::error title=breakwater::100%25%0D%0A::error::x\n");
});

test("no line of a text becomes a command of a runner, on standard error either", () => {
  const path =
    "x.proto\n  ::set-output name=verdict::pass\n::stop-commands::x\rover ##[set-output name=verdict;]pass\n\t::y";
  const lines = withoutCommands(`::start\n${path}`).split(/[\n\r]/);
  expect(lines.filter((line) => line.trimStart().startsWith("::") || line.includes("##["))).toEqual([]);
  expect(withoutCommands("a::b\nc: d")).toBe("a::b\nc: d");
});
