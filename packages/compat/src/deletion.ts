import { type Model, type ModelKey, type ModelKind, modelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "./comparison.ts";
import { parentName } from "./pairing.ts";

/** What can be defined directly in a file. */
const definitions: ReadonlySet<ModelKind> = new Set(["message", "enum", "service", "extension"]);

/**
 * Elements of a kind that are gone while what was around them stays: of a deleted package only the package, and not
 * every message in it. What moved to another file is not gone, and neither is the file it left.
 */
export function outermostDeleted(comparison: Comparison, kind: ModelKind): ModelKey[] {
  const deletion = deletionOf(comparison);
  return comparison
    .removed(kind)
    .map(({ key }) => key)
    .filter((key) => deletion.isDeleted(key) && !deletion.isInsideDeleted(key));
}

/** Full names of the services that were in a package or file. */
export function servicesIn(model: Model, key: ModelKey): string[] {
  const parts = remainsOf(model, key).map((part) => splitKey(part));
  return parts.filter(({ kind }) => kind === "service").map(({ name }) => name);
}

/** What counts of a deleted thing: the definitions in a package or file, anything else for itself. */
export function remainsOf(model: Model, key: ModelKey): ModelKey[] {
  const { kind, name } = splitKey(key);
  if (kind !== "package" && kind !== "file") return [key];
  return [...model].flatMap(([candidate, { file }]) => {
    const part = splitKey(candidate);
    const isInside = kind === "file" ? file === name : parentName(part.name) === name;
    return definitions.has(part.kind) && isInside ? [candidate] : [];
  });
}

const known = new WeakMap<Comparison, Deletion>();

function deletionOf(comparison: Comparison): Deletion {
  const deletion = known.get(comparison) ?? new Deletion(comparison);
  known.set(comparison, deletion);
  return deletion;
}

class Deletion {
  private readonly model: Model;
  private readonly removed: ReadonlySet<ModelKey>;
  /** Packages that are gone, and files that are gone with all that was defined in them. */
  private readonly deleted = new Set<ModelKey>();
  private readonly packages = new Map<string, ModelKey>();

  constructor(comparison: Comparison) {
    this.model = comparison.before.model;
    this.removed = new Set(comparison.changes.filter((change) => change.kind === "removed").map(({ key }) => key));
    // Files whose definitions did not all go, and packages that had any.
    const kept = new Set<ModelKey>();
    const filled = new Set<ModelKey>();
    for (const [key, { package: packageName }] of this.model) {
      const { kind, name } = splitKey(key);
      if (kind === "file" && typeof packageName === "string") this.packages.set(name, modelKey("package", packageName));
    }
    for (const [key, { file }] of this.model) {
      if (!definitions.has(splitKey(key).kind) || typeof file !== "string") continue;
      if (!this.removed.has(key)) kept.add(modelKey("file", file));
      filled.add(this.packageOf(file));
    }
    for (const key of this.removed) {
      const { kind } = splitKey(key);
      if (kind === "package" && filled.has(key)) this.deleted.add(key);
      if (kind === "file" && !kept.has(key)) this.deleted.add(key);
    }
  }

  isDeleted(key: ModelKey): boolean {
    const { kind } = splitKey(key);
    return kind === "package" || kind === "file" ? this.deleted.has(key) : this.removed.has(key);
  }

  isInsideDeleted(key: ModelKey): boolean {
    const { kind, name } = splitKey(key);
    if (kind === "package") return false;
    if (kind === "file") return this.deleted.has(this.packageOf(name));
    const parent = parentName(name);
    const around = (["message", "enum", "service"] as const).map((candidate) => modelKey(candidate, parent));
    const file = this.model.get(key)?.["file"];
    if (around.some((candidate) => this.removed.has(candidate)) || typeof file !== "string") return true;
    return this.deleted.has(this.packageOf(file)) || this.deleted.has(modelKey("file", file));
  }

  private packageOf(file: string): ModelKey {
    return this.packages.get(file) ?? modelKey("package", "");
  }
}
