/** Runs the file, then every function that the file itself never calls, once, with its parameters free. */
import ts from "typescript";
import { openModule, runModule } from "../modules/module.ts";
import { limits, spend } from "./budget.ts";
import { callClosure, callName, callValue } from "./callFunction.ts";
import { construct } from "./construct.ts";
import { type Evaluation, rangeOf, unknownAt } from "./evaluation.ts";
import { argumentsFor } from "./parameterValues.ts";
import type { Scope } from "./scope.ts";
import type { UncalledFunction } from "./uncalledFunction.ts";
import { type ClassValue, type ClosureValue, type FunctionNode, isKind, type Value } from "./values.ts";

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
  const instances = new Map<ClassValue, LoneInstance>();
  const concerned = concernedWithModels(evaluation, mentions);
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
      if (!concerned.has(closure.node)) skipped.add(closure.node);
      else evaluateAlone(closure, { scope, instances, mentions });
      evaluation.entered.add(closure.node);
    }
  }
}

interface Alone {
  readonly scope: Scope;
  /** Objects that methods are followed on, by class. */
  readonly instances: Map<ClassValue, LoneInstance>;
  readonly mentions: Mentions;
}

/** Functions that may make layers, by their text or by that of functions they mention; others cost nothing. */
function concernedWithModels({ text, budget }: Evaluation, mentions: Mentions): ReadonlySet<FunctionNode> {
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
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < pos) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? end) < end;
}

function evaluateAlone(closure: ClosureValue, { scope, instances, mentions }: Alone): void {
  const { evaluation } = scope;
  evaluation.names.clear();
  const { homeClass, node } = closure;
  const needsInstance = homeClass !== undefined && closure.thisValue === undefined;
  const instance = needsInstance ? instanceOf(homeClass, scope, instances) : undefined;
  if (instance && evaluation.entered.has(node)) return;
  const self =
    closure.thisValue ??
    instance?.self ??
    unknownAt(evaluation, node, "is called by nobody here, so that its `this` is not known");
  const name = callName(closure) || mentions.names.get(node) || "function";
  const { args, parameters } = argumentsFor(closure, name);
  const layers = layersMade(evaluation, () => callClosure(closure, self, args, node, scope));
  if (layers === 0) return;
  noteUncalled(evaluation, { name, range: rangeOf(evaluation, node), parameters });
  if (instance?.constructed) noteUncalled(evaluation, instance.constructed);
}

/** The object that the methods of a class are followed on, made with what is known of its constructor's parameters. */
interface LoneInstance {
  readonly self: Value;
  readonly constructed?: UncalledFunction;
}

function instanceOf(type: ClassValue, scope: Scope, instances: Map<ClassValue, LoneInstance>): LoneInstance {
  const known = instances.get(type);
  if (known) return known;
  const { evaluation } = scope;
  // Its constructor may come back here.
  instances.set(type, { self: undefined });
  const builder = constructorOf(type);
  const range = rangeOf(evaluation, type.node);
  const name = `new ${type.name}`;
  const { args, parameters } = builder
    ? argumentsFor(builder, name, type.node)
    : { args: [], parameters: [] };
  let self: Value;
  const site = { node: type.node, scope, range, nameRange: range };
  const layers = layersMade(evaluation, () => {
    self = construct(type, args, site);
  });
  const own = builder?.homeClass === type;
  const constructed = { name, range: own ? rangeOf(evaluation, builder.node) : range, parameters };
  if (layers > 0) noteUncalled(evaluation, constructed);
  const instance = { self, constructed };
  instances.set(type, instance);
  return instance;
}

/** A class without a constructor has that of its base. */
function constructorOf(type: ClassValue): ClosureValue | undefined {
  let at: Value = type;
  for (let depth = 0; depth < limits.calls && isKind(at, "class"); depth++) {
    const builder = at.methods.get("constructor");
    if (builder) return builder;
    at = at.base;
  }
  return undefined;
}

function layersMade(evaluation: Evaluation, run: () => void): number {
  const count = () => evaluation.layers.length + evaluation.models.length;
  const before = count();
  run();
  return count() - before;
}

function noteUncalled({ uncalled }: Evaluation, noted: UncalledFunction): void {
  if (noted.parameters.length > 0 && !uncalled.includes(noted)) uncalled.push(noted);
}

interface Mentions {
  readonly functions: readonly FunctionNode[];
  /** The innermost functions that a name is used in. */
  readonly users: ReadonlyMap<string, ReadonlySet<FunctionNode>>;
  /** What mentions of a function look like: its own name, that of what it is written into; of a constructor, its class. */
  readonly names: ReadonlyMap<FunctionNode, string>;
}

function findMentions(evaluation: Evaluation): Mentions {
  const names = new Map<FunctionNode, string>();
  const functions: FunctionNode[] = [];
  walk(evaluation, (node) => {
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
  walk(evaluation, (node, inside) => {
    if (!inside || !ts.isIdentifier(node) || !wanted.has(node.text)) return;
    const known = users.get(node.text);
    if (known) known.add(inside);
    else users.set(node.text, new Set([inside]));
  });
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

function isAwaited(closure: ClosureValue, mentions: Mentions, evaluation: Evaluation): boolean {
  const name = mentions.names.get(closure.node) ?? closure.name;
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
