/** What stands at a path of keys and positions in a parsed JSON value; undefined when there is nothing. */
export function jsonAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((part: unknown, key) => {
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, key)) return undefined;
    const found: unknown = Reflect.get(part, key);
    return found;
  }, value);
}

/** The text there, if it is one. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The list there; empty for anything else. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found : [];
}
