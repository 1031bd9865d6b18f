import type { ChangelogEntry, EntryKind, PackageChanges } from "@breakwater/compat";
import type { ChangelogReport } from "../release/changelog-report.ts";
import { type Item, type Member, groupEntries } from "./changelog-groups.ts";
import { codeSpan, inlineMarkdown, phraseMarkdown } from "./changelog-inline.ts";

/** Renders a changelog as Markdown of GitHub's kind, ready to be published as release notes. */
export function renderChangelogMarkdown(report: ChangelogReport): string {
  const { from, to, isUnreleased, packages } = report;
  const title = isUnreleased ? `# Changes since ${inlineMarkdown(from)}` : `# ${inlineMarkdown(to)}`;
  const told = packages.filter(({ entries }) => entries.some(isVisible));
  const quiet = packages.filter((changes) => !told.includes(changes));
  const since = isUnreleased ? "" : ` since ${inlineMarkdown(from)}`;
  const lines = [title, ""];
  if (told.length === 0) lines.push(`No change of the schemas${since}.`);
  else lines.push(`${summary(told)}${since}.`);
  for (const changes of told) lines.push("", ...packageLines(changes));
  if (quiet.length > 0) {
    const names = quiet.map(({ name }) => codeSpan(name) || "no package");
    lines.push("", `Only comments or imports changed in ${names.join(", ")}.`);
  }
  return `${lines.join("\n")}\n`;
}

function isVisible({ kind }: ChangelogEntry): boolean {
  return kind !== "internal";
}

const headings: Readonly<Record<Exclude<EntryKind, "internal">, string>> = {
  breaking: "Breaking changes",
  deprecated: "Deprecated",
  added: "Added",
  changed: "Changed",
  removed: "Removed",
};

const kinds = ["breaking", "added", "changed", "deprecated", "removed"] as const;

const counted: Readonly<Record<(typeof kinds)[number], readonly [one: string, many: string]>> = {
  breaking: ["breaking change", "breaking changes"],
  added: ["addition", "additions"],
  changed: ["change", "changes"],
  deprecated: ["deprecation", "deprecations"],
  removed: ["removal", "removals"],
};

function summary(packages: readonly PackageChanges[]): string {
  const entries = packages.flatMap((changes) => changes.entries);
  const parts = kinds.flatMap((kind) => {
    const { length } = entries.filter((entry) => entry.kind === kind);
    const text = count(length, kind);
    return length === 0 ? [] : [kind === "breaking" ? `**${text}** (${breakingPlaces(packages)})` : text];
  });
  const where = packages.length === 1 ? "one package" : `${packages.length} packages`;
  return `${sentenceList(parts)} in ${where}`;
}

function breakingPlaces(packages: readonly PackageChanges[]): string {
  const broken = packages.filter(({ entries }) => entries.some(({ kind }) => kind === "breaking"));
  if (broken.length > shownPlaces) return `in ${broken.length} packages`;
  return `in ${sentenceList(broken.map(({ name }) => codeSpan(name) || "no package"))}`;
}

/** Packages with breaking changes that the first line names. */
const shownPlaces = 3;

function count(length: number, kind: (typeof kinds)[number]): string {
  const [one, many] = counted[kind];
  return `${length} ${length === 1 ? one : many}`;
}

function packageLines({ name, stability, entries, comments }: PackageChanges): string[] {
  const mark = stability === "unstable" ? " (unstable)" : "";
  const lines = [`## ${codeSpan(name) || "No package"}${mark}`];
  for (const kind of kinds) {
    const some = entries.filter((entry) => entry.kind === kind);
    if (some.length > 0) lines.push("", `### ${headings[kind]}`, "", ...collapsed(some, kind));
  }
  if (comments > 0) {
    const elements = comments === 1 ? "one element" : `${comments} elements`;
    lines.push("", `The comments of ${elements} changed, too.`);
  }
  return lines;
}

/** Elements of which one line tells the same, of which it names that many. */
const shownNames = 12;

/** Lines of a list that are shown at once; breaking changes always are. */
const shownLines = 60;

function collapsed(entries: readonly ChangelogEntry[], kind: (typeof kinds)[number]): string[] {
  const lines = groupEntries(entries).flatMap(itemLines);
  if (lines.length <= shownLines || kind === "breaking") return lines;
  return ["<details>", `<summary>${count(entries.length, kind)}</summary>`, "", ...lines, "", "</details>"];
}

function itemLines(item: Item): string[] {
  switch (item.kind) {
    case "entry":
      return [`- ${withComment(phraseMarkdown(item.entry.text), item.entry)}`];
    case "shared":
      return [`- ${sharedLine(item)}`];
    case "alike":
      return [`- ${alikeLine(item)}`];
    case "members":
      return [`- ${membersHeading(item)}`, ...item.members.map(memberLine)];
  }
}

function sharedLine({ member, parents, isSameComment }: Item & { kind: "shared" }): string {
  const { name, rest, entry } = member;
  const text = `Field ${codeSpan(name)} of ${namesList(parents)}${phraseMarkdown(rest)}`;
  return isSameComment ? withComment(text, entry) : text;
}

function alikeLine({ first, names }: Item & { kind: "alike" }): string {
  const { rest, entry } = first;
  return withComment(`${pluralNouns[entry.element]} ${namesList(names)}${phraseMarkdown(rest)}`, entry);
}

function namesList(names: readonly string[]): string {
  const shown = names.length <= shownNames + 1 ? names : names.slice(0, shownNames);
  const more = shown.length === names.length ? [] : [`${names.length - shown.length} more`];
  return sentenceList([...shown.map(codeSpan), ...more]);
}

const pluralNouns: Readonly<Record<ChangelogEntry["element"], string>> = {
  package: "Packages",
  file: "Files",
  message: "Messages",
  field: "Fields",
  oneof: "Oneofs",
  enum: "Enums",
  "enum value": "Values",
  service: "Services",
  rpc: "RPCs",
  extension: "Extensions",
};

function membersHeading({ parent, members }: Item & { kind: "members" }): string {
  const noun = pluralNouns[members[0]?.entry.element ?? "field"];
  return `${noun} of ${codeSpan(parent)}:`;
}

function memberLine({ name, rest, entry }: Member): string {
  return `  - ${withComment(`${codeSpan(name)}${phraseMarkdown(rest)}`, entry)}`;
}

function withComment(text: string, { comment, findings, kind }: ChangelogEntry): string {
  // After a whole sentence comes another one: what was advised before the break.
  const separator = kind === "breaking" ? ". " : ": ";
  const line = comment === undefined ? text : `${text}${separator}${inlineMarkdown(comment)}`;
  if (kind !== "breaking") return line;
  const errors = findings.filter(({ severity }) => severity === "error");
  const breaks = [...new Set(errors.flatMap((finding) => finding.breaks))].toSorted();
  const end = /[.!?…]$/.test(line) ? "" : ".";
  return breaks.length === 0 ? line : `${line}${end} Breaks ${sentenceList(breaks)}.`;
}

function sentenceList(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
