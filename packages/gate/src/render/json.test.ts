import { type Breaks, type Severity, type Witness, dimensions } from "@breakwater/compat";
import { expect, test } from "vitest";
import type { Report } from "../check.ts";
import { type Approval, type Finding, type FindingWaiver, checkNames } from "../finding.ts";
import type { Use } from "../consumers/use.ts";
import { commandsIn, hostileReport, hostileTexts } from "../testing/hostile.ts";
import { sampleFinding, sampleReport, sampleReports } from "../testing/sample-report.ts";
import { reportSchema, validatorOf } from "../testing/schema-validator.ts";
import { renderJson, renderJsonError } from "./json.ts";

const validate = validatorOf(reportSchema);

test("the report is one object with exactly the fields of the contract", () => {
  expect(JSON.parse(renderJson(sampleReport))).toEqual({
    version: 1,
    verdict: "fail",
    head: "working tree",
    base: "main (0123456789ab)",
    rules: "base",
    checks: ["lint", "breaking"],
    notes: ["baseline: merge-base of HEAD and main"],
    findings: sampleReport.findings,
  });
});

const witnesses: readonly (Witness | null)[] = [
  null,
  { confirmed: false, reason: "none was tried" },
  { confirmed: false, reason: "there is no compiler", program: "export const x = 1;" },
  ...(["binary", "json", "http", "typescript"] as const).map((kind): Witness => {
    return { confirmed: true, flow: "new-to-old", input: { kind, text: "x" }, before: "a", after: "b" };
  }),
];

test("reports of every verdict, decision and evidence are valid by the schema", () => {
  const findings = witnesses.map((witness) => ({ ...sampleFinding, witness }));
  for (const report of [...sampleReports, { ...sampleReport, findings }]) {
    expect(validate(JSON.parse(renderJson(report)))).toBe("");
  }
  expect(validate(JSON.parse(renderJsonError({ code: 3, message: "The head does not compile." })))).toBe("");
});

test("hostile text stays text, and reads back as it was", () => {
  for (const text of hostileTexts) {
    expect(commandsIn(renderJson(hostileReport(text)))).toEqual([]);
    const report: unknown = JSON.parse(renderJson(hostileReport(text)));
    expect(validate({ ...Object(report), findings: [] })).toBe("");
    expect(report).toMatchObject({ head: text, findings: hostileReport(text).findings });
  }
});

test("the schema refuses a report without one of its fields, and values that it does not know", () => {
  const report: Record<string, unknown> = JSON.parse(renderJson(sampleReport));
  for (const key of Object.keys(report)) {
    expect(validate({ ...report, [key]: undefined })).not.toBe("");
  }
  for (const [key, value] of Object.entries(sampleFinding)) {
    expect(validate({ ...report, findings: [{ ...sampleFinding, [key]: undefined }] })).toContain(`'${key}'`);
    const wrong = typeof value === "object" ? 1 : { text: value };
    expect(validate({ ...report, findings: [{ ...sampleFinding, [key]: wrong }] })).toContain(`/findings/0/${key} `);
  }
  expect(validate({ ...report, verdict: "maybe" })).not.toBe("");
  expect(validate({ ...report, version: 2 })).not.toBe("");
});

type Confirmed = Extract<Witness, { confirmed: true }>;
type Unconfirmed = Extract<Witness, { confirmed: false }>;

/** The fields of a type: one that is missing here, or too many, does not compile. */
type Fields<Type> = Readonly<Record<keyof Type, true>>;

const finding: Fields<Omit<Finding, "subject">> = {
  check: true,
  rule: true,
  severity: true,
  existing: true,
  element: true,
  path: true,
  line: true,
  column: true,
  deleted: true,
  oldPath: true,
  oldLine: true,
  old: true,
  new: true,
  message: true,
  advice: true,
  dimension: true,
  breaks: true,
  witness: true,
  fingerprint: true,
  waiver: true,
  approval: true,
  baselines: true,
  consumers: true,
};
const report: Fields<Report & { version: number }> = {
  version: true,
  verdict: true,
  head: true,
  base: true,
  rules: true,
  checks: true,
  notes: true,
  findings: true,
};
const waiver: Fields<FindingWaiver> = { status: true, reason: true, owner: true, issue: true, until: true };
const use: Fields<Use> = { path: true, line: true, column: true, text: true };
const approval: Fields<Approval> = { by: true, at: true };
const confirmedWitness: Fields<Confirmed> = { confirmed: true, flow: true, input: true, before: true, after: true };
const unconfirmedWitness: Fields<Unconfirmed> = { confirmed: true, reason: true, program: true };

for (const [name, fields] of Object.entries({
  finding,
  report,
  waiver,
  approval,
  use,
  confirmedWitness,
  unconfirmedWitness,
})) {
  test(`the schema has the fields of the type of a ${name}, and no other`, () => {
    const { properties, required } = Object(reportSchema["definitions"])[name];
    expect(Object.keys(properties)).toEqual(Object.keys(fields));
    expect(required).toEqual(Object.keys(fields).filter((key) => key !== "program"));
  });
}

test("the schema has the values of the types", () => {
  const {
    check,
    severity,
    dimension,
    breaks,
    waiver: _,
    ...rest
  } = Object(reportSchema["definitions"]).finding.properties;
  const severities: Fields<Record<Severity, true>> = { error: true, warning: true, note: true };
  const parties: Fields<Record<Breaks, true>> = {
    callers: true,
    servers: true,
    "stored data": true,
    "stored data or Any": true,
  };
  const states: Fields<Record<FindingWaiver["status"], true>> = { active: true, proposed: true, expired: true };
  const kinds: Fields<Record<Confirmed["input"]["kind"], true>> = {
    binary: true,
    json: true,
    http: true,
    typescript: true,
  };
  const { definitions } = reportSchema;
  expect(check.enum).toEqual(checkNames);
  expect(severity.enum).toEqual(Object.keys(severities));
  expect(dimension.enum).toEqual([...dimensions, null]);
  expect(breaks.items.enum).toEqual(Object.keys(parties));
  expect(Object(definitions).waiver.properties.status.enum).toEqual(Object.keys(states));
  expect(Object(definitions).confirmedWitness.properties.input.properties.kind.enum).toEqual(Object.keys(kinds));
  expect(rest.line.minimum).toBe(1);
});
