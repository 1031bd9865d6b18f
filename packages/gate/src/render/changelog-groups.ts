import { type ChangelogEntry, type Phrase, plainPhrase, relativeName, subjectOf } from "@breakwater/compat";

/** Lines of a list in a changelog: what stands alone, and what is told of one thing together. */
export type Item =
  | { readonly kind: "entry"; readonly entry: ChangelogEntry }
  /** One member that many elements got, by its name: the field `priority` of three messages. */
  | {
      readonly kind: "shared";
      readonly member: Member;
      readonly parents: readonly string[];
      /** Whether all have the comment of the first. */
      readonly isSameComment: boolean;
    }
  /** Elements of one kind that changed in the same way. */
  | { readonly kind: "alike"; readonly first: Member; readonly names: readonly string[] }
  /** Several members of one element, all of one kind. */
  | { readonly kind: "members"; readonly parent: string; readonly members: readonly Member[] };

/** A member in a list below its parent. */
export interface Member {
  readonly name: string;
  /** What follows the name. */
  readonly rest: Phrase;
  readonly entry: ChangelogEntry;
}

/** How many elements must have got the same member for one line to tell of all: its comments are lost if they differ. */
const sharedBy = { sameComment: 2, otherComments: 3 };

/** Groups the entries of one kind, in the order of the first of each group. */
export function groupEntries(entries: readonly ChangelogEntry[]): Item[] {
  const shared = Map.groupBy(entries, sharedKey);
  const isShared = (entry: ChangelogEntry): boolean => {
    const key = sharedKey(entry);
    const same = key === undefined ? [] : (shared.get(key) ?? []);
    return same.length >= (hasOneComment(same) ? sharedBy.sameComment : sharedBy.otherComments);
  };
  const alike = Map.groupBy(entries, alikeKey);
  const isAlike = (entry: ChangelogEntry): boolean => {
    const key = alikeKey(entry);
    return key !== undefined && !isShared(entry) && (alike.get(key)?.length ?? 0) >= alikeFrom;
  };
  const byParent = Map.groupBy(entries, (entry) => {
    return isShared(entry) || isAlike(entry) ? undefined : parentOf(entry);
  });
  const told = new Set<unknown>();
  return entries.flatMap((entry): Item[] => {
    const key = isShared(entry) ? sharedKey(entry) : undefined;
    if (key !== undefined) return once(told, `shared ${key}`, () => sharedItem(entry, shared.get(key) ?? []));
    if (isAlike(entry)) {
      const same = (alike.get(alikeKey(entry)) ?? []).filter((other) => !isShared(other));
      return once(told, `alike ${alikeKey(entry)}`, () => alikeItem(entry, same));
    }
    const parent = parentOf(entry);
    const siblings = parent === undefined ? [] : (byParent.get(parent) ?? []);
    if (parent === undefined || siblings.length < 2) return [{ kind: "entry", entry }];
    const name = relativeName(containerOf(entry.name), entry.package);
    return once(told, `parent ${parent}`, () => ({ kind: "members", parent: name, members: siblings.map(toMember) }));
  });
}

function once(told: Set<unknown>, id: string, make: () => Item): Item[] {
  if (told.has(id)) return [];
  told.add(id);
  return [make()];
}

function sharedItem(first: ChangelogEntry, entries: readonly ChangelogEntry[]): Item {
  const parents = entries.map((entry) => relativeName(containerOf(entry.name), entry.package));
  return { kind: "shared", member: toMember(first), parents, isSameComment: hasOneComment(entries) };
}

/** How many elements must have changed in the same way for one line to tell of all. */
const alikeFrom = 3;

function alikeItem(first: ChangelogEntry, entries: readonly ChangelogEntry[]): Item {
  return {
    kind: "alike",
    first: toMember(first),
    names: entries.map(({ name, ...of }) => relativeName(name, of.package)),
  };
}

/** What entries must share to have changed in the same way; undefined for what came, went or has more to say. */
function alikeKey(entry: ChangelogEntry): string | undefined {
  const { kind, element, comment, findings } = entry;
  const rest = restOf(entry);
  if ((kind !== "changed" && kind !== "breaking") || comment !== undefined) return undefined;
  if (rest === undefined || !plainPhrase(rest).startsWith(": ")) return undefined;
  return JSON.stringify([element, rest, [...new Set(findings.flatMap(({ breaks }) => breaks))].toSorted()]);
}

function hasOneComment(entries: readonly ChangelogEntry[]): boolean {
  return new Set(entries.map(({ comment }) => comment)).size === 1;
}

/** What entries must share to be told in one line; undefined for what is no plain addition or deprecation of a field. */
function sharedKey(entry: ChangelogEntry): string | undefined {
  const { kind, element, comment, findings } = entry;
  if (element !== "field" || (kind !== "added" && kind !== "deprecated" && kind !== "breaking")) return undefined;
  const rest = restOf(entry);
  if (rest === undefined) return undefined;
  // What is deprecated for different reasons is told one by one.
  const reason = kind === "added" ? typeIn(entry) : (comment ?? "");
  const rules = kind === "breaking" ? findings.map(({ rule }) => rule).join() : "";
  return JSON.stringify([kind, memberName(entry), plainPhrase(rest), reason, rules]);
}

function typeIn({ changes }: ChangelogEntry): string {
  const [change] = changes;
  if (change?.kind !== "added") return "";
  const { type, typeName, cardinality } = change.attributes;
  return JSON.stringify([type, typeName, cardinality]);
}

const withParent: ReadonlySet<ChangelogEntry["element"]> = new Set(["field", "enum value", "oneof", "rpc"]);

/** The heading of the list that an entry can be in; undefined when it is told for itself. */
function parentOf(entry: ChangelogEntry): string | undefined {
  if (!withParent.has(entry.element) || restOf(entry) === undefined) return undefined;
  return `${entry.element} ${containerOf(entry.name)}`;
}

function toMember(entry: ChangelogEntry): Member {
  return { name: memberName(entry), rest: restOf(entry) ?? [], entry };
}

/** What the text says after the name of the element; undefined when it does not start with it. */
function restOf(entry: ChangelogEntry): Phrase | undefined {
  const start = subjectOf(entry);
  const isStart = JSON.stringify(entry.text.slice(0, start.length)) === JSON.stringify(start);
  return isStart ? entry.text.slice(start.length) : undefined;
}

function memberName({ name }: ChangelogEntry): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function containerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}
