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
  /** Keys of what is defined in each file, by import path. */
  private readonly contents = new Map<string, ModelKey[]>();
  private readonly packages = new Map<string, string>();

  constructor(comparison: Comparison) {
    this.model = comparison.before.model;
    this.removed = new Set(comparison.changes.filter((change) => change.kind === "removed").map(({ key }) => key));
    for (const [key, { file, package: packageName }] of this.model) {
      const { kind, name } = splitKey(key);
      if (kind === "file" && typeof packageName === "string") this.packages.set(name, packageName);
      if (!definitions.has(kind) || typeof file !== "string") continue;
      this.contents.set(file, [...(this.contents.get(file) ?? []), key]);
    }
  }

  isDeleted(key: ModelKey): boolean {
    if (!this.removed.has(key)) return false;
    const { kind, name } = splitKey(key);
    if (kind === "package") {
      return [...this.packages].some(([path, own]) => own === name && this.contents.has(path));
    }
    return kind !== "file" || (this.contents.get(name) ?? []).every((content) => this.removed.has(content));
  }

  isInsideDeleted(key: ModelKey): boolean {
    const { kind, name } = splitKey(key);
    if (kind === "package") return false;
    if (kind === "file") return this.isPackageDeleted(name);
    const parent = parentName(name);
    const around = (["message", "enum", "service"] as const).map((candidate) => modelKey(candidate, parent));
    const file = this.model.get(key)?.["file"];
    if (around.some((candidate) => this.removed.has(candidate)) || typeof file !== "string") return true;
    return this.isPackageDeleted(file) || this.isDeleted(modelKey("file", file));
  }

  private isPackageDeleted(file: string): boolean {
    return this.isDeleted(modelKey("package", this.packages.get(file) ?? ""));
  }
}
