/** Code behind a condition that is not known: every branch is gone into, each from the same start, and the ends are joined. */
import type ts from "typescript";
import type { Completion } from "./evaluateStatement.ts";
import { quoted, rangeOf, report, unknownAt } from "./evaluation.ts";
import { runCaught } from "./exceptions.ts";
import {
  type Container,
  type Journal,
  joinStates,
  putState,
  type State,
  stateOf,
  withJournal,
} from "./journal.ts";
import type { Scope, Variable } from "./scope.ts";
import { isModelPart, type Value } from "./values.ts";

export interface Uncertainty {
  readonly condition: ts.Node;
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
  const { scope } = uncertainty;
  const { evaluation, frame } = scope;
  const ends: BranchEnd[] = [];
  evaluation.budget.uncertain++;
  try {
    for (const branch of branches) ends.push(runBranch(branch, scope));
  } finally {
    evaluation.budget.uncertain--;
  }
  for (const { completion } of ends)
    if (completion.kind === "return") frame.possibleReturns.push(completion.value);
  const open = ends.filter(({ completion }) => completion.kind === "normal");
  if (open.length < ends.length) frame.uncertainExit = true;
  if (open.length === 0) return joinClosed(ends, uncertainty);
  joinVariables(open, uncertainty);
  joinContainers(open, uncertainty);
  return { kind: "normal" };
}

/** How a branch ended, and what it left behind in what it changed. */
interface BranchEnd {
  readonly completion: Completion;
  readonly journal: Journal;
  readonly variables: ReadonlyMap<Variable, Value>;
  readonly containers: ReadonlyMap<Container, State>;
}

/** Runs a branch and undoes it. */
function runBranch(branch: () => Completion, scope: Scope): BranchEnd {
  const { evaluation } = scope;
  let completion: Completion = { kind: "normal" };
  const journal = withJournal(evaluation, true, () => {
    // What one branch throws does not keep the other from being gone into.
    completion = evaluation.budget.tries > 0 ? runCaught(scope, branch) : branch();
  });
  const variables = new Map([...journal.variables.keys()].map((variable) => [variable, variable.value]));
  const containers = new Map([...journal.containers.keys()].map((each) => [each, stateOf(each)]));
  for (const [variable, value] of journal.variables) variable.value = value;
  for (const [container, state] of journal.containers) putState(container, state);
  return { completion, journal, variables, containers };
}

/** All branches leave: by returning, or by `break` and the like. What they have changed is what the first has. */
function joinClosed(ends: readonly BranchEnd[], uncertainty: Uncertainty): Completion {
  const { condition, scope } = uncertainty;
  joinVariables(ends, uncertainty);
  joinContainers(ends, uncertainty);
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

function joinVariables(ends: readonly BranchEnd[], uncertainty: Uncertainty): void {
  const { condition, scope } = uncertainty;
  for (const variable of new Set(ends.flatMap((end) => [...end.variables.keys()]))) {
    const values = ends.map((end) =>
      end.variables.has(variable) ? end.variables.get(variable) : variable.value,
    );
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

function joinContainers(ends: readonly BranchEnd[], uncertainty: Uncertainty): void {
  const { condition, scope } = uncertainty;
  const unknown = unknownAt(scope.evaluation, condition, "decides the value and is not known");
  for (const container of new Set(ends.flatMap((end) => [...end.containers.keys()]))) {
    // All branches are undone, so that it is as it was.
    const before = stateOf(container);
    const { state, chosen } = joinStates(
      before,
      ends.map((end) => end.containers.get(container) ?? before),
      unknown,
    );
    if (chosen) assume(uncertainty);
    putState(container, state);
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
