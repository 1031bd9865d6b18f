import type { Finding } from "@breakwater/gate";
import { type PairFindings, isEqual, isFastEqual, ownFindings, takenFromBuf } from "./compare-pair.ts";
import type { Pair } from "./walk.ts";

/** What a walk is summed up with. */
export interface WalkSummary {
  /** How many commits were walked over. */
  readonly commits: number;
  readonly pairs: readonly Pair[];
  /** Name of a commit for people. */
  readonly nameOf: (commit: string) => string;
  /** Milliseconds by stage. */
  readonly stages: ReadonlyMap<string, number>;
  /** Milliseconds from start to end. */
  readonly elapsed: number;
}

/** What was found, with the name of the commit. */
interface Compared {
  readonly name: string;
  readonly findings: PairFindings;
}

/** The table of a walk. Of the findings by rules of this repository only errors count as flagging a commit. */
export function renderWalk(summary: WalkSummary): string {
  const { commits, pairs, nameOf, stages, elapsed } = summary;
  const compared = pairs.map(({ commit, findings }): Compared => ({ name: nameOf(commit), findings }));
  const unequal = compared.filter(({ findings }) => !isEqual(findings));
  const different = compared.filter(({ findings }) => !isFastEqual(findings));
  const silent = compared.filter(({ findings }) => findings.buf.length === 0);
  const alone = silent.filter(({ findings }) => ownErrors(findings).length > 0);
  const times = [...stages].map(([stage, sum]) => `${stage} ${seconds(sum)}`).join(", ");
  const rows: [label: string, value: string][] = [
    ["commits", String(commits)],
    ["pairs that compile", String(compared.length)],
    ["findings of buf", `equal ${compared.length - unequal.length}, unequal ${unequal.length}`],
    ["fast and full", `equal ${compared.length - different.length}, unequal ${different.length}`],
    ["flagged by buf", String(compared.length - silent.length)],
    ["buf silent", `${silent.length}, of these flagged by own rules ${alone.length}`],
    ["time", `${seconds(elapsed)} (${times})`],
  ];
  return [
    ...rows.map(([label, value]) => `${label.padEnd(20)}${value}`),
    ...unequal.flatMap(unequalLines),
    ...different.flatMap(differentLines),
    ...section(
      "Flagged by own rules alone",
      alone.map(({ name, findings }) => `${name.padEnd(14)}${countRules(ownErrors(findings))}`),
    ),
    ...section("Own rules", ruleLines(compared)),
    "",
  ].join("\n");
}

/** Whether every pair has the findings of plain buf, and short cuts change none. */
export function isSound(pairs: readonly Pair[]): boolean {
  return pairs.every(({ findings }) => isEqual(findings) && isFastEqual(findings));
}

function ownErrors(findings: PairFindings): Finding[] {
  return ownFindings(findings).filter(({ severity }) => severity === "error");
}

function unequalLines({ name, findings }: Compared): string[] {
  const gate = takenFromBuf(findings);
  const lost = withoutEach(findings.buf, gate).map((line) => `  only plain buf: ${line}`);
  const invented = withoutEach(gate, findings.buf).map((line) => `  only the gate:  ${line}`);
  return ["", `${name} UNEQUAL`, ...lost, ...invented];
}

function differentLines({ name, findings }: Compared): string[] {
  const [full, fast] = [findings.full, findings.fast].map((list) => list.map((finding) => JSON.stringify(finding)));
  const lost = withoutEach(full ?? [], fast ?? []).map((line) => `  only in full: ${line}`);
  const invented = withoutEach(fast ?? [], full ?? []).map((line) => `  only fast:    ${line}`);
  const order = lost.length + invented.length === 0 ? ["  in another order"] : [];
  return ["", `${name} SHORT CUTS CHANGE FINDINGS`, ...lost, ...invented, ...order];
}

/** What a list has more often than another one. */
function withoutEach(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function countRules(findings: readonly Finding[]): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  return [...byRule].map(([rule, list]) => `${list.length} ${rule}`).join(", ");
}

/** Per rule: in how many commits it finds something, how much of each severity, and how much of it is proven. */
function ruleLines(compared: readonly Compared[]): string[] {
  const all = compared.flatMap(({ name, findings }) => ownFindings(findings).map((finding) => ({ name, finding })));
  const byRule = [...Map.groupBy(all, ({ finding }) => finding.rule)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byRule.map(([rule, list]) => {
    const commits = new Set(list.map(({ name }) => name)).size;
    const severities = [...Map.groupBy(list, ({ finding }) => finding.severity)].toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const counts = severities.map(([severity, some]) => `${some.length} ${severity}`).join(", ");
    const witnesses = list.map(({ finding }) => finding.witness).filter((witness) => witness !== null);
    const confirmed = witnesses.filter((witness) => witness.confirmed).length;
    const proof = witnesses.length === 0 ? "" : `; witness for ${confirmed} of ${witnesses.length}`;
    return `${rule.padEnd(42)}${String(commits).padStart(4)} commits: ${counts}${proof}`;
  });
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
