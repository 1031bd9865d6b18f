import type { JsonValue } from "@bufbuild/protobuf";
import { type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Comparison } from "../comparison.ts";
import { objectOf } from "../json-value.ts";
import { parentName } from "../pairing.ts";
import { Containers } from "./containers.ts";
import { isMoreReserved } from "./reserved.ts";

/** Changes that one entry, or several about the same element, tell together. */
export interface Group {
  /** How the element changed; "moved" is about all that moved from one file to another. */
  readonly how: "added" | "removed" | "altered" | "option" | "moved" | "internal";
  /** The element that it is told of; for "moved", "option" and "internal" the first of several. */
  readonly key: ModelKey;
  readonly package: string;
  readonly changes: readonly Change[];
}

/** Puts every change into exactly one group. */
export function foldChanges(comparison: Comparison): Group[] {
  const folder = new Folder(comparison);
  const groups = new Map<string, { group: Omit<Group, "changes">; changes: Change[] }>();
  for (const change of comparison.changes) {
    const group = folder.groupOf(change);
    const id = `${group.how} ${group.id ?? group.key}`;
    const known = groups.get(id) ?? { group: { how: group.how, key: group.key, package: group.package }, changes: [] };
    known.changes.push(change);
    groups.set(id, known);
  }
  return [...groups.values()].map(({ group, changes }) => ({ ...group, changes }));
}

/** A group without its changes; what has the same `how` and `id`, or else key, is one. */
type GroupName = Omit<Group, "changes"> & { readonly id?: string };

class Folder {
  private readonly comparison: Comparison;
  private readonly added: Containers;
  private readonly removed: Containers;
  /** The first group that tells of something that came to, or went from, a file. */
  private readonly cameTo = new Map<ModelKey, GroupName>();
  private readonly wentFrom = new Map<ModelKey, GroupName>();
  /** Fields and values that came to, or went from, an element, by its full name. */
  private readonly members: ReadonlyMap<string, readonly (Change & { kind: "added" | "removed" })[]>;

  constructor(comparison: Comparison) {
    this.comparison = comparison;
    const { before, after, changes } = comparison;
    const keysOf = (kind: Change["kind"]): Set<ModelKey> => {
      return new Set(changes.filter((change) => change.kind === kind).map(({ key }) => key));
    };
    const cameOrWent = changes.filter((change) => change.kind === "added" || change.kind === "removed");
    this.members = Map.groupBy(
      cameOrWent.filter(({ key }) => /^(field|enum value) /.test(key)),
      ({ key }) => parentName(splitKey(key).name),
    );
    this.added = new Containers(after.model, keysOf("added"));
    this.removed = new Containers(before.model, keysOf("removed")).tellWhole();
    for (const change of changes) {
      if (splitKey(change.key).kind === "file") continue;
      if (change.kind === "altered" || change.kind === "renamed") continue;
      const group = this.groupOf(change);
      const [old, now] = filesOf(change);
      if (now !== undefined && !this.cameTo.has(now)) this.cameTo.set(now, group);
      if (old !== undefined && !this.wentFrom.has(old)) this.wentFrom.set(old, group);
    }
  }

  groupOf(change: Change): GroupName {
    const { key } = change;
    switch (change.kind) {
      case "added":
        return this.outermost("added", key);
      case "removed":
        return this.outermost("removed", key);
      case "moved":
        return this.moved(change);
      case "renamed":
        return this.altered(key);
      case "altered":
        return this.alteration(change);
    }
  }

  private outermost(how: "added" | "removed", key: ModelKey): GroupName {
    const containers = how === "added" ? this.added : this.removed;
    const outer = containers.around(key);
    // A file is of no interest beside what is in it.
    const content = (how === "added" ? this.cameTo : this.wentFrom).get(outer);
    return content ?? { how, key: outer, package: containers.packageOf(key) };
  }

  private moved({ key, before, after }: Change & { kind: "moved" }): GroupName {
    const file = modelKey("file", after);
    if (this.comparison.pairing.pairs.get(modelKey("file", before)) === file && before !== after) {
      return this.altered(file);
    }
    return { how: "moved", key, package: this.added.packageOf(key), id: `${before} ${after}` };
  }

  private alteration(change: Change & { kind: "altered" }): GroupName {
    const { key, attribute } = change;
    const { kind } = splitKey(key);
    const name = this.added.packageOf(key);
    if (kind === "file") {
      if (attribute === "imports" && !isPublic(change.before) && !isPublic(change.after)) {
        return { how: "internal", key, package: name, id: `imports ${name}` };
      }
      // Options of files are as a rule the same in all files of a package, and change together.
      if (attribute.startsWith("option.")) return { how: "option", key, package: name, id: `${attribute} ${name}` };
    }
    if (isMoreReserved(change)) return { how: "internal", key, package: name, id: `reserved ${name}` };
    const cause = this.causeOf(change);
    return cause === undefined ? this.altered(key) : this.groupOf(cause);
  }

  /** The deletion or addition that an alteration of the element around it goes with, and that tells of it. */
  private causeOf({ key, attribute }: Change & { kind: "altered" }): Change | undefined {
    const own = this.members.get(splitKey(key).name) ?? [];
    return attribute === "aliases" ? own[0] : undefined;
  }

  private altered(key: ModelKey): GroupName {
    return { how: "altered", key, package: this.added.packageOf(key) };
  }
}

function filesOf(change: Change & { kind: "added" | "removed" | "moved" }): (ModelKey | undefined)[] {
  const keyOf = (file: unknown): ModelKey | undefined =>
    typeof file === "string" ? modelKey("file", file) : undefined;
  switch (change.kind) {
    case "added":
      return [undefined, keyOf(change.attributes["file"])];
    case "removed":
      return [keyOf(change.attributes["file"]), undefined];
    case "moved":
      return [keyOf(change.before), keyOf(change.after)];
  }
}

function isPublic(imports: JsonValue | undefined): boolean {
  return Object.values(objectOf(imports)).includes("public");
}
