import type { Attributes, ModelKey, ModelKind, SchemaSet } from "@breakwater/schema";
import { splitKey } from "@breakwater/schema";
import type { Change } from "./change.ts";
import { compareText } from "./compare-text.ts";
import type { DeprecationHistory } from "./deprecation-history.ts";
import { diffModels } from "./diff.ts";
import { type Pairing, pairModels } from "./pairing.ts";
import type { Policy } from "./policy.ts";
import { Reach, type Reaches } from "./reach.ts";
import type { Release } from "./release.ts";
import { Stabilities } from "./stability.ts";

/** An element that both sides have. */
export interface Pair {
  readonly beforeKey: ModelKey;
  readonly afterKey: ModelKey;
  readonly before: Attributes;
  readonly after: Attributes;
}

/** Two sets of schemas with everything that rules ask of them. */
export class Comparison {
  readonly before: SchemaSet;
  readonly after: SchemaSet;
  /** Earlier releases, in the order of their names: the one that they were given in does not count. */
  readonly history: readonly Release[];
  readonly policy: Policy;
  /** What is asked of what is deleted; undefined when the policy has no period. */
  readonly deprecation: DeprecationHistory | undefined;
  readonly pairing: Pairing;
  readonly changes: readonly Change[];

  #reach: Reaches | undefined;
  #stabilities: { readonly before: Stabilities; readonly after: Stabilities } | undefined;

  constructor(sides: {
    readonly before: SchemaSet;
    readonly after: SchemaSet;
    readonly history: readonly Release[];
    readonly policy: Policy;
    readonly deprecation?: DeprecationHistory | undefined;
  }) {
    this.before = sides.before;
    this.after = sides.after;
    this.history = sides.history.toSorted((a, b) => compareText(a.name, b.name));
    this.policy = sides.policy;
    this.deprecation = sides.deprecation;
    this.pairing = pairModels(sides.before.model, sides.after.model);
    this.changes = diffModels(sides.before.model, sides.after.model, this.pairing);
  }

  /** What is reached from requests and responses on each side. Built when first asked for. */
  get reach(): Reaches {
    this.#reach ??= {
      before: new Reach(this.before),
      after: new Reach(this.after),
      history: this.history.map(({ schemas }) => new Reach(schemas)),
    };
    return this.#reach;
  }

  /** What is promised of the elements of each side, by the policy. Built when first asked for. */
  get stabilities(): { readonly before: Stabilities; readonly after: Stabilities } {
    const { stability } = this.policy;
    this.#stabilities ??= {
      before: new Stabilities(this.before.model, stability),
      after: new Stabilities(this.after.model, stability),
    };
    return this.#stabilities;
  }

  /** Whether nothing was promised of an element: of what was there before, by what it was then. */
  isUnstable({
    before,
    after,
  }: {
    readonly before?: ModelKey | undefined;
    readonly after?: ModelKey | undefined;
  }): boolean {
    if (before !== undefined) return this.stabilities.before.of(before) === "unstable";
    return after !== undefined && this.stabilities.after.of(after) === "unstable";
  }

  /** Elements of a kind that only the new side has. */
  added(kind: ModelKind): (Change & { kind: "added" })[] {
    return this.changes.filter((change) => change.kind === "added").filter(({ key }) => splitKey(key).kind === kind);
  }

  /** Elements of a kind that only the old side has; what was renamed is not among them. */
  removed(kind: ModelKind): (Change & { kind: "removed" })[] {
    return this.changes.filter((change) => change.kind === "removed").filter(({ key }) => splitKey(key).kind === kind);
  }

  /** Elements of a kind that both sides have and in which one of these attributes changed; all, without attributes. */
  altered(kind: ModelKind, ...attributes: readonly string[]): Pair[] {
    const keys = new Set<ModelKey>();
    for (const change of this.changes) {
      if (change.kind !== "altered" || splitKey(change.key).kind !== kind) continue;
      if (attributes.length === 0 || attributes.includes(change.attribute)) keys.add(change.key);
    }
    return [...keys].map((key) => this.pair(key)).filter((pair) => pair !== undefined);
  }

  /** The two sides of an element by its new key, undefined when the old side has none. */
  pair(afterKey: ModelKey): Pair | undefined {
    const beforeKey = this.pairing.origins.get(afterKey);
    if (beforeKey === undefined) return undefined;
    const before = this.before.model.get(beforeKey) ?? {};
    return { beforeKey, afterKey, before, after: this.after.model.get(afterKey) ?? {} };
  }
}
