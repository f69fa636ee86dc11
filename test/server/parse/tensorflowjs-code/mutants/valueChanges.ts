/** Changes of numbers, texts and operators, and other ways to write a value. */
import ts from "typescript";
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import { type Edit, pick, replace, type SourceProgram, textOf } from "./sourceProgram.ts";

export function otherNumber(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const literal = pick(program.nodes.filter(ts.isNumericLiteral), random);
  if (!literal || (ts.isPropertyAssignment(literal.parent) && literal.parent.name === literal))
    return undefined;
  const value = Number(literal.text);
  if (!Number.isInteger(value) || value > 500) return undefined;
  const others = [value + 1, Math.max(0, value - 1), value * 2, value + 3];
  return [replace(program, literal, String(pick(others, random)))];
}

export function otherOperator(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const others: Readonly<Record<string, string>> = {
    "*": "+",
    "+": "*",
    "-": "+",
    "===": "!==",
    "!==": "===",
    "&&": "||",
    "??": "||",
    "||": "&&",
  };
  const operation = pick(
    program.nodes.filter(
      (node): node is ts.BinaryExpression =>
        ts.isBinaryExpression(node) &&
        others[textOf(program, node.operatorToken)] !== undefined &&
        !/["'`]/.test(textOf(program, node)),
    ),
    random,
  );
  if (!operation) return undefined;
  // The sides are kept together whatever the new operator's rank is.
  const [left, right] = [textOf(program, operation.left), textOf(program, operation.right)];
  const other = others[textOf(program, operation.operatorToken)];
  return [replace(program, operation, `((${left}) ${other} (${right}))`)];
}

export function wrappedInFunction(
  program: SourceProgram,
  random: RandomNumbers,
): readonly Edit[] | undefined {
  const literal = pick(literals(program), random);
  if (!literal) return undefined;
  const text = textOf(program, literal);
  const ways = [
    `(() => ${text})()`,
    `(function () { return ${text}; })()`,
    `[${text}][0]`,
    `({ value: ${text} }).value`,
    `[${text}].map((each) => each).pop()`,
    `(true ? ${text} : undefined)`,
  ];
  return [replace(program, literal, pick(ways, random) ?? text)];
}

/** Numbers and texts that stand as values. */
export function literals(program: SourceProgram): readonly ts.LiteralExpression[] {
  return program.nodes.filter(
    (node): node is ts.LiteralExpression =>
      (ts.isNumericLiteral(node) || ts.isStringLiteral(node)) &&
      !ts.isExpressionStatement(node.parent) &&
      ((ts.isPropertyAssignment(node.parent) && node.parent.initializer === node) ||
        ts.isArrayLiteralExpression(node.parent) ||
        (ts.isCallExpression(node.parent) && !/^(require|import)\b/.test(textOf(program, node.parent)))),
  );
}
