import { XmlCdata, XmlElement, XmlText, parseXml } from "@rgrove/parse-xml";
import { expect, test } from "vitest";
import { commandsIn, hostileReport, hostileTexts } from "../testing/hostile.ts";
import { decidedReport, sampleReport, sampleReports } from "../testing/sample-report.ts";
import { renderJunit, renderJunitError } from "./junit.ts";
import { printable } from "./printable.ts";

/** Elements of a document in its order, each with what it says. */
function elementsOf(xml: string): XmlElement[] {
  const list = (element: XmlElement): XmlElement[] => {
    return [element, ...element.children.filter((child) => child instanceof XmlElement).flatMap(list)];
  };
  const { root } = parseXml(xml);
  return root === null ? [] : list(root);
}

function named(xml: string, name: string): XmlElement[] {
  return elementsOf(xml).filter((element) => element.name === name);
}

test("each check is a suite; what fails, is waived or approved is a case, and so is a check that found nothing", () => {
  const xml = renderJunit({ ...decidedReport, checks: ["format", "lint", "breaking"] });
  expect(named(xml, "testsuites")[0]?.attributes).toMatchObject({
    tests: "6",
    failures: "2",
    skipped: "2",
    errors: "0",
  });
  expect(named(xml, "testsuite").map(({ attributes: { name, tests, failures } }) => [name, tests, failures])).toEqual([
    ["format", "1", "0"],
    ["lint", "1", "0"],
    ["breaking", "4", "2"],
  ]);
  expect(named(xml, "testcase").map(({ attributes }) => attributes["name"])).toEqual([
    "format: nothing fails",
    "lint: nothing fails",
    "FIELD_SAME_TYPE in x.v1.M.a",
    "FIELD_SAME_NAME in x.v1.M.a",
    "FIELD_SAME_JSON_NAME in x.v1.M.a",
    "ENUM_DELETED in x.v1.M.a",
  ]);
  expect(named(xml, "skipped").map(({ attributes }) => attributes["message"])).toEqual([
    "Waived until 2026-12-31 by team-shop: Nobody calls it yet. (https://example.com/issues/7)",
    "Approved by octocat, 2026-11-22T08:00:00Z",
  ]);
  expect(named(xml, "system-out").map(({ text }) => text.split(" ").slice(0, 4).join(" "))).toEqual([
    "note (existing) x/v1/x.proto:4:3 FIELD_LOWER_SNAKE_CASE",
    "warning x/v1/x.proto:4:3 RPC_DELETED Field",
  ]);
});

test("a failure has both lines, the evidence and what to do", () => {
  const [failure] = named(renderJunit(sampleReport), "failure");
  expect(failure?.attributes).toMatchObject({ type: "FIELD_SAME_TYPE" });
  expect(failure?.text).toBe(`x/v1/x.proto:4:3
Field "1" with name "a" on message "M" changed type from "int32" to "int64".
- int32 a = 1;
+ int64 a = 1;
breaks callers (binary)
binary  08ff
  old  {"a":-1}
  new  refused
used by src/app.ts:3:7
Do: Add a new field with the new type and a new number, and deprecate this one.
Or: breakwater waive 0123456789ab, if it has to be.`);
});

test("no report is without a case, and an error is one that could not be run", () => {
  for (const report of sampleReports) expect(named(renderJunit(report), "testcase").length).toBeGreaterThan(0);
  const xml = renderJunitError({ code: 3, message: "The head does not compile:\n  x.proto:1:1" });
  expect(named(xml, "testsuites")[0]?.attributes).toMatchObject({ tests: "1", failures: "0", errors: "1" });
  expect(named(xml, "error")[0]?.text).toBe("The head does not compile:\n  x.proto:1:1");
});

const ownNames = new Set(["testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"]);

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} is nothing but text in XML`, () => {
    const xml = renderJunit(hostileReport(text));
    expect(commandsIn(xml)).toEqual([]);
    // The parser refuses what XML 1.0 cannot hold.
    const elements = elementsOf(xml);
    expect(elements.filter(({ name }) => !ownNames.has(name))).toEqual([]);
    const nodes = elements.flatMap(({ children }) => children);
    expect(
      nodes.filter((node) => !(node instanceof XmlElement || node instanceof XmlText) || node instanceof XmlCdata),
    ).toEqual([]);
    const failures = elements.filter(({ name }) => name === "failure");
    expect(failures).toHaveLength(4);
    for (const { attributes } of failures) expect(attributes["message"]).toBe(printable(text));
  });
}

test("the parser of these tests refuses what is no XML", () => {
  expect(() => parseXml("<a>\u0000</a>")).toThrow("Invalid character");
  expect(() => parseXml("<a>]]></a>")).toThrow("]]>");
});
