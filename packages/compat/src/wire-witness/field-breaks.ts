import type { DescMessage } from "@bufbuild/protobuf";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { ModelKey, SchemaRegistry } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { Flow } from "../rule.ts";
import type { ConfirmedWitness, Witness } from "../witness.ts";
import { messagesWith } from "./candidates.ts";
import { type Translate, counterpartOf, translateBy } from "./counterpart.ts";
import { type MessageField, messageFieldOf, messageOf } from "./message-field.ts";
import type { Encoding } from "./reading.ts";
import { type Trial, findWitness, findWitnessOf } from "./wire-witness.ts";

/** Which flows break, found by running them, and the smallest evidence. */
export interface WireBreaks {
  readonly flows: readonly Flow[];
  readonly witness: Witness;
}

/** A field or extension of the old side and of the new one. */
export interface FieldSides {
  readonly beforeKey: ModelKey;
  readonly afterKey: ModelKey;
}

/** How to look for evidence. */
export interface FieldSearch {
  /** Encodings to try, the preferred one first; binary and JSON by default. */
  readonly encodings?: readonly Encoding[];
  readonly flows?: readonly Flow[];
  /** Messages to write instead of one for each value worth trying. */
  readonly messages?: (writer: MessageField, reader: MessageField | undefined) => Iterable<ReflectMessage>;
  /** Which elements are the same, by default the pairs of the comparison. */
  readonly translate?: Translate;
  /** Inputs that are written already, instead of messages. */
  readonly inputs?: (writer: MessageField) => Iterable<string>;
}

const bothFlows: readonly Flow[] = ["old-to-new", "new-to-old"];
const bothEncodings: readonly Encoding[] = ["binary", "json"];

/**
 * Tries values of a field in both directions and encodings; without a single break there are no flows. What several
 * rules ask of a field is run once.
 */
export function fieldBreaks(comparison: Comparison, sides: FieldSides, search: FieldSearch = {}): WireBreaks {
  const { encodings = bothEncodings, flows = bothFlows, messages, translate, inputs } = search;
  if (messages !== undefined || translate !== undefined || inputs !== undefined) return run(comparison, sides, search);
  const known = answers.get(comparison) ?? new Map<string, WireBreaks>();
  answers.set(comparison, known);
  const question = [sides.beforeKey, sides.afterKey, ...encodings, ...flows].join();
  const breaks = known.get(question) ?? run(comparison, sides, search);
  known.set(question, breaks);
  return breaks;
}

const answers = new WeakMap<Comparison, Map<string, WireBreaks>>();

function run(comparison: Comparison, sides: FieldSides, search: FieldSearch): WireBreaks {
  const before = messageFieldOf(comparison.before.registry, sides.beforeKey);
  const after = messageFieldOf(comparison.after.registry, sides.afterKey);
  if (before === undefined || after === undefined) return unconfirmed("the field is in no message that can be built");
  const message = messageOf(before);
  const { encodings = bothEncodings, flows = bothFlows, messages = messagesWith } = search;
  if (isExhausted(comparison, message, encodings)) {
    const reason = `too many fields of "${message.typeName}" changed to run evidence for each`;
    return { flows, witness: { confirmed: false, reason } };
  }
  const found: ConfirmedWitness[] = [];
  for (const flow of flows) {
    const [writer, reader] = flow === "old-to-new" ? [before, after] : [after, before];
    const [from, to] = registriesOf(comparison, flow);
    const translate = search.translate ?? translateBy(comparison.pairing, flow);
    for (const encoding of encodings) {
      const trial: Trial = {
        flow,
        encoding,
        writer: { desc: messageOf(writer), registry: from },
        reader: { desc: messageOf(reader), registry: to },
        translate,
      };
      const candidates = messages(writer, counterpartOf(writer, trial.reader, translate) ?? reader);
      const witness =
        search.inputs === undefined ? findWitness(trial, candidates) : findWitnessOf(trial, search.inputs(writer));
      if (witness === undefined) continue;
      found.push(witness);
      break;
    }
  }
  const [witness] = found;
  if (witness === undefined) return unconfirmed(`every value of "${after.name}" that was tried reads the same`);
  return { flows: found.map(({ flow }) => flow), witness };
}

/**
 * How many fields are visited for the evidence of one message type. A trial visits every field of the message, so that
 * a message in which everything changed would take the square of its size. Each choice of encodings has its own limit:
 * what rules look for must not use up what is shown beside the findings of buf.
 */
const maxVisits = 100_000;

const visits = new WeakMap<Comparison, Map<string, number>>();

function isExhausted(
  comparison: Comparison,
  { typeName, fields }: DescMessage,
  encodings: readonly Encoding[],
): boolean {
  const counts = visits.get(comparison) ?? new Map<string, number>();
  visits.set(comparison, counts);
  const purpose = [typeName, ...encodings].join();
  const count = (counts.get(purpose) ?? 0) + fields.length;
  counts.set(purpose, count);
  return count > maxVisits;
}

function registriesOf(comparison: Comparison, flow: Flow): [writer: SchemaRegistry, reader: SchemaRegistry] {
  const { before, after } = comparison;
  return flow === "old-to-new" ? [before.registry, after.registry] : [after.registry, before.registry];
}

function unconfirmed(reason: string): WireBreaks {
  return { flows: [], witness: { confirmed: false, reason } };
}
