import type { JsonValue } from "@bufbuild/protobuf";

/** One place in which two values differ; a side that has nothing there is undefined. */
export interface ValueChange {
  /** "scope.names[1]", or "" for the value as a whole. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** The innermost differences of two JSON values; none when they are equal. Lists are compared item by item. */
export function valueChanges(before: JsonValue | undefined, after: JsonValue | undefined, path = ""): ValueChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) => {
      return valueChanges(before[index], after[index], `${path}[${index}]`);
    });
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return keys.flatMap((key) => valueChanges(own(before, key), own(after, key), path === "" ? key : `${path}.${key}`));
  }
  return [{ path, before, after }];
}

function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(value: Record<string, JsonValue>, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
