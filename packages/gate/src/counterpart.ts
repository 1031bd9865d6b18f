import type { Element, SchemaIndex } from "@breakwater/schema";

/**
 * The element of another schema set that buf compares with this one: fields and enum values of the same number in the
 * same parent, files of the same path, everything else by full name.
 */
export function counterpartOf(element: Element, others: SchemaIndex): Element | undefined {
  switch (element.kind) {
    case "file":
      return others.elementsIn(element.file.name)[0];
    case "field":
    case "enum value": {
      const parent = element.parent === undefined ? undefined : counterpartOf(element.parent, others);
      if (parent === undefined) return undefined;
      const { number } = element.proto;
      const sameNumber = others.childrenOf(parent).filter((other) => {
        return (other.kind === "field" || other.kind === "enum value") && other.proto.number === number;
      });
      // Aliases share a number.
      return sameNumber.find(({ name }) => name === element.name) ?? sameNumber[0];
    }
    case "message":
    case "oneof":
    case "enum":
    case "service":
    case "rpc":
    case "extension":
      return others.find(element.kind, element.fullName);
  }
}
