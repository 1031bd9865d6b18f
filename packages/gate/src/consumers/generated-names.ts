/**
 * How generated code names what it was generated from, as it stands in its comments; the same in sources and in
 * declarations:
 *
 * - "message x.v1.M", "enum x.v1.E", "service x.v1.S", "rpc x.v1.S.Get", "oneof x.v1.M.pick",
 * - "field x.v1.M a", "enum value x.v1.E E_ONE": these stand in the code of their message and their enum,
 * - "extension x/v1/x.proto a": the comment has its short name alone,
 * - "file x/v1/x.proto", for everything that its module exports.
 */
export type GeneratedName = string;

/** Where generated code declares something. */
export interface Declaration {
  readonly name: GeneratedName;
  /** Offset of the declared identifier in the text. */
  readonly position: number;
}

/** Generated code of one schema file. */
export interface GeneratedCode {
  /** Import path of the schema file: "x/v1/x.proto". */
  readonly source: string;
  readonly declarations: readonly Declaration[];
}

// A comment, and what may stand between it and the name that is declared.
const commented =
  /\/\*\*(?<comment>[^]*?)\*\/\s*(?:(?:export|declare|const|type|enum|interface|class|readonly|static)\s+)*/g;

// The first version of protoc-gen-es says it at the top alone, which a compiler drops.
const described = /(?:\bDescribes the|^\/\/ @generated from) file (?<source>\S+\.proto)(?:\.| \(package)/m;

/**
 * Reads the comments that protoc-gen-es writes in front of what it declares.
 * @returns undefined for a text that it has not generated
 */
export function readGenerated(text: string): GeneratedCode | undefined {
  const source = described.exec(text)?.groups?.["source"];
  if (source === undefined) return undefined;
  const declarations: Declaration[] = [];
  // Messages and enums stand at the top of a module, each with its own members behind it.
  let owner = "";
  for (const { 0: whole, index, groups } of text.matchAll(commented)) {
    const position = index + whole.length;
    const found = nameIn(groups?.["comment"] ?? "", source, owner);
    if (found === undefined) continue;
    if (/^(message|enum) (?!value )/.test(found)) owner = found.slice(found.indexOf(" ") + 1);
    declarations.push({ name: found, position });
    if (exported.test(found)) declarations.push({ name: `file ${source}`, position });
  }
  return { source, declarations };
}

/** Whether a generator has written a text, whichever it is: it says so in its first lines. */
export function isGeneratedText(text: string): boolean {
  return text.slice(0, headerLength).includes("@generated") || readGenerated(text) !== undefined;
}

/** Characters in which a header stands, below a licence. */
const headerLength = 3000;

const exported = /^(message|enum|service|extension) (?!value )/;

function nameIn(comment: string, source: string, owner: string): GeneratedName | undefined {
  // The comment of the schema stands first, and may say anything.
  const last = comment.lastIndexOf("@generated from ");
  if (last === -1) return /^\s*\*?\s*Describes the ((?:message|enum) \S+)\./.exec(comment)?.[1];
  const [line = ""] = comment.slice(last + "@generated from ".length).split("\n");
  const member = /^(?<kind>field|enum value|extension): (?<rest>.*)$/.exec(line)?.groups;
  if (member === undefined) return /^(?:message|enum|service|rpc|oneof) \S+/.exec(line)?.[0];
  const { kind = "", rest = "" } = member;
  const name = /^[^=]*?(?<name>\w+) = /.exec(rest)?.groups?.["name"] ?? "";
  return `${kind} ${kind === "extension" ? source : owner} ${name}`;
}
