/**
 * Whether a list of patterns of a workflow's filter lets a name through: the last pattern that matches decides, and one
 * with "!" takes away.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function letsThrough(patterns: readonly string[], name: string): boolean {
  const last = patterns.findLast((pattern) => toExpression(pattern.replace(/^!/, "")).test(name));
  return last !== undefined && !last.startsWith("!");
}

/** "*" stops at a slash and "**" does not; "?" and "+" are about the character before; "[ ]" is a set of them. */
function toExpression(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?|\+|\[[^\]]*\])/)
    .map((part, index) => (index % 2 === 0 ? escape(part) : (wildcards[part] ?? part)))
    .join("");
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // No pattern that GitHub takes, and so one that matches nothing.
    return /$./;
  }
}

const wildcards: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" };

function escape(text: string): string {
  return text.replaceAll(/[$().\\^{|}[\]]/g, String.raw`\$&`);
}
