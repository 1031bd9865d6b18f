import { type Comment, type Expression, type Node, type ParamPattern, Visitor, parseSync } from "oxc-parser";
import { isTest } from "../repository/is-test.ts";
import { lineOf } from "../repository/line-of.ts";

/** A function, method or arrow function. */
export interface MeasuredFunction {
  readonly line: number;
  readonly lines: number;
  /** Positional parameters; `this` is none. */
  readonly parameters: number;
}

/** What the budgets ask about one file. Lists hold the lines on which something stands. */
export interface MeasuredFile {
  readonly path: string;
  readonly isTest: boolean;
  readonly lines: number;
  readonly functions: readonly MeasuredFunction[];
  readonly anys: readonly number[];
  readonly nonNulls: readonly number[];
  readonly defaultExports: readonly number[];
  /** Type assertions other than `as const`. */
  readonly assertions: readonly number[];
  /** Those of them without a comment on their lines or the line above. */
  readonly unexplainedAssertions: readonly number[];
  /** Tests that are skipped, left to do, or the only ones to run. */
  readonly unrunTests: readonly number[];
}

const testFunctions = new Set(["test", "it", "describe", "suite", "bench"]);
const unrunMarks = new Set(["skip", "only", "todo", "skipIf", "runIf", "fails"]);

/** Measures the TypeScript file `path` with the content `text`. Throws when it has a syntax error. */
export function measureFile(path: string, text: string): MeasuredFile {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  const at = (node: { start: number }): number => lineOf(text, node.start);
  const functions = new Map<number, MeasuredFunction>();
  const enclosing: number[] = [];
  const groups = new Set<number>();
  const anys: number[] = [];
  const nonNulls: number[] = [];
  const defaultExports: number[] = [];
  const assertions: number[] = [];
  const unexplainedAssertions: number[] = [];
  const unrunTests: number[] = [];

  const measureFunction = (node: Span & { params: ParamPattern[] }): void => {
    const line = at(node);
    enclosing.push(node.start);
    functions.set(node.start, { line, lines: lineOf(text, node.end) - line + 1, parameters: countOf(node.params) });
  };
  const leaveFunction = (): void => {
    enclosing.pop();
  };
  const measureAssertion = (node: Span): void => {
    const line = at(node);
    assertions.push(line);
    if (!isExplained(text, comments, { first: line, last: lineOf(text, node.end) })) unexplainedAssertions.push(line);
  };
  new Visitor({
    FunctionDeclaration: measureFunction,
    FunctionExpression: measureFunction,
    ArrowFunctionExpression: measureFunction,
    "FunctionDeclaration:exit": leaveFunction,
    "FunctionExpression:exit": leaveFunction,
    "ArrowFunctionExpression:exit": leaveFunction,
    TSAnyKeyword: (node) => anys.push(at(node)),
    TSNonNullExpression: (node) => nonNulls.push(at(node)),
    ExportDefaultDeclaration: (node) => defaultExports.push(at(node)),
    ExportSpecifier: (node) => {
      if (nameOf(node.exported) === "default") defaultExports.push(at(node));
    },
    TSAsExpression: (node) => {
      if (text.slice(node.typeAnnotation.start, node.typeAnnotation.end) !== "const") measureAssertion(node);
    },
    TSTypeAssertion: (node) => measureAssertion(node),
    CallExpression: ({ callee }) => {
      // What declares tests is as long as its tests are together.
      if (testFunctions.has(rootOf(callee))) groups.add(enclosing.at(-1) ?? 0);
    },
    MemberExpression: (node) => {
      if (unrunMarks.has(nameOf(node.property)) && testFunctions.has(rootOf(node.object)))
        unrunTests.push(at(node.property));
    },
  }).visit(program);
  return {
    path,
    isTest: isTest(path) || /^(e2e|packages\/testkit)\//.test(path),
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    functions: [...functions].filter(([start]) => !groups.has(start)).map(([, measured]) => measured),
    anys,
    nonNulls,
    defaultExports,
    assertions,
    unexplainedAssertions,
    unrunTests,
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function countOf(params: readonly ParamPattern[]): number {
  return params.filter((param) => nameOf(param) !== "this").length;
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? node.name : "";
}

/** The identifier that a chain such as `test.concurrent.each(table)` starts with. */
function rootOf(node: Expression): string {
  if (node.type === "MemberExpression") return rootOf(node.object);
  return node.type === "CallExpression" ? rootOf(node.callee) : nameOf(node);
}

function isExplained(text: string, comments: readonly Comment[], lines: { first: number; last: number }): boolean {
  return comments.some(({ start, end }) => lineOf(text, end) >= lines.first - 1 && lineOf(text, start) <= lines.last);
}
