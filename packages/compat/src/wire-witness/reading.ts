import { type DescMessage, type JsonValue, fromBinary, fromJsonString, toBinary, toJson } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { SchemaRegistry } from "@breakwater/schema";
import { fromHex, toHex } from "./hex.ts";

/** How a message gets over the wire. */
export type Encoding = "binary" | "json";

/** A message type with the schemas it comes from, which the JSON of extensions and `Any` needs. */
export interface MessageSide {
  readonly desc: DescMessage;
  readonly registry: SchemaRegistry;
}

/** What a schema makes of an input. */
export interface Reading {
  /** The message, undefined when the input is refused. */
  readonly message: ReflectMessage | undefined;
  /** ProtoJSON, or "refused: " and why. */
  readonly text: string;
}

/** Bytes in hex, or ProtoJSON, of a message; undefined when it cannot be written. */
export function write(message: ReflectMessage, encoding: Encoding, registry: SchemaRegistry): string | undefined {
  try {
    if (encoding === "binary") return toHex(toBinary(message.desc, message.message));
    return JSON.stringify(toJson(message.desc, message.message, { registry: registry.files }));
  } catch {
    return undefined;
  }
}

/**
 * Reads an input as generated code does: unknown bytes are kept aside, unknown names in JSON are refused.
 * @param options.withDefaults whether the text also shows fields that are at their implicit default
 */
export function read(
  input: { readonly text: string; readonly kind: Encoding },
  side: MessageSide,
  options: { readonly withDefaults: boolean } = { withDefaults: false },
): Reading {
  const registry = side.registry.files;
  try {
    const message =
      input.kind === "binary"
        ? fromBinary(side.desc, fromHex(input.text))
        : fromJsonString(side.desc, input.text, { registry });
    // A missing required field is noticed by the writer only; other runtimes refuse it when they read.
    toBinary(side.desc, message);
    const json: JsonValue = toJson(side.desc, message, { registry, alwaysEmitImplicit: options.withDefaults });
    return { message: reflect(side.desc, message), text: JSON.stringify(json) };
  } catch (error) {
    return { message: undefined, text: `refused: ${error instanceof Error ? oneLine(error.message) : String(error)}` };
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
