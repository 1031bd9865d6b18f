import { versionText } from "@breakwater/compat";
import type { BumpReport, PackageBump } from "../release/bump-report.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** Columns that the report keeps to. */
const width = 80;

/** Renders the versions of client packages for people. */
export function renderBumpText({ packages, notes }: BumpReport): string {
  const low = packages.filter(({ isEnough }) => !isEnough).length;
  const all = `${packages.length} client package${packages.length === 1 ? "" : "s"}`;
  const head = low === 0 ? `PASS: ${all}` : `FAIL: ${low} of ${all} too low`;
  const lines = [head, ...notes.flatMap((note) => field("note", note)), ...packages.flatMap(packageLines)];
  return `${lines.join("\n")}\n`;
}

function packageLines(bump: PackageBump): string[] {
  const { package: client, released, needed, isEnough } = bump;
  const last = released === undefined ? "none" : `${versionText(released.version)}  (${released.tag})`;
  const lines = [
    "",
    `${printable(client.name)}  ${isEnough ? "enough" : "TOO LOW"}`,
    ...field("schemas", client.protoPackages.map((name) => name || "(no package)").join(", ")),
    ...field("released", last),
    ...field("version", versionText(client.version)),
    ...field("needed", released === undefined ? "any: it was never released" : neededText(bump)),
  ];
  if (isEnough) return lines;
  return [...lines, ...field("do", `Set "version" in ${client.folder}/package.json to ${versionText(needed)}.`)];
}

function neededText({ bump, needed, counts, released }: PackageBump): string {
  if (bump === "none") return `${versionText(needed)}  (its schemas did not change)`;
  const told = [...counts].filter(([kind]) => kind !== "internal").map(([kind, count]) => `${count} ${kind}`);
  const why = told.length === 0 ? "only comments and what no program sees" : told.join(", ");
  // Below 1.0.0 what breaks grows the minor part.
  const isInitial = released?.version.major === 0;
  return `${versionText(needed)}  (${bump}${isInitial ? " below 1.0.0" : ""}: ${why})`;
}

function field(name: string, value: string): string[] {
  return wrap(printable(value), width - 12).map((line, index) => {
    return `  ${(index === 0 ? name : "").padEnd(10)}${line}`;
  });
}

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders the versions of client packages as one JSON object with a newline at its end. */
export function renderBumpJson({ packages, notes }: BumpReport): string {
  const verdict = packages.every(({ isEnough }) => isEnough) ? "pass" : "fail";
  return `${JSON.stringify({ version: jsonVersion, verdict, notes, packages: packages.map(toJson) }, null, 2)}\n`;
}

// Named one by one, so that a field of ours does not slip into the contract.
function toJson({ package: client, released, bump, counts, needed, isEnough }: PackageBump): unknown {
  return {
    name: client.name,
    folder: client.folder,
    protoPackages: client.protoPackages,
    released: released === undefined ? null : { tag: released.tag, version: versionText(released.version) },
    version: versionText(client.version),
    bump,
    needed: versionText(needed),
    enough: isEnough,
    changes: Object.fromEntries(counts),
  };
}
