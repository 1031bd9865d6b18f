import {
  type DescMessage,
  type JsonValue,
  type Message,
  type MessageShape,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { canonicalJson } from "./canonical-json.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

/**
 * The options of an element as attributes: a standard option as "option.deprecated", a custom one by the full name of
 * its extension, "(google.api.http)". Values are those of the ProtoJSON form.
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
  const json = toJson(schema, options, { registry: registry.files });
  for (const [key, value] of Object.entries(asObject(json))) {
    attributes[key.startsWith("[") ? `(${key.slice(1, -1)})` : `option.${key}`] = canonicalJson(value);
  }
  const unknown = (options.$unknown ?? []).filter(({ no }) => !isKnownExtension(schema, no, registry));
  if (unknown.length > 0) {
    const bytes = toBinary(schema, { ...options, ...emptyOf(schema, options), $unknown: unknown });
    attributes["option.unknown"] = base64Encode(bytes);
  }
  return attributes;
}

function asObject(json: JsonValue): Record<string, JsonValue> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

function isKnownExtension(schema: DescMessage, number: number, registry: SchemaRegistry): boolean {
  return registry.files.getExtensionFor(schema, number) !== undefined;
}

function emptyOf<Desc extends DescMessage>(schema: Desc, options: MessageShape<Desc>): object {
  return Object.fromEntries(
    schema.fields.filter((field) => field.localName in options).map((field) => [field.localName, undefined]),
  );
}
