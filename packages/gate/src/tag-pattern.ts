/** Whether a tag is like a pattern: `*` stands for any text, "/" too, and `?` for one character. */
export function matchesTag(pattern: string, tag: string): boolean {
  return covers(pattern, tag);
}

/**
 * Whether every tag that is like the narrow pattern is like the wide one too, as far as the texts show it: a wildcard of
 * the narrow one is something that only a wildcard of the wide one can stand for.
 */
export function covers(wide: string, narrow: string): boolean {
  // Where to go on from the last "*": it takes one character more each time. Steps are at most the product of both
  // lengths.
  let [star, taken] = [-1, 0];
  let [at, other] = [0, 0];
  while (other < narrow.length) {
    const sign = wide[at];
    if (sign === "*") {
      [star, taken] = [at, other];
      at += 1;
    } else if (sign !== undefined && (sign === narrow[other] || (sign === "?" && narrow[other] !== "*"))) {
      at += 1;
      other += 1;
    } else if (star === -1) return false;
    else {
      taken += 1;
      [at, other] = [star + 1, taken];
    }
  }
  return /^\**$/.test(wide.slice(at));
}
