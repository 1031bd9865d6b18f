import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Comment, type Declaration, type Statement, parseSync } from "oxc-parser";
import { lineOf } from "../repository/line-of.ts";

/** A name that a package offers to others. */
export interface PublicExport {
  readonly name: string;
  /** Where it is declared. */
  readonly file: string;
  readonly line: number;
  /** Whether a doc comment stands directly before its declaration. */
  readonly documented: boolean;
}

/** Lists what the module `file` (relative to `root`) exports by name, followed to where it is declared. */
export function publicExports(root: string, file: string): PublicExport[] {
  const text = readFileSync(join(root, file), "utf8");
  const { program, comments } = parseSync(file, text);
  const found: PublicExport[] = [];
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    const names = declaredNames(statement.declaration);
    found.push(...names.map((name) => declaration(name, { file, text, comments, start: statement.start })));
    for (const { local, exported } of statement.specifiers) {
      const name = exported.type === "Literal" ? exported.value : exported.name;
      const localName = local.type === "Literal" ? local.value : local.name;
      const source = statement.source?.value ?? importedFrom(program.body, localName);
      if (source?.startsWith(".")) {
        const target = publicExports(root, posix.join(posix.dirname(file), source));
        found.push(...target.filter((other) => other.name === localName).map((other) => ({ ...other, name })));
      } else if (source === undefined) {
        const own = program.body.find((other) => declaredNames(other).includes(localName));
        found.push(declaration(name, { file, text, comments, start: (own ?? statement).start }));
      }
    }
  }
  return found;
}

interface Position {
  readonly file: string;
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly start: number;
}

function declaration(name: string, { file, text, comments, start }: Position): PublicExport {
  const documented = comments.some(
    ({ type, value, end }) =>
      type === "Block" && value.startsWith("*") && end <= start && text.slice(end, start).trim() === "",
  );
  return { name, file, line: lineOf(text, start), documented };
}

function declaredNames(node: Declaration | Statement | null): string[] {
  switch (node?.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? id.name : []));
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return node.id === null ? [] : [node.id.name];
    default:
      return [];
  }
}

function importedFrom(body: readonly Statement[], name: string): string | undefined {
  for (const statement of body) {
    if (statement.type !== "ImportDeclaration") continue;
    if (statement.specifiers.some(({ local }) => local.name === name)) return statement.source.value;
  }
  return undefined;
}
