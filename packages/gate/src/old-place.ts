import type { Element } from "@breakwater/schema";
import type { Found } from "./finding.ts";
import type { Side } from "./side.ts";

/** Where something was on the base. */
export type OldPlace = Pick<Found, "oldPath" | "oldLine">;

/** What was not there on the base has no place on it. */
const noOldPlace: OldPlace = { oldPath: null, oldLine: null };

/**
 * Where an element stands on the base. An image can be without lines; a file as a whole stands at its first one.
 * @param detail path of a part of the element, such as a field's type; the element itself where it has no place
 */
export function oldPlaceOf(element: Element | undefined, base: Side, detail: readonly number[] = []): OldPlace {
  if (element === undefined) return noOldPlace;
  const { name } = element.file;
  const { index } = base.schemas;
  const isWholeFile = element.kind === "file" && detail.length === 0;
  const span = isWholeFile
    ? undefined
    : (index.spanOf(name, [...element.path, ...detail]) ?? index.spanOf(name, element.path));
  const firstLine = element.kind === "file" && base.folder !== undefined ? 1 : null;
  return { oldPath: base.paths.get(name) ?? name, oldLine: span?.startLine ?? firstLine };
}
