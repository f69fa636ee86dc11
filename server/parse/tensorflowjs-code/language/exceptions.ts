/** `try`, `catch` and `finally`. */
import type ts from "typescript";
import { bindName } from "./assignment.ts";
import { type Completion, evaluateStatements } from "./evaluateStatement.ts";
import { rangeOf, unknownAt } from "./evaluation.ts";
import { blockScope, type Scope } from "./scope.ts";
import { ProgramThrow } from "./thrown.ts";
import { runUncertain } from "./uncertain.ts";
import type { Value } from "./values.ts";

export function evaluateTry(node: ts.TryStatement, scope: Scope): Completion {
  const caught = node.catchClause !== undefined;
  const tried = runCaught(scope, () => evaluateStatements(node.tryBlock.statements, blockScope(scope)));
  let completion = tried;
  if (node.catchClause && tried.kind === "throw") completion = runCatch(node.catchClause, tried.value, scope);
  else if (node.catchClause && caught && mayBuildModels(node.catchClause, scope))
    completion = alsoCatch(node.catchClause, tried, scope);
  if (!node.finallyBlock) return completion;
  const last = evaluateStatements(node.finallyBlock.statements, blockScope(scope));
  return last.kind === "normal" ? completion : last;
}

/** Runs a part of the program; what it throws, however deep in its calls, is how it ends. */
export function runCaught(scope: Scope, run: () => Completion): Completion {
  const { budget } = scope.evaluation;
  const { depth, calls } = budget;
  budget.tries++;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ProgramThrow)) throw error;
    budget.depth = depth;
    budget.calls = calls;
    return { kind: "throw", node: error.node, value: error.value };
  } finally {
    budget.tries--;
  }
}

function runCatch({ variableDeclaration, block }: ts.CatchClause, thrown: Value, scope: Scope): Completion {
  const inner = blockScope(scope);
  if (variableDeclaration) {
    const range = rangeOf(scope.evaluation, variableDeclaration);
    bindName(variableDeclaration.name, { value: thrown, range }, inner);
  }
  return evaluateStatements(block.statements, inner);
}

/**
 * `catch { model = build(); }` behind something that ConvLens does not follow, such as loading a file: it may run or not, and
 * its models are shown.
 */
function alsoCatch(clause: ts.CatchClause, tried: Completion, scope: Scope): Completion {
  const thrown = unknownAt(scope.evaluation, clause, "is what was thrown");
  return runUncertain([() => tried, () => runCaught(scope, () => runCatch(clause, thrown, scope))], {
    condition: clause,
    scope,
    silent: true,
  });
}

/** Cheap test on the text. */
function mayBuildModels(node: ts.Node, scope: Scope): boolean {
  return /layers|sequential|Sequential|model|Model|build|create/.test(
    scope.evaluation.text.slice(node.pos, node.end),
  );
}
