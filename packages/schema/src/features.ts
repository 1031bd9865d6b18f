import { Edition, type FeatureSet, type FileDescriptorProto, SymbolVisibility } from "@bufbuild/protobuf/wkt";
import { FeatureSet_JsonFormat, FeatureSet_VisibilityFeature_DefaultSymbolVisibility } from "@bufbuild/protobuf/wkt";
import type { Element } from "./element.ts";

/** The edition of a file; proto2 and proto3 count as editions (https://protobuf.dev/editions/features/). */
export function editionOf(file: FileDescriptorProto): Edition {
  if (file.syntax === "editions") return file.edition;
  return file.syntax === "proto3" ? Edition.EDITION_PROTO3 : Edition.EDITION_PROTO2;
}

/** Whether JSON is checked for a message or enum ("ALLOW"), or works as far as it goes ("LEGACY_BEST_EFFORT"). */
export function jsonFormatOf(element: Element): string {
  const own = inherited(element, (features) => features.jsonFormat);
  const edition = editionOf(element.file);
  const format = own ?? (edition < Edition.EDITION_PROTO3 ? 2 : 1);
  return FeatureSet_JsonFormat[format] ?? String(format);
}

/** Whether other files may use a message or enum: "export" or "local" (https://protobuf.dev/editions/features/#symbol-vis). */
export function visibilityOf(element: Element): string {
  if (element.kind !== "message" && element.kind !== "enum") return "export";
  if (element.proto.visibility === SymbolVisibility.VISIBILITY_LOCAL) return "local";
  if (element.proto.visibility === SymbolVisibility.VISIBILITY_EXPORT) return "export";
  const isTop = element.parent?.kind === "file";
  const Default = FeatureSet_VisibilityFeature_DefaultSymbolVisibility;
  const byEdition = editionOf(element.file) < Edition.EDITION_2024 ? Default.EXPORT_ALL : Default.EXPORT_TOP_LEVEL;
  switch (inherited(element, (features) => features.defaultSymbolVisibility) ?? byEdition) {
    case Default.LOCAL_ALL:
    case Default.STRICT:
      return "local";
    case Default.EXPORT_TOP_LEVEL:
      return isTop ? "export" : "local";
    case Default.EXPORT_ALL:
    case Default.DEFAULT_SYMBOL_VISIBILITY_UNKNOWN:
      return "export";
  }
}

/** A feature as it is set on the element or the nearest one around it; undefined when nobody sets it. */
function inherited<T extends number>(element: Element, read: (features: FeatureSet) => T): T | undefined {
  let current: Element | undefined = element;
  while (current !== undefined) {
    const features = current.proto.options?.features;
    const value = features === undefined ? 0 : read(features);
    // 0 is UNKNOWN in every feature: not set here.
    if (features !== undefined && value !== 0) return read(features);
    current = current.parent;
  }
  return undefined;
}
