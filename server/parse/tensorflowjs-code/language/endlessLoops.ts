/** Loops that nothing in them ends. A program has them while it is typed: `for (let i = 0; i < 3; )`. */
import ts from "typescript";
import type { Scope } from "./scope.ts";
import { writtenVariables } from "./writtenVariables.ts";

export interface LoopParts {
  readonly node: ts.IterationStatement;
  readonly condition: ts.Expression | undefined;
  readonly step?: ts.Expression | undefined;
}

/** Whether its condition stays what it is, and nothing in it leaves it; asked once the condition has held. */
export function cannotEnd({ node, condition, step }: LoopParts, scope: Scope): boolean {
  const { evaluation } = scope;
  // What is thrown in it would end it.
  if (evaluation.budget.tries > 0 || leaves(node, evaluation.text)) return false;
  if (!condition) return true;
  const names = readNames(condition);
  if (!names || names.includes(countedName(step) ?? "")) return false;
  const parts = [node.statement, condition, ...(step ? [step] : [])];
  const written = writtenVariables(evaluation, parts);
  return names.every((name) => !written.has(name) && isFixed(name, scope));
}

/** The `i` of `i++`: looked at first, since nearly every loop has it. */
function countedName(step: ts.Expression | undefined): string | undefined {
  const counts = step && (ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step));
  return counts && ts.isIdentifier(step.operand) ? step.operand.text : undefined;
}

/** Whether the closing bracket of a `for` is not there yet. */
export function isHeadUnfinished(node: ts.ForStatement, { evaluation: { text } }: Scope): boolean {
  const end = (node.incrementor ?? node.condition ?? node.initializer)?.end ?? node.pos;
  return !text.slice(end, node.statement.pos).includes(")");
}

function leaves({ statement }: ts.IterationStatement, text: string): boolean {
  return /\b(?:break|return|throw|yield|await)\b/.test(text.slice(statement.pos, statement.end));
}

/** Whether only the loop itself could change it, or nothing in the file. */
function isFixed(name: string, scope: Scope): boolean {
  const { evaluation } = scope;
  return scope.variables.has(name) || !writtenVariables(evaluation, [evaluation.sourceFile]).has(name);
}

/** Variables that an expression of names, numbers and operators reads; `undefined` for any other expression. */
function readNames(expression: ts.Expression): readonly string[] | undefined {
  const names: string[] = [];
  const stack: ts.Node[] = [expression];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (ts.isIdentifier(node)) names.push(node.text);
    else if (ts.isBinaryExpression(node)) stack.push(node.left, node.right);
    else if (ts.isPrefixUnaryExpression(node)) stack.push(node.operand);
    else if (ts.isParenthesizedExpression(node)) stack.push(node.expression);
    else if (
      !ts.isNumericLiteral(node) &&
      !ts.isStringLiteral(node) &&
      node.kind !== ts.SyntaxKind.TrueKeyword
    )
      return undefined;
  }
  return names;
}
