import type { JsonValue } from "@bufbuild/protobuf";
import type { Model, ModelKey } from "@breakwater/schema";
import { splitKey } from "@breakwater/schema";
import { listOf, objectOf, textOf, textsOf } from "../json-value.ts";

/** A resource of google.api.resource or google.api.resource_definition. */
export interface Resource {
  /** The message, or the file of a definition. */
  readonly key: ModelKey;
  /** "library.example.com/Book". */
  readonly type: string;
  readonly patterns: readonly string[];
  /** Field with the name of the resource; "name" unless it says otherwise. */
  readonly nameField: string;
}

/** All resources by type. One that is defined several times counts once, messages before definitions of files. */
export function resourcesOf(model: Model): ReadonlyMap<string, Resource> {
  const resources = new Map<string, Resource>();
  const add = (key: ModelKey, value: JsonValue): void => {
    const { type, pattern, nameField } = objectOf(value);
    const resource = { key, type: textOf(type), patterns: textsOf(pattern), nameField: textOf(nameField) || "name" };
    const known = resources.get(resource.type);
    const isBetter = known === undefined || (kindOf(key) === "message" && kindOf(known.key) === "file");
    if (isBetter && resource.type !== "") resources.set(resource.type, resource);
  };
  for (const [key, attributes] of model) {
    const own = attributes["(google.api.resource)"];
    if (own !== undefined) add(key, own);
    for (const definition of listOf(attributes["(google.api.resource_definition)"])) add(key, definition);
  }
  return resources;
}

function kindOf(key: ModelKey): string {
  return splitKey(key).kind;
}
