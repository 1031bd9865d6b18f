import { type Model, type ModelKey, splitKey } from "@breakwater/schema";
import { parentName } from "./pairing.ts";
import { plainText } from "./plain-text.ts";

/** What the last part of a package name promises; a name without a version promises nothing either way. */
export type Stability = "stable" | "unstable" | "unversioned";

/** As buf reads package names: v1 is stable; v1alpha1, v1beta1, v1p1beta1 and v1test are not. */
export function stabilityOf(packageName: string): Stability {
  const version = packageName.slice(packageName.lastIndexOf(".") + 1);
  if (/^v[1-9]\d*$/.test(version)) return "stable";
  return /^v[1-9]\d*(test.*|(p[1-9]\d*)?(alpha|beta)([1-9]\d*)?)$/.test(version) ? "unstable" : "unversioned";
}

/** What a field or RPC of a stable package gets to in unstable ones. */
export interface UnstableReach {
  /** Types that it gets to without passing another unstable type. */
  readonly entries: ReadonlySet<string>;
  /** All unstable types behind it. */
  readonly types: ReadonlySet<string>;
}

/** Fields and RPCs of stable packages that reach types of unstable packages, without passing another stable type. */
export function unstableReaches(model: Model): ReadonlyMap<ModelKey, UnstableReach> {
  const graph = new TypeGraph(model);
  const reaches = new Map<ModelKey, UnstableReach>();
  for (const [key, { typeName, input, output }] of model) {
    if (graph.stabilityOf(key) !== "stable") continue;
    const types = [typeName, input, output].filter((type) => typeof type === "string");
    const reach = graph.walk(types);
    if (reach.entries.size > 0) reaches.set(key, reach);
  }
  return reaches;
}

class TypeGraph {
  private readonly packages = new Map<string, string>();
  private readonly fieldTypes = new Map<string, string[]>();
  private readonly stabilities = new Map<string, Stability>();
  private readonly walks = new Map<string, UnstableReach>();
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
    for (const [key, attributes] of model) {
      const { kind, name } = splitKey(key);
      if (kind === "file") this.packages.set(name, plainText(attributes["package"] ?? ""));
    }
    for (const [key, { typeName }] of model) {
      const { kind, name } = splitKey(key);
      if (kind === "message" || kind === "enum") this.stabilities.set(name, this.stabilityOf(key));
      if (kind !== "field" || typeof typeName !== "string") continue;
      const user = parentName(name);
      const types = this.fieldTypes.get(user);
      if (types === undefined) this.fieldTypes.set(user, [typeName]);
      else types.push(typeName);
    }
  }

  stabilityOf(key: ModelKey): Stability {
    const file = this.model.get(key)?.["file"];
    return stabilityOf(typeof file === "string" ? (this.packages.get(file) ?? "") : "");
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
