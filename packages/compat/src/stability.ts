import { type Model, type ModelKey, splitKey } from "@breakwater/schema";
import { parentName } from "./pairing.ts";
import { plainText } from "./plain-text.ts";
import type { Policy } from "./policy.ts";

/** What is promised of an element; a package name without a version promises nothing either way. */
export type Stability = "stable" | "unstable" | "unversioned";

/** The entries of a policy by full name. */
type Entries = Policy["stability"];

/** As buf reads package names: v1 is stable; v1alpha1, v1beta1, v1p1beta1 and v1test are not. */
export function stabilityOf(packageName: string): Stability {
  const version = packageName.slice(packageName.lastIndexOf(".") + 1);
  if (/^v[1-9]\d*$/.test(version)) return "stable";
  return /^v[1-9]\d*(test.*|(p[1-9]\d*)?(alpha|beta)([1-9]\d*)?)$/.test(version) ? "unstable" : "unversioned";
}

/** The full name of the entry that is nearest around a full name, itself included; undefined when there is none. */
export function nearestEntry(fullName: string, entries: Entries): string | undefined {
  for (let name = fullName; name !== ""; name = parentName(name)) if (Object.hasOwn(entries, name)) return name;
  return undefined;
}

/** What is promised of each element of a model: by the nearest entry of the policy, else by the name of its package. */
export class Stabilities {
  private readonly packages = new Map<string, string>();
  private readonly model: Model;
  private readonly entries: Entries;

  constructor(model: Model, entries: Entries) {
    this.model = model;
    this.entries = entries;
    for (const [key, attributes] of model) {
      const { kind, name } = splitKey(key);
      if (kind === "file") this.packages.set(name, plainText(attributes["package"] ?? ""));
    }
  }

  of(key: ModelKey): Stability {
    const packageName = this.packageOf(key);
    const { kind, name } = splitKey(key);
    const entry = nearestEntry(kind === "file" ? packageName : name, this.entries);
    return (entry === undefined ? undefined : this.entries[entry]) ?? stabilityOf(packageName);
  }

  private packageOf(key: ModelKey): string {
    const { kind, name } = splitKey(key);
    if (kind === "package") return name;
    const file = kind === "file" ? name : this.model.get(key)?.["file"];
    return typeof file === "string" ? (this.packages.get(file) ?? "") : "";
  }
}

/** What a stable field or RPC gets to of what is unstable. */
export interface UnstableReach {
  /** Types that it gets to without passing another unstable type. */
  readonly entries: ReadonlySet<string>;
  /** All unstable types behind it. */
  readonly types: ReadonlySet<string>;
}

/** Stable fields and RPCs that reach unstable types without passing another stable type. */
export function unstableReaches(model: Model, stabilities: Stabilities): ReadonlyMap<ModelKey, UnstableReach> {
  const graph = new TypeGraph(model, stabilities);
  const reaches = new Map<ModelKey, UnstableReach>();
  for (const [key, { typeName, input, output }] of model) {
    if (stabilities.of(key) !== "stable") continue;
    const types = [typeName, input, output].filter((type) => typeof type === "string");
    const reach = graph.walk(types);
    if (reach.entries.size > 0) reaches.set(key, reach);
  }
  return reaches;
}

class TypeGraph {
  private readonly fieldTypes = new Map<string, string[]>();
  private readonly stabilities = new Map<string, Stability>();
  private readonly walks = new Map<string, UnstableReach>();

  constructor(model: Model, stabilities: Stabilities) {
    for (const [key, { typeName }] of model) {
      const { kind, name } = splitKey(key);
      if (kind === "message" || kind === "enum") this.stabilities.set(name, stabilities.of(key));
      if (kind !== "field" || typeof typeName !== "string") continue;
      const user = parentName(name);
      const types = this.fieldTypes.get(user);
      if (types === undefined) this.fieldTypes.set(user, [typeName]);
      else types.push(typeName);
    }
  }

  walk(roots: readonly string[]): UnstableReach {
    const id = roots.join();
    const reach = this.walks.get(id) ?? this.walkFrom(roots);
    this.walks.set(id, reach);
    return reach;
  }

  private walkFrom(roots: readonly string[]): UnstableReach {
    const entries = new Set<string>();
    const types = new Set<string>();
    const seen = new Set<string>();
    const open = roots.map((type) => ({ type, isInside: false }));
    for (const { type, isInside } of open) {
      const stability = this.stabilities.get(type);
      if (stability === undefined || stability === "stable" || seen.has(type)) continue;
      seen.add(type);
      if (stability === "unstable") {
        types.add(type);
        if (!isInside) entries.add(type);
      }
      const next = isInside || stability === "unstable";
      open.push(...(this.fieldTypes.get(type) ?? []).map((inner) => ({ type: inner, isInside: next })));
    }
    return { entries, types };
  }
}
