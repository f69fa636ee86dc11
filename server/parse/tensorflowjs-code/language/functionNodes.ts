/** Nodes that are functions of the program, and a walk that knows the function around each node. */
import ts from "typescript";
import type { FunctionNode } from "./values.ts";

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

/** Every node with the innermost function around it; two plain stacks, since files are large and may be deep. */
export function walkFunctions(
  root: ts.Node,
  visit: (node: ts.Node, inside: FunctionNode | undefined) => void,
): void {
  const nodes: ts.Node[] = [root];
  const around: (FunctionNode | undefined)[] = [undefined];
  let within: FunctionNode | undefined;
  const push = (child: ts.Node): void => {
    nodes.push(child);
    around.push(within);
  };
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const inside = around.pop();
    visit(node, inside);
    within = isFunctionNode(node) ? node : inside;
    ts.forEachChild(node, push);
  }
}
