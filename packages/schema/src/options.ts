import {
  type DescMessage,
  type JsonValue,
  type Message,
  type MessageShape,
  create,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { canonicalJson } from "./canonical-json.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

type UnknownFields = NonNullable<Message["$unknown"]>;

/**
 * The options of an element as attributes: a standard option as "option.deprecated", a custom one by the full name of
 * its extension, "(google.api.http)". Values are those of the ProtoJSON form. A custom option whose value has none (a
 * timestamp beyond the year 9999, an Any of a type that the schemas lack) is `{"@bytes": …}`, the option as it is encoded, in Base64.
 *
 * An option whose extension the schemas do not define has a number only: all of those together are the attribute
 * "option.unknown", their bytes in Base64, so that a change of them is still seen.
 */
export function optionAttributes<Desc extends DescMessage>(
  schema: Desc,
  options: (MessageShape<Desc> & Message) | undefined,
  registry: SchemaRegistry,
): Record<string, JsonValue> {
  if (options === undefined) return {};
  const attributes: Record<string, JsonValue> = {};
  const extensions = options.$unknown ?? [];
  const isKnown = (number: number): boolean => registry.files.getExtensionFor(schema, number) !== undefined;
  const known = extensions.filter(({ no }) => isKnown(no));
  // One by one: a value that has no JSON form must not take the others with it.
  const parts = [...Map.groupBy(known, ({ no }) => no).values()].map((fields) => withFields(schema, fields));
  for (const part of [{ ...options, $unknown: [] }, ...parts]) {
    for (const [key, value] of Object.entries(jsonOf(schema, part, registry))) {
      attributes[key.startsWith("[") ? `(${key.slice(1, -1)})` : `option.${key}`] = canonicalJson(value);
    }
  }
  const unknown = extensions.filter(({ no }) => !isKnown(no));
  if (unknown.length > 0) {
    attributes["option.unknown"] = base64Encode(toBinary(schema, withFields(schema, unknown)));
  }
  return attributes;
}

/** Options that have nothing but these extensions. */
function withFields<Desc extends DescMessage>(schema: Desc, fields: UnknownFields): MessageShape<Desc> & Message {
  const options: MessageShape<Desc> & Message = create(schema);
  options.$unknown = fields;
  return options;
}

function jsonOf<Desc extends DescMessage>(
  schema: Desc,
  options: MessageShape<Desc> & Message,
  registry: SchemaRegistry,
): Record<string, JsonValue> {
  try {
    const json = toJson(schema, options, { registry: registry.files });
    return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
  } catch (error) {
    const [field] = options.$unknown ?? [];
    const extension = field === undefined ? undefined : registry.files.getExtensionFor(schema, field.no);
    // Standard options always have a JSON form.
    if (extension === undefined) throw error;
    const bytes = toBinary(schema, options);
    return { [`[${extension.typeName}]`]: { "@bytes": base64Encode(bytes) } };
  }
}
