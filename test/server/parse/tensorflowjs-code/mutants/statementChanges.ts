/** Changes of statements: doubled, gone, in another order, in a block of their own, and other bounds of loops. */
import ts from "typescript";
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import { type Edit, pick, replace, type SourceProgram, textOf } from "./sourceProgram.ts";

export function doubledStatement(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const statement = pick(
    movable(program).filter((each) => /\.add\(|\.apply\(|push\(/.test(textOf(program, each))),
    random,
  );
  if (!statement) return undefined;
  return [{ start: statement.end, end: statement.end, text: `\n${textOf(program, statement)}` }];
}

export function removedStatement(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const statement = pick(movable(program), random);
  return statement && [replace(program, statement, ";")];
}

export function swappedStatements(
  program: SourceProgram,
  random: RandomNumbers,
): readonly Edit[] | undefined {
  const first = pick(movable(program), random);
  if (!first) return undefined;
  const { statements } = first.parent as ts.Block | ts.SourceFile;
  const second = statements[statements.indexOf(first) + 1];
  if (!second || !ts.isExpressionStatement(second)) return undefined;
  return [replace(program, first, textOf(program, second)), replace(program, second, textOf(program, first))];
}

export function wrappedStatement(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const statement = pick(movable(program), random);
  if (!statement) return undefined;
  const text = textOf(program, statement);
  if (/\b(await|yield|this)\b/.test(text)) return [replace(program, statement, `if (1 < 2) { ${text} }`)];
  const ways = [
    `if (!false) { ${text} } else { throw 1; }`,
    `for (const once of [0]) { ${text} }`,
    `for (let turn = 0; turn < 2; turn++) { ${text} }`,
    `[0].forEach(() => { ${text} });`,
    `try { ${text} } finally { }`,
    `switch (2) { case 1: throw 1; case 2: { ${text} } }`,
  ];
  return [replace(program, statement, pick(ways, random) ?? text)];
}

export function otherBound(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const loop = pick(program.nodes.filter(ts.isForStatement), random);
  const { condition } = loop ?? {};
  if (!condition || !ts.isBinaryExpression(condition)) return undefined;
  const others: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
  const other = others[textOf(program, condition.operatorToken)];
  return other === undefined ? undefined : [replace(program, condition.operatorToken, other)];
}

/** Statements in a list whose kinds may be moved and repeated. */
function movable(program: SourceProgram): readonly ts.ExpressionStatement[] {
  return program.nodes.filter(
    (node): node is ts.ExpressionStatement =>
      ts.isExpressionStatement(node) &&
      (ts.isBlock(node.parent) || ts.isSourceFile(node.parent)) &&
      !ts.isStringLiteral(node.expression) &&
      !/\bsuper\(/.test(node.getText(program.file)),
  );
}
