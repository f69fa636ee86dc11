/** Code behind a condition that is not known: every branch is gone into, each from the same start, and the ends are joined. */
import type ts from "typescript";
import type { CallRecord } from "../tensorflow/records.ts";
import { spend } from "./budget.ts";
import type { Completion } from "./evaluateStatement.ts";
import { quoted, rangeOf, report, unknownAt } from "./evaluation.ts";
import { runCaught } from "./exceptions.ts";
import { findVariable, type Scope, type Variable } from "./scope.ts";
import { isModelPart, type Value } from "./values.ts";
import { writtenVariables } from "./writtenVariables.ts";

export interface Uncertainty {
  readonly condition: ts.Node;
  /** The code whose assignments have to be joined. */
  readonly written: readonly ts.Node[];
  readonly scope: Scope;
  /** Start and end of the message where a layer depends on the condition. */
  readonly what?: string;
  readonly assumed?: string;
  /** No message. */
  readonly silent?: true;
}

/**
 * Runs all branches. Plain values that come out different are unknown afterwards; of tensors, layers and models the
 * first branch's are kept, with a message that says so.
 */
export function runUncertain(branches: readonly (() => Completion)[], uncertainty: Uncertainty): Completion {
  const { scope, written } = uncertainty;
  const { evaluation, frame } = scope;
  const variables = new Map<Variable, Value>();
  for (const name of writtenVariables(evaluation, written)) {
    const variable = findVariable(scope, name);
    if (variable) variables.set(variable, variable.value);
  }
  const stacks = evaluation.models.map((model) => [...model.stack]);
  spend(evaluation.budget, stacks.length);
  const ends: BranchEnd[] = [];
  for (const branch of branches) {
    for (const [variable, value] of variables) variable.value = value;
    restoreStacks(scope, stacks);
    const completion = branchEnd(branch, scope);
    ends.push({
      completion,
      values: [...variables.keys()].map((variable) => variable.value),
      stacks: stacks.map((_, index) => [...(evaluation.models[index]?.stack ?? [])]),
    });
  }
  const returns = ends.filter(({ completion }) => completion.kind === "return");
  for (const { completion } of returns)
    if (completion.kind === "return") frame.possibleReturns.push(completion.value);
  const open = ends.filter(({ completion }) => completion.kind === "normal");
  if (open.length < ends.length) frame.uncertainExit = true;
  if (open.length === 0) return joinClosed(ends, uncertainty);
  joinVariables([...variables.keys()], open, uncertainty);
  joinStacks(stacks, open, uncertainty);
  return { kind: "normal" };
}

/** What one branch throws does not keep the other from being gone into. */
function branchEnd(branch: () => Completion, scope: Scope): Completion {
  return scope.evaluation.budget.tries > 0 ? runCaught(scope, branch) : branch();
}

interface BranchEnd {
  readonly completion: Completion;
  readonly values: readonly Value[];
  readonly stacks: readonly (readonly CallRecord[])[];
}

function restoreStacks(scope: Scope, stacks: readonly (readonly CallRecord[])[]): void {
  for (const [index, stack] of stacks.entries()) {
    const model = scope.evaluation.models[index];
    if (model && !sameItems(model.stack, stack)) model.stack.splice(0, model.stack.length, ...stack);
  }
}

/** All branches leave: by returning, or by `break` and the like. */
function joinClosed(ends: readonly BranchEnd[], { condition, scope }: Uncertainty): Completion {
  const returned = ends.flatMap(({ completion }) => (completion.kind === "return" ? [completion.value] : []));
  if (returned.length === 0) return ends[0]?.completion ?? { kind: "normal" };
  const part = returned.find(isModelPart);
  const value =
    part ??
    (returned.every((other) => other === returned[0])
      ? returned[0]
      : unknownAt(scope.evaluation, condition, "decides the value and is not known"));
  return { kind: "return", value };
}

function joinVariables(
  variables: readonly Variable[],
  ends: readonly BranchEnd[],
  uncertainty: Uncertainty,
): void {
  const { condition, scope } = uncertainty;
  for (const [index, variable] of variables.entries()) {
    const values = ends.map((end) => end.values[index]);
    const [first] = values;
    if (values.every((value) => value === first)) {
      variable.value = first;
      continue;
    }
    const part = values.find(isModelPart);
    if (part) assume(uncertainty);
    variable.value = part ?? unknownAt(scope.evaluation, condition, "decides the value and is not known");
  }
}

function joinStacks(
  before: readonly (readonly CallRecord[])[],
  ends: readonly BranchEnd[],
  uncertainty: Uncertainty,
): void {
  const { scope } = uncertainty;
  for (const [index, stack] of before.entries()) {
    const model = scope.evaluation.models[index];
    const results = ends.map((end) => end.stacks[index] ?? stack);
    const changed = results.find((result) => !sameItems(result, stack));
    if (!model || !changed) continue;
    model.stack.splice(0, model.stack.length, ...changed);
    if (results.some((result) => !sameItems(result, changed))) assume(uncertainty);
  }
}

function assume({ condition, scope, what, assumed, silent }: Uncertainty): void {
  if (silent) return;
  const { evaluation } = scope;
  report(
    evaluation,
    "argument-not-computable",
    "information",
    `${what ?? "Which layers are used here depends on"} ${quoted(evaluation, condition)}, which is not known. ${assumed ?? "ConvLens shows the model with the first branch."}`,
    rangeOf(evaluation, condition),
  );
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
