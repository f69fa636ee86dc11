/** Which variables a piece of code writes to: found for the whole file in one walk, then looked up by place. */
import ts from "typescript";
import { firstFrom } from "../../firstFrom.ts";
import { spend } from "./budget.ts";
import type { Evaluation } from "./evaluation.ts";
import { isStep } from "./operatorKinds.ts";

/** A name that is assigned to, at an offset. */
export interface Write {
  readonly at: number;
  readonly name: string;
}

/** Names that the code of `nodes` assigns to, its own variables included. */
export function writtenVariables(evaluation: Evaluation, nodes: readonly ts.Node[]): ReadonlySet<string> {
  evaluation.writes ??= findWrites(evaluation.sourceFile);
  const { writes } = evaluation;
  const names = new Set<string>();
  for (const node of nodes) {
    const first = firstFrom({ from: 0, to: writes.length }, (index) => writes[index]?.at, node.pos);
    for (let index = first; index < writes.length; index++) {
      const write = writes[index];
      if (!write || write.at >= node.end) break;
      names.add(write.name);
    }
  }
  spend(evaluation.budget, 1 + names.size);
  return names;
}

/** In the order of the text; two plain stacks, since files are large and may be deep. */
function findWrites(file: ts.SourceFile): readonly Write[] {
  const writes: Write[] = [];
  const nodes: ts.Node[] = [file];
  const targets: boolean[] = [false];
  let written: ts.Node | undefined;
  let inPattern = false;
  const push = (child: ts.Node): void => {
    nodes.push(child);
    targets.push(inPattern || child === written);
  };
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const target = targets.pop() ?? false;
    if (target && ts.isIdentifier(node)) writes.push({ at: node.pos, name: node.text });
    written = writtenPart(node);
    // In a pattern every name counts; in `a.b = c` none does.
    inPattern = target && !ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node);
    ts.forEachChild(node, push);
  }
  return writes.sort((a, b) => a.at - b.at);
}

function writtenPart(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : undefined;
  }
  return isStep(node) ? node.operand : undefined;
}
