/** What the text of a proto file tells about its place among others, without compiling it. */
export interface ProtoFacts {
  /** Name of its package, "" for none. */
  readonly package: string;
  /** Import paths of what it imports, in whatever way. */
  readonly imports: readonly string[];
  readonly hasRpc: boolean;
  /**
   * What ties it to files that it need not import: two files that share a tie can have findings together. Those are
   * `extend` (extension numbers are unique among all files), `http` (one path can shadow another), `rpc .FULL.NAME`
   * (lint wants a request or response of its own for each RPC; every name that it can mean where it is written) and
   * `resource TYPE` (which one definition has).
   */
  readonly ties: readonly string[];
}

/**
 * Reads the facts of a proto file. They may say too much, for a field can be called "rpc", but never too little; a text
 * that is no schema has some facts too, since it is for the compiler to refuse it.
 * @returns undefined when an import or an RPC is written in a way that only the compiler can read
 */
export function readFacts(text: string): ProtoFacts | undefined {
  const found: Found = { package: "", imports: new Set(), ties: new Set(), rpcTypes: new Set(), hasRpc: false };
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const read = readers.get(match[1] ?? "");
    if (read === undefined) continue;
    const isClear = read(found, (pattern) => {
      pattern.lastIndex = token.lastIndex;
      return pattern.exec(text);
    });
    if (!isClear) return undefined;
  }
  if (found.imports.has("google/api/annotations.proto")) found.ties.add("http");
  for (const type of found.rpcTypes) for (const name of meaningsOf(type, found.package)) found.ties.add(`rpc ${name}`);
  return { package: found.package, imports: [...found.imports], hasRpc: found.hasRpc, ties: [...found.ties] };
}

interface Found {
  package: string;
  readonly imports: Set<string>;
  readonly ties: Set<string>;
  readonly rpcTypes: Set<string>;
  hasRpc: boolean;
}

/**
 * What to do with a keyword.
 * @param rest matches a pattern against what comes after it
 * @returns false for what only the compiler can read
 */
type Reader = (found: Found, rest: (pattern: RegExp) => RegExpExecArray | null) => boolean;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    "package",
    (found, rest) => {
      const [, text] = rest(packageName) ?? [];
      if (text === undefined) return true;
      const name = withoutSpace(text);
      const isClear = found.package === "" || found.package === name;
      found.package = name;
      return isClear;
    },
  ],
  [
    "import",
    ({ imports }, rest) => {
      const path = rest(importPath);
      if (path === null) return true;
      const [, , literal = "", next] = path;
      imports.add(literal);
      // An escape, or a literal in two parts.
      return !literal.includes("\\") && next === ";";
    },
  ],
  [
    "rpc",
    (found, rest) => {
      // Otherwise it is the name of a field.
      if (rest(word) === null) return true;
      const [, ...types] = rest(rpcTypes) ?? [];
      found.hasRpc = true;
      for (const type of types) found.rpcTypes.add(withoutSpace(type));
      return types.length > 0;
    },
  ],
  ["extend", ({ ties }) => ties.add("extend").size > 0],
  [
    "type",
    ({ ties }, rest) => {
      const [, type] = rest(resourceType) ?? [];
      if (type !== undefined) ties.add(`resource ${type}`);
      return true;
    },
  ],
]);

// Comments and literals are tokens, so that nothing inside them counts
// (https://protobuf.com/docs/language-spec#lexical-elements). Each pattern can match in one way only, and one that is not
// closed goes to its end: a text that was made to be slow to read is read as fast as any other.
const token =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|\b(package|import|extend|rpc|type)\b/g;

const gap = String.raw`(?:\s|\/\/[^\n]*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*`;
// A longer name than any compiler takes is left to it: without a name a file is related to all others.
const packageName = new RegExp(`${gap}([\\w.][\\w.\\s]{0,2000});`, "y");
const importPath = new RegExp(
  `${gap}(?:(?:public|weak|option)\\b${gap})?(["'])((?:[^"'\\\\\\n]|\\\\.)*)\\1${gap}(.)`,
  "y",
);
const word = new RegExp(`${gap}\\w`, "y");
const typeName = String.raw`\(\s*(?:stream\s+)?([\w.]+(?:\s+[\w.]+)*)\s*\)`;
const rpcTypes = new RegExp(`\\s+\\w+\\s*${typeName}\\s*returns\\s*${typeName}`, "y");
const resourceType = /\s*[:=]\s*["']([^"'\n]*)["']/y;

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, "");
}

/** Full names that a name can have in a package: a name is looked up from the inside out. */
function meaningsOf(name: string, place: string): string[] {
  if (name.startsWith(".")) return [name];
  const scopes = place === "" ? [] : place.split(".");
  return [...scopes.map((_, index) => `.${[...scopes.slice(0, index + 1), name].join(".")}`), `.${name}`];
}
