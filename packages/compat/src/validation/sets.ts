/** Members of one set that another has too. */
export function commonOf<T>(set: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> {
  return new Set([...set].filter((member) => other.has(member)));
}

/** Members of one set that another lacks. */
export function without<T>(set: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> {
  return new Set([...set].filter((member) => !other.has(member)));
}
