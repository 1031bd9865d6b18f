import { type Model, type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import { messagesOfOneRpc } from "./single-use.ts";

/**
 * Finds for elements that came or went the outermost thing that came or went with them, and that tells of them: a
 * package, a message with its fields, a service with its RPCs, an RPC with its request and response.
 */
export class Containers {
  private readonly model: Model;
  private readonly affected: ReadonlySet<ModelKey>;
  private readonly rpcs: ReadonlyMap<ModelKey, ModelKey>;
  private readonly outermost = new Map<ModelKey, ModelKey>();
  /** Files that tell of what is in them. */
  private readonly whole = new Set<ModelKey>();

  /** @param affected what came, or went, of the model */
  constructor(model: Model, affected: ReadonlySet<ModelKey>) {
    this.model = model;
    this.affected = affected;
    this.rpcs = messagesOfOneRpc(model);
  }

  /** The outermost thing around an affected element that is affected too; the element itself where there is none. */
  around(key: ModelKey): ModelKey {
    const known = this.outermost.get(key);
    if (known !== undefined) return known;
    const inside = this.container(key);
    const found = inside === undefined ? key : this.around(inside);
    this.outermost.set(key, found);
    return found;
  }

  /** Lets affected files tell of their contents, where all of these are affected as well. */
  tellWhole(): this {
    const kept = new Set<ModelKey>();
    const filled = new Set<ModelKey>();
    for (const key of this.model.keys()) {
      const file = this.fileOf(key);
      if (file === undefined) continue;
      filled.add(file);
      if (!this.affected.has(key)) kept.add(file);
    }
    for (const file of filled) if (this.affected.has(file) && !kept.has(file)) this.whole.add(file);
    return this;
  }

  /** The package of an element, "" for none. */
  packageOf(key: ModelKey): string {
    const { kind, name } = splitKey(key);
    if (kind === "package") return name;
    const file = kind === "file" ? key : this.fileOf(key);
    const value = file === undefined ? undefined : this.model.get(file)?.["package"];
    return typeof value === "string" ? value : "";
  }

  private container(key: ModelKey): ModelKey | undefined {
    const { kind, name } = splitKey(key);
    if (kind === "package") return undefined;
    const candidates: (ModelKey | undefined)[] = [modelKey("package", this.packageOf(key))];
    const file = this.fileOf(key);
    if (kind !== "file" && file !== undefined && this.whole.has(file)) candidates.push(file);
    const { oneof } = this.model.get(key) ?? {};
    if (typeof oneof === "string") candidates.push(modelKey("oneof", `${parentName(name)}.${oneof}`));
    if (kind !== "file") candidates.push(...parents.map((around) => modelKey(around, parentName(name))));
    candidates.push(this.rpcs.get(key));
    return candidates.find((candidate) => candidate !== undefined && this.affected.has(candidate));
  }

  private fileOf(key: ModelKey): ModelKey | undefined {
    const file = this.model.get(key)?.["file"];
    return typeof file === "string" ? modelKey("file", file) : undefined;
  }
}

const parents = ["message", "enum", "service"] as const;
