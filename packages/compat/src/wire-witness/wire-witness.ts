import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { Flow } from "../rule.ts";
import type { ConfirmedWitness } from "../witness.ts";
import type { Translate } from "./counterpart.ts";
import { isSameMeaning } from "./same-meaning.ts";
import { type Encoding, type MessageSide, read, write } from "./reading.ts";

/** An input for a reader, and what to ask of it. */
export interface Trial {
  readonly flow: Flow;
  readonly encoding: Encoding;
  readonly writer: MessageSide;
  readonly reader: MessageSide;
  readonly translate: Translate;
}

/** Writes messages with the writer's schema, reads them with the reader's, and gives the smallest that is misread. */
export function findWitness(trial: Trial, messages: Iterable<ReflectMessage>): ConfirmedWitness | undefined {
  const inputs = new Set<string>();
  for (const message of messages) {
    const input = write(message, trial.encoding, trial.writer.registry);
    if (input !== undefined) inputs.add(input);
  }
  return findWitnessOf(trial, inputs);
}

/** The same for inputs that are written already: bytes in hex, or JSON. */
export function findWitnessOf(trial: Trial, inputs: Iterable<string>): ConfirmedWitness | undefined {
  const found = [...inputs].map((text) => tryInput(trial, text)).filter((witness) => witness !== undefined);
  return found.toSorted((a, b) => a.input.text.length - b.input.text.length)[0];
}

/** Runs one input; undefined unless the writer accepts it and the reader takes it for something else or refuses it. */
export function tryInput(trial: Trial, text: string): ConfirmedWitness | undefined {
  const { flow, encoding: kind, writer, reader, translate } = trial;
  const input = { kind, text };
  const written = read(input, writer);
  const got = read(input, reader);
  if (written.message === undefined || written.text === got.text) return undefined;
  const sent = { message: written.message, registry: writer.registry };
  const isUnderstood =
    got.message !== undefined && isSameMeaning(sent, { message: got.message, registry: reader.registry }, translate);
  if (isUnderstood) return undefined;
  return { confirmed: true, flow, input, before: written.text, after: got.text };
}
