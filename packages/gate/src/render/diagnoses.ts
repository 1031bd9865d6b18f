import { styleText } from "node:util";
import type { Diagnosis, Health } from "../doctor/diagnosis.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** Columns that the report keeps to. */
const width = 80;
const margin = 11;

type Style = Parameters<typeof styleText>[0];

const looks: Readonly<Record<Health, { readonly word: string; readonly style: Style }>> = {
  ok: { word: "ok", style: "green" },
  problem: { word: "PROBLEM", style: "red" },
  warning: { word: "warning", style: "yellow" },
  info: { word: "info", style: "dim" },
  unverified: { word: "?", style: "yellow" },
};

/** Renders diagnoses for people: the verdict first, then a group for each topic. */
export function renderDiagnosesText(diagnoses: readonly Diagnosis[], color: boolean): string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const lines = [paint(["bold", isHealthy(diagnoses) ? "green" : "red"], verdict(diagnoses))];
  for (const [topic, group] of Map.groupBy(diagnoses, (one) => one.topic)) {
    lines.push("", paint("bold", topic));
    for (const { health, message, advice, place } of group) {
      const { word, style } = looks[health];
      const text = printable(place === null ? message : `${place}: ${message}`);
      const [first = "", ...rest] = wrap(text, width - margin);
      lines.push(`  ${paint(style, word.padEnd(margin - 2))}${first}`, ...rest.map(indent));
      if (advice !== null) lines.push(...wrap(`Do: ${printable(advice)}`, width - margin).map(indent));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders diagnoses as one JSON object with a newline at its end. */
export function renderDiagnosesJson(diagnoses: readonly Diagnosis[]): string {
  const listed = diagnoses.map(({ topic, health, message, advice, place }) => ({
    topic,
    health,
    message,
    advice,
    place,
  }));
  return `${JSON.stringify({ version: jsonVersion, healthy: isHealthy(diagnoses), diagnoses: listed }, null, 2)}\n`;
}

/** Whether nothing was found that lets a change past the gate. */
export function isHealthy(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.every(({ health }) => health !== "problem");
}

function indent(line: string): string {
  return " ".repeat(margin) + line;
}

function verdict(diagnoses: readonly Diagnosis[]): string {
  const count = (health: Health, word: string): string[] => {
    const { length } = diagnoses.filter((one) => one.health === health);
    return length === 0 ? [] : [`${length} ${word}${length === 1 ? "" : "s"}`];
  };
  const { length } = diagnoses.filter(({ health }) => health === "unverified");
  const rest = [...count("warning", "warning"), ...(length === 0 ? [] : [`${length} not verified`])];
  const after = rest.length === 0 ? "" : ` (${rest.join(", ")})`;
  return isHealthy(diagnoses)
    ? `The gate is wired${after}`
    : `The gate is NOT wired: ${count("problem", "problem").join("")}${after}`;
}
