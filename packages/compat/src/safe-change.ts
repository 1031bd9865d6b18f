import type { ModelKey } from "@breakwater/schema";
import type { Change } from "./change.ts";
import type { Comparison } from "./comparison.ts";
import { parentName } from "./pairing.ts";

// google.protobuf.Edition: the first that is no syntax.
const firstEdition = 1000;

/**
 * Says why something that buf reports breaks nobody, or undefined when it may. The list is closed; the compatibility
 * policy documents it:
 *
 * 1. an RPC that gains an idempotency level: clients may do more than before,
 * 2. one field that existed wrapped in a oneof that is new, which keeps its bytes and its JSON
 *    (https://protobuf.dev/programming-guides/proto3/#backward),
 * 3. a file that moves from a syntax to an edition and says the same there.
 *
 * A fourth case never gets here: the file of an import that is not used any more is not compared at all.
 * @param rule id of buf's rule
 * @param key the element that it is reported for, by its new name
 */
export function whySafe(rule: string, key: ModelKey, comparison: Comparison): string | undefined {
  switch (rule) {
    case "RPC_SAME_IDEMPOTENCY_LEVEL":
      return gainsIdempotency(key, comparison)
        ? "the RPC promises more than before: clients may call it by GET, or try again"
        : undefined;
    case "FIELD_SAME_ONEOF":
    case "FIELD_SAME_CARDINALITY":
      return isAloneInNewOneof(key, comparison)
        ? "it is the only field from before in a new oneof, which changes neither its bytes nor its JSON"
        : undefined;
    case "FILE_SAME_SYNTAX":
      return isOnlyAnEdition(key, comparison)
        ? "the edition says the same as the syntax did, feature by feature"
        : undefined;
    default:
      return undefined;
  }
}

const idempotency = ["IDEMPOTENCY_UNKNOWN", "IDEMPOTENT", "NO_SIDE_EFFECTS"];

function gainsIdempotency(key: ModelKey, comparison: Comparison): boolean {
  const pair = comparison.pair(key);
  const level = (value: unknown): number =>
    idempotency.indexOf(typeof value === "string" ? value : "IDEMPOTENCY_UNKNOWN");
  return (
    pair !== undefined && level(pair.after["option.idempotencyLevel"]) > level(pair.before["option.idempotencyLevel"])
  );
}

function isAloneInNewOneof(key: ModelKey, comparison: Comparison): boolean {
  const pair = comparison.pair(key);
  const oneof = pair?.after["oneof"];
  if (pair === undefined || typeof oneof !== "string" || pair.before["oneof"] !== undefined) return false;
  const message = parentName(key);
  if (comparison.before.model.has(oneofKey(message, oneof))) return false;
  // Presence changes with the oneof; anything else is more than wrapping.
  const allowed = new Set(["oneof", "presence"]);
  const others = comparison.changes.filter((change) => change.key === key && !allowed.has(attributeOf(change)));
  if (others.length > 0) return false;
  for (const [other, attributes] of comparison.after.model) {
    const isMember = other !== key && attributes["oneof"] === oneof && parentName(other) === message;
    if (isMember && comparison.pairing.origins.has(other)) return false;
  }
  return true;
}

function oneofKey(message: string, oneof: string): ModelKey {
  return `oneof ${message.slice("field ".length)}.${oneof}`;
}

function isOnlyAnEdition(key: ModelKey, comparison: Comparison): boolean {
  const pair = comparison.pair(key);
  const isToEdition = Number(pair?.before["edition"]) < firstEdition && Number(pair?.after["edition"]) >= firstEdition;
  if (pair === undefined || !isToEdition) return false;
  const file = key.slice("file ".length);
  return comparison.changes
    .filter((change) => change.key === key || fileOf(change, comparison) === file)
    .every((change) => ["edition", "option.features"].includes(attributeOf(change)));
}

function fileOf(change: Change, comparison: Comparison): unknown {
  return (comparison.after.model.get(change.key) ?? comparison.before.model.get(change.key))?.["file"];
}

function attributeOf(change: Change): string {
  return change.kind === "altered" ? change.attribute : change.kind;
}
