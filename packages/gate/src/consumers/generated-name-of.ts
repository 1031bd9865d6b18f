import type { Element } from "@breakwater/schema";
import type { GeneratedName } from "./generated-names.ts";

/** How generated code names an element. */
export function generatedNameOf(element: Element): GeneratedName {
  const { kind, name, fullName, parent, file } = element;
  switch (kind) {
    case "file":
      return `file ${file.name}`;
    case "field":
    case "enum value":
      return `${kind} ${parent?.fullName ?? ""} ${name}`;
    case "extension":
      return `${kind} ${file.name} ${name}`;
    default:
      return `${kind} ${fullName}`;
  }
}
