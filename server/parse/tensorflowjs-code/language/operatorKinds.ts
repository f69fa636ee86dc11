/** Operators that are worked out in a way of their own: those that step a variable, and those that give one of their sides. */
import ts from "typescript";

export type Step =
  | ts.PostfixUnaryExpression
  | (ts.PrefixUnaryExpression & { readonly operator: StepOperator });
type StepOperator = ts.SyntaxKind.PlusPlusToken | ts.SyntaxKind.MinusMinusToken;

/** `i++` and the like. */
export function isStep(node: ts.Node): node is Step {
  if (ts.isPostfixUnaryExpression(node)) return true;
  if (!ts.isPrefixUnaryExpression(node)) return false;
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
}

/** `&&`, `||` and `??`. */
export function isLogical(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AmpersandAmpersandToken ||
    operator === ts.SyntaxKind.BarBarToken ||
    operator === ts.SyntaxKind.QuestionQuestionToken
  );
}
