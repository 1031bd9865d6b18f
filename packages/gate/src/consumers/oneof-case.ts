import {
  type Node,
  isBinaryExpression,
  isCaseClause,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isSwitchStatement,
} from "typescript/unstable/ast";

/** String literals of a value that a reference to a property is compared with, or that are given to it. */
export function stringsBeside(node: Node, value: string): Node[] {
  const { parent } = node;
  if (isPropertyAssignment(parent)) return [parent.initializer].filter((other) => isString(other, value));
  const whole = isPropertyAccessExpression(parent) ? parent : node;
  const around = whole.parent;
  if (isBinaryExpression(around)) return [around.left, around.right].filter((other) => isString(other, value));
  if (!isSwitchStatement(around)) return [];
  const labels = around.caseBlock.clauses.flatMap((clause) => (isCaseClause(clause) ? [clause.expression] : []));
  return labels.filter((label) => isString(label, value));
}

/** Whether a reference is a property of an object that says, in the property `case`, that it is another case. */
export function isOtherCase(node: Node, name: string): boolean {
  const object = node.parent.parent;
  if (!isObjectLiteralExpression(object)) return false;
  return object.properties.some((property) => {
    if (!isPropertyAssignment(property) || !isIdentifier(property.name) || property.name.text !== "case") return false;
    return isStringLiteral(property.initializer) && property.initializer.text !== name;
  });
}

function isString(node: Node, value: string): boolean {
  return isStringLiteral(node) && node.text === value;
}
