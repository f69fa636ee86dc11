/** Runs the file, then every function that the file itself never calls, once, with what is known of its parameters. */
import ts from "typescript";
import { openModule, runModule } from "../modules/module.ts";
import { spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { Evaluation } from "./evaluation.ts";
import { isFunctionNode } from "./functionNodes.ts";
import { evaluateAlone, evaluateBeside, instanceOf, type LoneCalls } from "./loneCalls.ts";
import { concernedWithModels, findMentions, type Mentions } from "./mentions.ts";
import type { Scope } from "./scope.ts";
import type { ClassValue, ClosureValue, FunctionNode } from "./values.ts";

/**
 * `called` are functions that other files call, which are followed from there.
 * @throws BudgetUsedUp, with what was found so far in the evaluation.
 */
export function evaluateFile(evaluation: Evaluation, called: Iterable<FunctionNode> = []): void {
  for (const node of called) evaluation.entered.add(node);
  const module = openModule(evaluation);
  runModule(module);
  evaluation.budget.aside++;
  for (const { callee, args, site } of evaluation.later) callValue(callee, undefined, args, site);
  evaluateUncalled(evaluation, module.scope);
}

/**
 * A function that another uncalled function mentions waits for that one, since it is most likely called from there
 * with real arguments.
 */
function evaluateUncalled(evaluation: Evaluation, scope: Scope): void {
  const mentions = findMentions(evaluation);
  const calls: LoneCalls = { scope, mentions, instances: new Map() };
  const concerned = concernedWithModels(evaluation, mentions);
  const skipped = new Set<FunctionNode>();
  // What other files hold is shown when they are opened.
  const ownClosures = () =>
    [...evaluation.closures.values()].filter((closure) => closure.scope.evaluation === evaluation);
  for (;;) {
    const waiting = ownClosures().filter(({ node }) => !evaluation.entered.has(node) && !skipped.has(node));
    if (waiting.length === 0 && !makeInstance(calls, concerned)) break;
    spend(evaluation.budget, 1 + waiting.length / 4);
    const free = waiting.filter((closure) => !isAwaited(closure, mentions, evaluation));
    for (const closure of free.length > 0 ? free : waiting.slice(0, 1)) {
      if (evaluation.entered.has(closure.node)) continue;
      if (!concerned.has(closure.node)) skipped.add(closure.node);
      else evaluateAlone(closure, calls);
      evaluation.entered.add(closure.node);
    }
  }
  for (const closure of ownClosures()) if (concerned.has(closure.node)) evaluateBeside(closure, calls);
}

/** Functions in the fields of a class are there once it has an instance. False where no class is left that needs one. */
function makeInstance(calls: LoneCalls, concerned: ReadonlySet<FunctionNode>): boolean {
  const { evaluation } = calls.scope;
  const waits = (type: ClassValue) =>
    type.scope.evaluation === evaluation &&
    !calls.instances.has(type) &&
    type.node.members.some((member) => {
      const value = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
      return value && isFunctionNode(value) && concerned.has(value) && !evaluation.closures.has(value);
    });
  const next = evaluation.classes.find(waits);
  if (next) instanceOf(next, calls);
  return next !== undefined;
}

function isAwaited(closure: ClosureValue, mentions: Mentions, evaluation: Evaluation): boolean {
  const name = mentions.names.get(closure.node) ?? closure.name;
  if (name === "") return false;
  for (const user of mentions.users.get(name) ?? []) {
    // Its own name and calls of itself do not count.
    if (user !== closure.node && !evaluation.entered.has(user)) return true;
  }
  return false;
}
