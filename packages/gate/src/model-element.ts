import { type Element, type ModelKey, type SchemaIndex, modelKey, splitKey } from "@breakwater/schema";

/** The key of an element in the model of its schemas. */
export function keyOf(element: Element): ModelKey {
  return modelKey(element.kind, element.kind === "file" ? element.name : element.fullName);
}

/** The element with a key; of a package its first file. */
export function elementOf(key: ModelKey, index: SchemaIndex): Element | undefined {
  const { kind, name } = splitKey(key);
  if (kind === "file") return index.elementsIn(name)[0];
  if (kind !== "package") return index.find(kind, name);
  const files = [...index.files.values()].filter((file) => file.package === name).map((file) => file.name);
  return files.toSorted().flatMap((path) => index.elementsIn(path))[0];
}
