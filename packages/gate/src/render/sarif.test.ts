import { expect, test } from "vitest";
import { commandsIn, hostileReport, hostileTexts } from "../testing/hostile.ts";
import { decidedReport, sampleFinding, sampleReport, sampleReports } from "../testing/sample-report.ts";
import { sarifValidator } from "../testing/schema-validator.ts";
import { renderSarif, renderSarifError } from "./sarif.ts";

const validate = sarifValidator();

function runOf(text: string): { tool: Record<string, unknown>; results: Record<string, unknown>[] } {
  return JSON.parse(text).runs[0];
}

test("reports of all verdicts, and none, are valid by the schema of the standard", () => {
  for (const report of sampleReports) expect(validate(JSON.parse(renderSarif(report, "api")))).toBe("");
  const failed = renderSarifError({ code: 3, message: "The head does not compile:\n  x.proto:1:1: [a](b)" });
  expect(validate(JSON.parse(failed))).toBe("");
  expect(JSON.parse(failed)).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false, exitCode: 3 }] }] });
  expect(validate({ ...JSON.parse(failed), version: "2.0.0" })).not.toBe("");
  expect(validate({ ...JSON.parse(failed), runs: [{ results: [{ level: "fatal" }] }] })).not.toBe("");
});

test("a result has its rule, place, level and a name that outlives moved lines", () => {
  const { tool, results } = runOf(
    renderSarif({ ...sampleReport, findings: [{ ...sampleFinding, rule: "RPC_DELETED" }] }, "a b"),
  );
  expect(results).toMatchObject([
    {
      ruleId: "RPC_DELETED",
      level: "error",
      baselineState: "new",
      message: { text: sampleFinding.message },
      partialFingerprints: { "breakwater/v1": "0123456789ab" },
      suppressions: [],
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%20b/x/v1/x.proto", uriBaseId: "%SRCROOT%" },
            region: { startLine: 4, startColumn: 3 },
          },
        },
      ],
    },
  ]);
  expect(tool).toMatchObject({
    driver: {
      name: "breakwater",
      rules: [
        {
          id: "RPC_DELETED",
          shortDescription: { text: expect.stringContaining("RPC") },
          help: { text: expect.stringContaining("RPC") },
          properties: { tags: ["breaking", "binary"] },
        },
      ],
    },
  });
});

test("what is deleted is where it was on the base, with the place on the head beside it", () => {
  const gone = { ...sampleFinding, deleted: true, oldPath: "x/v1/old.proto", oldLine: 7 };
  const at = (uri: string, region: object): object => ({ physicalLocation: { artifactLocation: { uri }, region } });
  expect(runOf(renderSarif({ ...sampleReport, findings: [gone] }, "")).results).toMatchObject([
    {
      locations: [at("x/v1/old.proto", { startLine: 7 })],
      relatedLocations: [at("x/v1/x.proto", { startLine: 4, startColumn: 3 })],
    },
  ]);
});

test("decisions are suppressions, and what the base has is unchanged", () => {
  const { results } = runOf(renderSarif(decidedReport, ""));
  const summary = results.map(({ ruleId, level, baselineState, suppressions }) => {
    return [ruleId, level, baselineState, ...[suppressions].flat().map((each) => Object(each).status)];
  });
  expect(summary).toEqual([
    ["FIELD_SAME_TYPE", "error", "new", "underReview"],
    ["FIELD_SAME_NAME", "error", "new"],
    ["FIELD_SAME_JSON_NAME", "error", "new", "accepted"],
    ["ENUM_DELETED", "error", "new", "accepted"],
    ["RPC_DELETED", "warning", "new"],
    ["TS_PROPERTY_ADDED", "note", "new"],
    ["FIELD_LOWER_SNAKE_CASE", "note", "unchanged"],
  ]);
  expect(results[2]).toMatchObject({
    suppressions: [{ justification: expect.stringContaining("Waived until 2026-12-31 by team-shop: Nobody calls it") }],
  });
});

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} is nothing but text in a log`, () => {
    expect(commandsIn(renderSarif(hostileReport(text), ""))).toEqual([]);
    const log: unknown = JSON.parse(renderSarif(hostileReport(text), ""));
    expect(validate(log)).toBe("");
    for (const { message, locations } of runOf(JSON.stringify(log)).results) {
      const shown: string = Object(message).text;
      expect(shown).not.toMatch(/\]\(|(?<!\{)\{\d+\}|[\p{Cc}\p{Cs}\u202a-\u202e]/u);
      const uri: string = Object(locations)[0].physicalLocation.artifactLocation.uri;
      expect(new URL(uri, "https://source.example/root/").href).toMatch(/^https:\/\/source\.example\//);
      expect(decodeURIComponent(uri)).toBe(text.toWellFormed());
    }
  });
}
