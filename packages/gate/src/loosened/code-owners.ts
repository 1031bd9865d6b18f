import { type Spot, spotAt } from "./loosening.ts";

/** Where GitHub looks for the file; the first one counts. */
const ownerFiles = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** A line of a CODEOWNERS file. */
export interface OwnerLine {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly spot: Spot;
}

/**
 * Who has to approve what in one tree.
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export class CodeOwners {
  private readonly lines: readonly (OwnerLine & { readonly matches: RegExp })[];

  /** @param texts texts of the files that may say so, by path */
  constructor(texts: ReadonlyMap<string, string>) {
    const path = ownerFiles.find((candidate) => texts.has(candidate)) ?? "";
    const lines = (texts.get(path) ?? "").split(/\r?\n/);
    this.lines = lines.flatMap((line, index) => {
      const [pattern, ...owners] = line
        .replace(/(^|\s)#.*$/, "")
        .split(/\s+/)
        .filter(Boolean);
      if (pattern === undefined) return [];
      return { pattern, owners, spot: spotAt(path, lines, index + 1), matches: patternToExpression(pattern) };
    });
  }

  /** The line that counts for a path: the last one that matches. */
  lineFor(path: string): OwnerLine | undefined {
    return this.lines.findLast(({ matches }) => matches.test(path));
  }
}

/** Wildcards of one pattern; a pattern of more can take hours to match, and nobody writes one. */
const maxWildcards = 6;

/** As in .gitignore, but for "!" and "[ ]", which GitHub does not know; "folder/*" is no deeper than one level. */
function patternToExpression(pattern: string): RegExp {
  // Taken for a line about everything: its owners are seen to have taken the place of the others.
  if ((pattern.match(/\*+|\?/g) ?? []).length > maxWildcards) return /^/;
  const isAnchored = /\/./.test(pattern);
  const body = pattern.replace(/^\//, "").replace(/\/$/, "/**");
  const source = body
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => globs[part] ?? part.replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`))
    .join("");
  const below = isAnchored && /(^|\/)\*$/.test(body) ? "" : "(/.*)?";
  return new RegExp(`^${isAnchored ? "" : "(.*/)?"}${source}${below}$`);
}

const globs: Readonly<Record<string, string>> = { "**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
