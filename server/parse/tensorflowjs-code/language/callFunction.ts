/** Runs functions of the program inline, with bounds on depth; constructs instances of its classes. */
import ts from "typescript";
import { insideCall } from "../modules/program.ts";
import { createLayer } from "../tensorflow/createLayer.ts";
import { checkFrozen } from "../tensorflow/frozenArguments.ts";
import { bindName } from "./assignment.ts";
import { hold, limits } from "./budget.ts";
import type { CallSite } from "./callSite.ts";
import { startInstance } from "./construct.ts";
import { evaluate } from "./evaluateExpression.ts";
import { runFunctionBody } from "./evaluateStatement.ts";
import { lineOf, rangeOf, reportBound, unknownAt } from "./evaluation.ts";
import { collect } from "./iteration.ts";
import { tellCallOfNothing } from "./programStops.ts";
import { functionScope, type Scope } from "./scope.ts";
import { throwIfCaught, throwTypeError } from "./thrown.ts";
import {
  type ClosureValue,
  isKind,
  isModelPart,
  isUnknown,
  itemsMade,
  type NativeValue,
  newArray,
  nextBirth,
  type Slot,
  type Value,
} from "./values.ts";

/** Calls any value; one that is no function gives an unknown. */
export function callValue(callee: Value, self: Value, args: readonly Slot[], site: CallSite): Value {
  const { evaluation } = site.scope;
  if (isUnknown(callee)) return callee;
  if (isKind(callee, "native")) return callNative(callee, args, site);
  if (isKind(callee, "factory")) {
    checkFrozen(callee.factory, args[0], site);
    return createLayer(callee.factory, args[0], site);
  }
  if (isKind(callee, "closure")) {
    const given = callee.bound ? [...callee.bound, ...args] : args;
    const value = callClosure(callee, thisOfCall(callee, self), given, site.node, site.scope);
    evaluation.budget.returned = { site: site.node, callee: callee.node };
    return value;
  }
  if (callee === undefined) tellCallOfNothing(site.node, self, site.scope);
  throwTypeError(site.node, "not a function", site.scope);
  return unknownAt(evaluation, site.node, "calls something that is no function");
}

/** What a function of JavaScript itself makes counts, whatever it is. */
function callNative(callee: NativeValue, args: readonly Slot[], site: CallSite): Value {
  const before = nextBirth();
  const value = callee.call(args, site);
  hold(site.scope.evaluation.budget, itemsMade(value, before));
  return value;
}

function thisOfCall(callee: ClosureValue, self: Value): Value {
  if (callee.bound || ts.isArrowFunction(callee.node)) return callee.thisValue;
  return self ?? callee.thisValue;
}

export function callClosure(
  closure: ClosureValue,
  self: Value,
  args: readonly Slot[],
  site: ts.Node,
  caller: Scope,
): Value {
  const { evaluation } = caller;
  const { budget } = evaluation;
  if (budget.calls >= limits.calls) {
    reportBound(
      evaluation,
      "nested-too-deep",
      site,
      (place) =>
        `${place} is called more than ${limits.calls} calls deep; ConvLens does not go further into it. See that it comes to an end, or write it as a loop.`,
    );
    return unknownAt(evaluation, site, `is called more than ${limits.calls} calls deep`);
  }
  const { node } = closure;
  if (!node.body) return undefined;
  if (
    budget.uncertain >
    (evaluation.running.findLast((call) => call.node === node)?.uncertain ?? budget.uncertain)
  )
    return unknownAt(evaluation, site, "calls itself as often as a condition says that is not known");
  evaluation.entered.add(node);
  const { body } = node;
  const run = (yields?: Slot[]): Value => {
    const scope = functionScope(closure, self, args, yields);
    bindParameters(closure, args, scope);
    if (ts.isConstructorDeclaration(node)) startInstance(closure, self, scope);
    return ts.isBlock(body) ? resultOf(body, scope, site) : evaluate(body, scope);
  };
  budget.calls++;
  evaluation.running.push({ node, uncertain: budget.uncertain });
  const follow = () => ("asteriskToken" in node && node.asteriskToken ? collect(run) : run());
  try {
    // A function that nothing calls is followed for itself.
    return site === node || site === closure.homeClass?.node
      ? follow()
      : insideCall(
          {
            name: callName(closure),
            node: site,
            evaluation,
            callee: { node, evaluation: closure.scope.evaluation },
          },
          follow,
        );
  } finally {
    budget.calls--;
    evaluation.running.pop();
  }
}

/** A function as the program calls it: `convBlock`, `Encoder.build`, `new Encoder`. */
export function callName({ name, homeClass }: ClosureValue): string {
  if (name === "constructor") return `new ${homeClass?.name ?? ""}`.trimEnd();
  return homeClass?.name && name !== "" ? `${homeClass.name}.${name}` : name;
}

function bindParameters(closure: ClosureValue, args: readonly Slot[], scope: Scope): void {
  const { evaluation } = scope;
  const parameters = closure.node.parameters.filter(
    ({ name }) => !(ts.isIdentifier(name) && name.text === "this"),
  );
  for (const [index, parameter] of parameters.entries()) {
    const range = rangeOf(evaluation, parameter.name);
    if (parameter.dotDotDotToken) {
      hold(evaluation.budget, args.length - index);
      bindName(parameter.name, { value: newArray(args.slice(index)), range }, scope);
      return;
    }
    const given = args[index] ?? { value: undefined, range };
    const absent = given.value === undefined || (isUnknown(given.value) && given.value.free);
    const slot =
      absent && parameter.initializer
        ? { value: evaluate(parameter.initializer, scope), range: rangeOf(evaluation, parameter.initializer) }
        : given;
    bindParameter(parameter, slot, scope);
  }
}

/** A model that is handed to a function keeps the name it has outside. */
function bindParameter(parameter: ts.ParameterDeclaration, slot: Slot, scope: Scope): void {
  const model = isKind(slot.value, "model") ? slot.value : undefined;
  const variable = model?.variable;
  bindName(parameter.name, slot, scope);
  if (model && variable === undefined) delete model.variable;
}

function resultOf(body: ts.Block, scope: Scope, site: ts.Node): Value {
  const completion = runFunctionBody(body, scope);
  const { evaluation, frame } = scope;
  if (completion.kind === "throw") {
    throwIfCaught(completion.node, completion.value, scope);
    return unknownAt(
      evaluation,
      site,
      `calls a function that throws on line ${lineOf(evaluation, completion.node)}`,
    );
  }
  const value = completion.kind === "return" ? completion.value : undefined;
  const others = frame.possibleReturns.filter((other) => other !== value);
  if (others.length === 0 || isModelPart(value)) return value;
  const part = others.find(isModelPart);
  if (part) return part;
  // An early return of nothing is a guard; what the function gives otherwise counts.
  if (others.every((other) => other === undefined || other === null)) return value;
  return unknownAt(evaluation, site, "gives one value or another, by a condition that is not known");
}
