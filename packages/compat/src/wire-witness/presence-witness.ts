import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { DescField } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { Witness } from "../witness.ts";
import { emptyMessage } from "./candidates.ts";
import type { FieldSides } from "./field-breaks.ts";
import { type MessageSide, read, write } from "./reading.ts";

/** Reads a message in which a field is not written: one side has its default, and the other one has it as not set. */
export function presenceWitness(comparison: Comparison, sides: FieldSides): Witness {
  const before = comparison.before.registry.field(splitKey(sides.beforeKey).name);
  const after = comparison.after.registry.field(splitKey(sides.afterKey).name);
  if (before === undefined || after === undefined) return { confirmed: false, reason: "the field is in no message" };
  const writer = { desc: before.parent, registry: comparison.before.registry };
  const reader = { desc: after.parent, registry: comparison.after.registry };
  const text = write(emptyMessage(before.parent), "binary", writer.registry);
  if (text === undefined) return { confirmed: false, reason: "a message without the field cannot be written" };
  const written = readField(text, writer, before);
  const got = readField(text, reader, after);
  if (written === undefined || got === undefined || written === got) {
    return { confirmed: false, reason: "a message without the field reads the same on both sides" };
  }
  return { confirmed: true, flow: "old-to-new", input: { kind: "binary", text }, before: written, after: got };
}

/** What a reader has for one field, its default included; undefined when the message is refused. */
function readField(text: string, side: MessageSide, field: DescField): string | undefined {
  const reading = read({ kind: "binary", text }, side, { withDefaults: true });
  if (reading.message === undefined) return undefined;
  const hasValue = field.presence === FeatureSet_FieldPresence.IMPLICIT || reading.message.isSet(field);
  const json = new Map(Object.entries(JSON.parse(reading.text)));
  return JSON.stringify(hasValue ? { [field.jsonName]: json.get(field.jsonName) } : {});
}
