/** Which functions of a file mention which, and which of them may have to do with models, by the words of the text. */

import ts from "typescript";
import { firstFrom } from "../../firstFrom.ts";
import { spend } from "./budget.ts";
import type { Evaluation } from "./evaluation.ts";
import { isFunctionNode, walkFunctions } from "./functionNodes.ts";
import type { FunctionNode } from "./values.ts";

export interface Mentions {
  readonly functions: readonly FunctionNode[];
  /** The innermost functions that a name is used in. */
  readonly users: ReadonlyMap<string, ReadonlySet<FunctionNode>>;
  /** What mentions of a function look like: its own name, that of what it is written into; of a constructor, its class. */
  readonly names: ReadonlyMap<FunctionNode, string>;
}

/** What one statement of a file says, whatever stands around it. */
interface Piece {
  readonly functions: readonly FunctionNode[];
  /** The innermost functions that each name is used in. */
  readonly users: ReadonlyMap<string, ReadonlySet<FunctionNode>>;
  readonly names: ReadonlyMap<FunctionNode, string>;
  /** Steps that it takes to find. */
  readonly steps: number;
}

/** An edit leaves most statements of a file as they are, and their nodes with them. */
const pieces = new WeakMap<ts.Statement, Piece>();

export function findMentions(evaluation: Evaluation): Mentions {
  const found = evaluation.sourceFile.statements.map((statement) => pieceOf(statement, evaluation));
  const names = new Map(found.flatMap((piece) => [...piece.names]));
  const wanted = new Set(names.values());
  const users = new Map<string, Set<FunctionNode>>();
  for (const piece of found) {
    for (const [name, functions] of piece.users) {
      if (!wanted.has(name)) continue;
      const known = users.get(name);
      if (known) for (const each of functions) known.add(each);
      else users.set(name, new Set(functions));
    }
  }
  return { functions: found.flatMap(({ functions }) => functions), users, names };
}

function pieceOf(statement: ts.Statement, evaluation: Evaluation): Piece {
  const { budget } = evaluation;
  const known = pieces.get(statement);
  if (known) {
    spend(budget, known.steps);
    return known;
  }
  const before = budget.steps;
  const found = readPiece(statement, evaluation);
  const piece = { ...found, steps: budget.steps - before };
  pieces.set(statement, piece);
  return piece;
}

function readPiece(statement: ts.Statement, evaluation: Evaluation): Omit<Piece, "steps"> {
  const names = new Map<FunctionNode, string>();
  const functions: FunctionNode[] = [];
  const users = new Map<string, Set<FunctionNode>>();
  walkFunctions(statement, (node, inside) => {
    spend(evaluation.budget, 0.01);
    if (ts.isIdentifier(node)) {
      if (!inside) return;
      const known = users.get(node.text);
      if (known) known.add(inside);
      else users.set(node.text, new Set([inside]));
      return;
    }
    if (isFunctionNode(node)) functions.push(node);
    if (isFunctionNode(node) && node.name && ts.isIdentifier(node.name)) names.set(node, node.name.text);
    const [name, value] = written(node) ?? [];
    if (name && value && isFunctionNode(value) && ts.isIdentifier(name)) names.set(value, name.text);
    if (!ts.isClassLike(node) || !node.name) return;
    for (const member of node.members)
      if (ts.isConstructorDeclaration(member)) names.set(member, node.name.text);
  });
  return { functions, users, names };
}

/** The name and the value of a variable, a property or an assignment: `net = ...`, `exports.net = ...`. */
function written(node: ts.Node): readonly [ts.Node, ts.Expression | undefined] | undefined {
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node))
    return [node.name, node.initializer];
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return [ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left, node.right];
}

/** Functions that may make layers, by their text or by that of functions they mention; others cost nothing. */
export function concernedWithModels(
  { text, budget }: Evaluation,
  mentions: Mentions,
): ReadonlySet<FunctionNode> {
  spend(budget, text.length / 1000);
  const places = [...text.matchAll(wordsOfModels)].map(({ index }) => index);
  const concerned = new Set<FunctionNode>();
  const waiting = mentions.functions.filter((node) => hasOneIn(places, node));
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (concerned.has(node)) continue;
    concerned.add(node);
    spend(budget, 1);
    const name = mentions.names.get(node);
    if (name !== undefined) waiting.push(...(mentions.users.get(name) ?? []));
  }
  return concerned;
}

const wordsOfModels =
  /layers|sequential|Sequential|\bmodel\b|\binput\b|\.(?:add|apply|predict|fit|evaluate|trainOnBatch|depthwiseConv2d|conv[123]d)\b/g;

/** Whether one of the sorted places is in the node. */
function hasOneIn(places: readonly number[], { pos, end }: ts.Node): boolean {
  const first = firstFrom({ from: 0, to: places.length }, (place) => places[place], pos);
  return (places[first] ?? end) < end;
}
