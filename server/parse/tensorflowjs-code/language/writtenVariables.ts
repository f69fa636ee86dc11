/** Which variables a piece of code writes to: found for the whole file in one walk, then looked up by place. */
import ts from "typescript";
import { firstFrom } from "../../firstFrom.ts";
import { spend } from "./budget.ts";
import type { Evaluation } from "./evaluation.ts";
import { isStep } from "./operatorKinds.ts";

/** A name that is assigned to. */
export type Write = ts.Identifier;

/** Names that the code of `nodes` assigns to, its own variables included. */
export function writtenVariables(evaluation: Evaluation, nodes: readonly ts.Node[]): ReadonlySet<string> {
  evaluation.writes ??= findWrites(evaluation.sourceFile);
  const { writes } = evaluation;
  const names = new Set<string>();
  for (const node of nodes) {
    const first = firstFrom({ from: 0, to: writes.length }, (index) => writes[index]?.pos, node.pos);
    for (let index = first; index < writes.length; index++) {
      const write = writes[index];
      if (!write || write.pos >= node.end) break;
      names.add(write.text);
    }
  }
  spend(evaluation.budget, 1 + names.size);
  return names;
}

/** In the order of the text. */
function findWrites({ statements }: ts.SourceFile): readonly Write[] {
  return statements.flatMap(writesIn).sort((a, b) => a.pos - b.pos);
}

/** An edit leaves most statements of a file as they are, and their nodes with them. */
const known = new WeakMap<ts.Statement, readonly Write[]>();

function writesIn(statement: ts.Statement): readonly Write[] {
  const writes = known.get(statement) ?? findWritesIn(statement);
  known.set(statement, writes);
  return writes;
}

/** Two plain stacks, since statements are large and may be deep. */
function findWritesIn(statement: ts.Statement): readonly Write[] {
  const writes: Write[] = [];
  const nodes: ts.Node[] = [statement];
  const targets: boolean[] = [false];
  let written: ts.Node | undefined;
  let inPattern = false;
  const push = (child: ts.Node): void => {
    nodes.push(child);
    targets.push(inPattern || child === written);
  };
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const target = targets.pop() ?? false;
    if (target && ts.isIdentifier(node)) writes.push(node);
    written = writtenPart(node);
    // In a pattern every name counts; in `a.b = c` none does.
    inPattern = target && !ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node);
    ts.forEachChild(node, push);
  }
  return writes;
}

/** The side of an assignment or the operand of a step that gets a new value. */
export function writtenPart(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
      ? node.left
      : undefined;
  }
  return isStep(node) ? node.operand : undefined;
}
