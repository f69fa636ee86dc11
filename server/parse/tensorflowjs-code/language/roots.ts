/** Runs the file, then every function that the file itself never calls, once, with its parameters free. */
import ts from "typescript";
import { openModule, runModule } from "../modules/module.ts";
import { tensorflowParameter } from "../tensorflow/tensorflowModule.ts";
import { freeReason } from "./assignment.ts";
import { spend } from "./budget.ts";
import { callClosure, callValue } from "./callFunction.ts";
import { construct } from "./construct.ts";
import { type Evaluation, rangeOf, unknownAt } from "./evaluation.ts";
import type { Scope } from "./scope.ts";
import type { ClassValue, ClosureValue, FunctionNode, Slot, Value } from "./values.ts";

/**
 * `called` are functions that other files call, which are followed from there.
 * @throws StepsUsedUp, with what was found so far in the evaluation.
 */
export function evaluateFile(evaluation: Evaluation, called: Iterable<FunctionNode> = []): void {
  for (const node of called) evaluation.entered.add(node);
  const module = openModule(evaluation);
  runModule(module);
  for (const { callee, args, site } of evaluation.later) callValue(callee, undefined, args, site);
  evaluateUncalled(evaluation, module.scope);
}

/**
 * A function that another uncalled function mentions waits for that one, since it is most likely called from there
 * with real arguments.
 */
function evaluateUncalled(evaluation: Evaluation, scope: Scope): void {
  const mentions = findMentions(evaluation);
  const instances = new Map<ClassValue, Value>();
  const skipped = new Set<FunctionNode>();
  for (;;) {
    // What other files hold is shown when they are opened.
    const waiting = [...evaluation.closures.values()].filter(
      ({ node, scope: { evaluation: file } }) =>
        file === evaluation && !evaluation.entered.has(node) && !skipped.has(node),
    );
    if (waiting.length === 0) return;
    spend(evaluation.budget, 1 + waiting.length / 4);
    const free = waiting.filter((closure) => !isAwaited(closure, mentions, evaluation));
    for (const closure of free.length > 0 ? free : waiting.slice(0, 1)) {
      if (evaluation.entered.has(closure.node)) continue;
      if (!concernsModels(closure, evaluation)) skipped.add(closure.node);
      else evaluateAlone(closure, scope, instances);
      evaluation.entered.add(closure.node);
    }
  }
}

/** Cheap test on the text, so that functions about other things cost nothing. */
function concernsModels({ node }: ClosureValue, evaluation: Evaluation): boolean {
  const text = evaluation.text.slice(node.pos, node.end);
  spend(evaluation.budget, 1 + text.length / 1000);
  const builds = /layers|sequential|Sequential|\bmodel\b|\binput\b|\.add\b|\.apply\b/;
  const runs = /\.(?:predict|fit|evaluate|trainOnBatch|depthwiseConv2d|conv[123]d)\b/;
  return builds.test(text) || runs.test(text);
}

function evaluateAlone(closure: ClosureValue, scope: Scope, instances: Map<ClassValue, Value>): void {
  const { evaluation } = scope;
  evaluation.names.clear();
  const { homeClass, node } = closure;
  let self = closure.thisValue;
  if (homeClass && self === undefined) {
    if (!instances.has(homeClass)) {
      instances.set(homeClass, undefined);
      const builder = homeClass.methods.get("constructor");
      const args = builder ? freeArguments(builder.node, evaluation) : [];
      const range = rangeOf(evaluation, homeClass.node);
      const site = { node: homeClass.node, scope, range, nameRange: range };
      instances.set(homeClass, construct(homeClass, args, site));
    }
    self = instances.get(homeClass);
    if (evaluation.entered.has(node)) return;
  }
  self ??= unknownAt(evaluation, node, "is called by nobody here, so that its `this` is not known");
  callClosure(closure, self, freeArguments(node, evaluation), node, scope);
}

/** One unknown for each parameter; a default takes its place. */
function freeArguments(node: FunctionNode, evaluation: Evaluation): Slot[] {
  const args: Slot[] = [];
  for (const { name, dotDotDotToken } of node.parameters) {
    if (ts.isIdentifier(name) && name.text === "this") continue;
    if (dotDotDotToken) break;
    const tensorflow = ts.isIdentifier(name) ? tensorflowParameter(name.text) : undefined;
    const unknown = { ...unknownAt(evaluation, name, freeReason), free: true as const };
    args.push({ value: tensorflow ?? unknown, range: rangeOf(evaluation, name) });
  }
  return args;
}

interface Mentions {
  /** The innermost functions that a name is used in. */
  readonly users: ReadonlyMap<string, ReadonlySet<FunctionNode>>;
  /** Names of the variables and properties that functions are written into. */
  readonly names: ReadonlyMap<FunctionNode, string>;
}

function findMentions(evaluation: Evaluation): Mentions {
  const names = new Map<FunctionNode, string>();
  walk(evaluation, (node) => {
    if (isFunctionNode(node) && node.name && ts.isIdentifier(node.name)) names.set(node, node.name.text);
    const holder = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) ? node : undefined;
    const { initializer, name } = holder ?? {};
    if (initializer && name && isFunctionNode(initializer) && ts.isIdentifier(name))
      names.set(initializer, name.text);
  });
  const wanted = new Set(names.values());
  for (const { homeClass } of evaluation.closures.values()) if (homeClass) wanted.add(homeClass.name);
  const users = new Map<string, Set<FunctionNode>>();
  walk(evaluation, (node, inside) => {
    if (!inside || !ts.isIdentifier(node) || !wanted.has(node.text)) return;
    const known = users.get(node.text);
    if (known) known.add(inside);
    else users.set(node.text, new Set([inside]));
  });
  return { users, names };
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

function isAwaited(closure: ClosureValue, mentions: Mentions, evaluation: Evaluation): boolean {
  const name =
    closure.name === "constructor"
      ? (closure.homeClass?.name ?? "")
      : closure.name || (mentions.names.get(closure.node) ?? "");
  if (name === "") return false;
  for (const user of mentions.users.get(name) ?? []) {
    // Its own name and calls of itself do not count.
    if (user !== closure.node && !evaluation.entered.has(user)) return true;
  }
  return false;
}

function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}
