import type { PolicyReport, Sourced } from "../policy-report.ts";
import { printJson } from "./print-json.ts";
import { printable } from "./printable.ts";
import { withoutCommands } from "./without-commands.ts";
import { wrap } from "./wrap.ts";

/** Columns that the report keeps to. */
const width = 80;
const margin = 12;

/** Renders a policy for people: each package, then what is about all of them. */
export function renderPolicyText(report: PolicyReport): string {
  const { label, packages, unchecked, severities, customOptions, releases, maxWaiverDays, waivers } = report;
  const lines = [`Policy of ${printable(label)}`];
  for (const { name, stability, because, elements, breaking, lint } of packages) {
    lines.push("", printable(name === "" ? "(files without a package)" : name));
    lines.push(...field("stability", [{ text: stability, source: because }, ...elements]));
    lines.push(...field("breaking", breaking), ...field("lint", lint));
  }
  if (packages.length === 0) lines.push("", "No schemas.");
  if (unchecked > 0) lines.push("", `Proto files in no module, which nothing checks: ${unchecked}`);
  lines.push(...listing("Severities that are not the default:", severities));
  lines.push(...listing("Custom options that are a contract:", customOptions));
  lines.push(...listing("Releases:", releases));
  lines.push(...listing("Waivers:", [maxWaiverDays, ...waivers]));
  return `${withoutCommands(lines.join("\n"))}\n`;
}

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders a policy as one JSON object with a newline at its end. */
export function renderPolicyJson({ label, ...rest }: PolicyReport): string {
  const { packages, unchecked, severities, customOptions, releases, maxWaiverDays, waivers } = rest;
  const judged = { packages, unchecked, severities, customOptions, releases, maxWaiverDays, waivers };
  const named = { version: jsonVersion, input: label, ...judged };
  return printJson(named);
}

function field(name: string, values: readonly Sourced[]): string[] {
  const lines = values.flatMap((value) => sourced(value, width - margin));
  return lines.map((line, index) => `  ${(index === 0 ? name : "").padEnd(margin - 2)}${line}`);
}

function listing(title: string, values: readonly Sourced[]): string[] {
  if (values.length === 0) return [];
  return ["", title, ...values.flatMap((value) => sourced(value, width - 2).map((line) => `  ${line}`))];
}

function sourced({ text, source }: Sourced, columns: number): string[] {
  const [first = "", ...others] = wrap(printable(`${text} (${source})`), columns - 2);
  return [first, ...others.map((line) => `  ${line}`)];
}
