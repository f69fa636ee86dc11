/** Which functions of a file mention which, and which of them may have to do with models, by the words of the text. */

import ts from "typescript";
import { firstFrom } from "../../firstFrom.ts";
import { spend } from "./budget.ts";
import type { Evaluation } from "./evaluation.ts";
import type { FunctionNode } from "./values.ts";

export interface Mentions {
  readonly functions: readonly FunctionNode[];
  /** The innermost functions that a name is used in. */
  readonly users: ReadonlyMap<string, ReadonlySet<FunctionNode>>;
  /** What mentions of a function look like: its own name, that of what it is written into; of a constructor, its class. */
  readonly names: ReadonlyMap<FunctionNode, string>;
}

export function findMentions(evaluation: Evaluation): Mentions {
  const names = new Map<FunctionNode, string>();
  const functions: FunctionNode[] = [];
  const uses: { readonly name: string; readonly inside: FunctionNode }[] = [];
  walk(evaluation, (node, inside) => {
    if (ts.isIdentifier(node)) {
      if (inside) uses.push({ name: node.text, inside });
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
  const wanted = new Set(names.values());
  const users = new Map<string, Set<FunctionNode>>();
  for (const { name, inside } of uses) {
    if (!wanted.has(name)) continue;
    const known = users.get(name);
    if (known) known.add(inside);
    else users.set(name, new Set([inside]));
  }
  return { functions, users, names };
}

/** The name and the value of a variable, a property or an assignment: `net = ...`, `exports.net = ...`. */
function written(node: ts.Node): readonly [ts.Node, ts.Expression | undefined] | undefined {
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node))
    return [node.name, node.initializer];
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  return [ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left, node.right];
}

/** Every node with the innermost function around it; two plain stacks, since files are large and may be deep. */
function walk(
  evaluation: Evaluation,
  visit: (node: ts.Node, inside: FunctionNode | undefined) => void,
): void {
  const nodes: ts.Node[] = [evaluation.sourceFile];
  const around: (FunctionNode | undefined)[] = [undefined];
  let within: FunctionNode | undefined;
  const push = (child: ts.Node): void => {
    nodes.push(child);
    around.push(within);
  };
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const inside = around.pop();
    spend(evaluation.budget, 0.01);
    visit(node, inside);
    within = isFunctionNode(node) ? node : inside;
    ts.forEachChild(node, push);
  }
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

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return functionKinds.has(node.kind);
}

const functionKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
]);
