/** Loops: run where the bounds are known, within limits; once, with everything they change unknown, where not. */
import ts from "typescript";
import { addToSequential } from "../tensorflow/createModel.ts";
import { assignTo, bindName } from "./assignment.ts";
import { limits, spend } from "./budget.ts";
import { cannotEnd, isHeadUnfinished } from "./endlessLoops.ts";
import { evaluate, unwrap } from "./evaluateExpression.ts";
import { type Completion, evaluateDeclarations, evaluateStatement, normal } from "./evaluateStatement.ts";
import { quoted, rangeOf, reportBound, unknownAt } from "./evaluation.ts";
import { iterate, reportEndless, whyUnknown } from "./iteration.ts";
import { forgetContainer, withJournal } from "./journal.ts";
import { blockScope, findVariable, type Scope, setVariable } from "./scope.ts";
import { runUncertain } from "./uncertain.ts";
import { isKind, isModelPart, nextBirth, type Slot, truthOf, type Value } from "./values.ts";
import { writtenVariables } from "./writtenVariables.ts";

export function evaluateLoop(
  node: ts.IterationStatement,
  label: string | undefined,
  outer: Scope,
): Completion {
  let completion = normal;
  withJournal(outer.evaluation, false, () => {
    completion = runLoop(node, label, blockScope(outer));
  });
  return completion;
}

function runLoop(node: ts.IterationStatement, label: string | undefined, scope: Scope): Completion {
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return goThrough(node, label, scope);
  if (ts.isForStatement(node)) return countUp(node, label, scope);
  if (ts.isWhileStatement(node))
    return repeat({ node, label, scope, condition: node.expression, first: true, body: node.statement });
  if (ts.isDoStatement(node))
    return repeat({ node, label, scope, condition: node.expression, first: false, body: node.statement });
  return normal;
}

interface Repetition {
  readonly node: ts.IterationStatement;
  readonly label: string | undefined;
  readonly scope: Scope;
  readonly condition: ts.Expression | undefined;
  /** Whether the condition is looked at before the first run. */
  readonly first: boolean;
  readonly body: ts.Statement;
  readonly step?: ts.Expression | undefined;
  /** Each round has the loop's variables for itself: `for (let i ...)`. */
  readonly ownVariables?: boolean;
}

function countUp(node: ts.ForStatement, label: string | undefined, scope: Scope): Completion {
  const { initializer, condition, incrementor } = node;
  if (initializer) {
    if (ts.isVariableDeclarationList(initializer)) evaluateDeclarations(initializer, scope);
    else evaluate(initializer, scope);
  }
  const ownVariables =
    initializer !== undefined &&
    ts.isVariableDeclarationList(initializer) &&
    (initializer.flags & ts.NodeFlags.BlockScoped) !== 0;
  const body = node.statement;
  if (isHeadUnfinished(node, scope)) return runOnce(body, condition ?? node, [body], scope);
  return repeat({ node, label, scope, condition, first: true, body, step: incrementor, ownVariables });
}

function repeat(loop: Repetition): Completion {
  const { node, condition, body } = loop;
  let { scope } = loop;
  const { evaluation, frame } = scope;
  const budget = evaluation.budget;
  const start = budget.steps;
  const parts = [body, ...(condition ? [condition] : []), ...(loop.step ? [loop.step] : [])];
  let checks = loop.first;
  for (let count = 0; ; count++) {
    if (checks && condition) {
      const truth = truthOf(evaluate(condition, scope));
      if (truth === false) return normal;
      if (truth === undefined) return runOnce(body, condition, parts, scope);
    }
    checks = true;
    if (count >= limits.iterations || budget.steps - start > limits.stepsInLoop) {
      tooLong(node, scope);
      return normal;
    }
    frame.uncertainExit = false;
    const outcome = afterBody(evaluateStatement(body, blockScope(scope)), loop.label);
    if (outcome) return outcome;
    if (count === 0 && cannotEnd(loop, scope)) {
      neverEnds(loop, parts, scope);
      return normal;
    }
    if (frame.uncertainExit && (!condition || condition.kind === ts.SyntaxKind.TrueKeyword)) return normal;
    if (loop.ownVariables) scope = withCopies(scope);
    if (loop.step) evaluate(loop.step, scope);
  }
}

/** A scope of the same variables, which change for themselves from here on. */
function withCopies(scope: Scope): Scope {
  const variables = new Map(
    [...scope.variables].map(([name, { value }]) => [name, { value, born: nextBirth() }]),
  );
  return { ...scope, variables };
}

function goThrough(
  node: ts.ForOfStatement | ts.ForInStatement,
  label: string | undefined,
  scope: Scope,
): Completion {
  const { evaluation, frame } = scope;
  const list = evaluate(node.expression, scope);
  const range = rangeOf(evaluation, node.expression);
  const iteration = ts.isForOfStatement(node) ? iterate(list, node.expression, scope) : undefined;
  const items = ts.isForOfStatement(node) ? iteration?.items : keysOf(list, range);
  if (!items) {
    const unknown = whyUnknown(list, "is a list that is not known", node.expression, scope);
    bindIteration(node, { value: unknown, range }, scope);
    return runOnce(node.statement, node.expression, [node.statement], scope);
  }
  const start = evaluation.budget.steps;
  // What the body adds to a list is gone through too.
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (!item) break;
    if (evaluation.budget.steps - start > limits.stepsInLoop) {
      tooLong(node, scope);
      return normal;
    }
    spend(evaluation.budget, 1);
    const inner = blockScope(scope);
    bindIteration(node, item, inner);
    frame.uncertainExit = false;
    const outcome = afterBody(evaluateStatement(node.statement, inner), label);
    if (outcome) return outcome;
  }
  if (iteration?.endless) {
    reportEndless(node.expression, scope);
    forgetChanges(node, scope);
  }
  return normal;
}

function bindIteration(node: ts.ForOfStatement | ts.ForInStatement, item: Slot, scope: Scope): void {
  const { initializer } = node;
  if (ts.isVariableDeclarationList(initializer)) {
    for (const { name } of initializer.declarations) bindName(name, item, scope);
  } else assignTo(unwrap(initializer), item.value, item.range, scope);
}

/** What `for (key in value)` goes through: nothing, of what is nothing. */
function keysOf(value: Value, range: Slot["range"]): readonly Slot[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value === "string")
    return [...value.split("").keys()].map((key) => ({ value: String(key), range }));
  if (isKind(value, "object") && !value.rest)
    return [...value.entries.keys()].map((key) => ({ value: key, range }));
  if (isKind(value, "array") && !value.rest)
    return value.items.map((_, index) => ({ value: String(index), range }));
  return undefined;
}

/** What the loop as a whole ends with; `undefined` where it goes on. */
function afterBody(completion: Completion, label: string | undefined): Completion | undefined {
  switch (completion.kind) {
    case "normal":
      return undefined;
    case "break":
      return completion.label === undefined || completion.label === label ? normal : completion;
    case "continue":
      return completion.label === undefined || completion.label === label ? undefined : completion;
    default:
      return completion;
  }
}

/** A loop of unknown length: its body once, so that its layers are met, with the numbers it changes unknown. */
function runOnce(
  body: ts.Statement,
  condition: ts.Node,
  parts: readonly ts.Node[],
  scope: Scope,
): Completion {
  forget(parts, condition, scope);
  runUncertain([() => evaluateStatement(body, blockScope(scope)), () => normal], {
    condition,
    scope,
    what: "How often this runs depends on",
    assumed: "ConvLens shows it run once.",
  });
  return normal;
}

function neverEnds({ node, condition }: Repetition, parts: readonly ts.Node[], scope: Scope): void {
  const { evaluation } = scope;
  forget(parts, condition ?? node, scope);
  const why = condition
    ? `nothing in it changes ${quoted(evaluation, condition)}`
    : "nothing in it leaves it";
  reportBound(
    evaluation,
    "too-large",
    condition ?? node,
    () => `This loop never ends: ${why}. ConvLens shows it run once.`,
  );
}

/** Plain values that the loop writes are not known after it; tensors, layers and models stay what they were last. */
function forget(parts: readonly ts.Node[], cause: ts.Node, scope: Scope): void {
  const reason = unknownAt(scope.evaluation, cause, "decides how often the loop runs and is not known");
  for (const name of writtenVariables(scope.evaluation, parts)) {
    const variable = findVariable(scope, name);
    if (variable && !isModelPart(variable.value) && !isKind(variable.value, "array"))
      setVariable(variable, reason, scope.evaluation);
  }
}

function isContainer(value: Value): boolean {
  return isKind(value, "array") || isKind(value, "object") || isKind(value, "collection");
}

/** Tells that a loop is followed in part. */
function tooLong(node: ts.IterationStatement, scope: Scope): void {
  forgetChanges(node, scope);
  reportBound(
    scope.evaluation,
    "too-large",
    node,
    () =>
      `ConvLens follows a loop for ${limits.iterations} rounds or ${limits.stepsInLoop} steps; this one is longer, so what it computes is not known. See that it comes to an end, or write down what it computes.`,
  );
}

/** Nothing is known of what the loop has changed so far; a model that it has added layers to may have more of them. */
function forgetChanges(node: ts.IterationStatement, scope: Scope): void {
  const { evaluation } = scope;
  const reason = unknownAt(evaluation, node, "is a loop that ConvLens follows only in part");
  const range = rangeOf(evaluation, node);
  for (const variable of evaluation.program.journal?.variables.keys() ?? [])
    if (!isContainer(variable.value) && !isKind(variable.value, "model")) variable.value = reason;
  for (const container of [...(evaluation.program.journal?.containers.keys() ?? [])]) {
    if (container.kind === "model")
      addToSequential(container, { value: reason, range }, { node, scope, range, nameRange: range });
    else forgetContainer(container, reason);
  }
}
