import { AnySchema } from "@bufbuild/protobuf/wkt";
import { type DescExtension, type DescMessage, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import type { Comparison } from "../comparison.ts";
import type { Witness } from "../witness.ts";
import { tryInput } from "./wire-witness.ts";

/** Reads an `Any` with an empty message of a type on both sides: JSON readers must know the type in it. */
export function anyWitness(comparison: Comparison, message: string): Witness {
  return runJson(comparison, {
    before: AnySchema,
    after: AnySchema,
    text: JSON.stringify({ "@type": `type.googleapis.com/${message}` }),
  });
}

/** Reads the JSON of a message with an extension on both sides. */
export function extensionWitness(comparison: Comparison, name: string): Witness {
  const extension = comparison.before.registry.extension(name);
  if (extension === undefined) return { confirmed: false, reason: `the old side does not link extension "${name}"` };
  const extendee = extension.extendee.typeName;
  const after = comparison.after.registry.message(extendee);
  if (after === undefined) return { confirmed: false, reason: `message "${extendee}", which it extends, is gone too` };
  return runJson(comparison, {
    before: extension.extendee,
    after,
    text: JSON.stringify({ [`[${name}]`]: jsonSample(extension) }),
  });
}

function runJson(
  { before, after }: Comparison,
  input: { readonly before: DescMessage; readonly after: DescMessage; readonly text: string },
): Witness {
  const witness = tryInput(
    {
      flow: "old-to-new",
      encoding: "json",
      writer: { desc: input.before, registry: before.registry },
      reader: { desc: input.after, registry: after.registry },
      translate: (key) => key,
    },
    input.text,
  );
  return witness ?? { confirmed: false, reason: `both sides read ${input.text} alike` };
}

// "1" is read as a number, a string and bytes alike.
function jsonSample(extension: DescExtension): JsonValue {
  const scalar = extension.scalar === ScalarType.BOOL ? true : "1";
  const item = extension.message === undefined ? (extension.enum?.values[0]?.name ?? scalar) : {};
  return extension.fieldKind === "list" ? [item] : item;
}
