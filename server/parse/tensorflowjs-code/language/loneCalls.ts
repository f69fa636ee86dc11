/** Follows a function that nothing calls, or that a person gave values, with what is known of its parameters. */
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { ShownParameter } from "../../../../protocol/parameterText.ts";
import { insideCall } from "../modules/program.ts";
import { limits } from "./budget.ts";
import { callClosure, callName } from "./callFunction.ts";
import { construct } from "./construct.ts";
import { type Evaluation, rangeOf, unknownAt } from "./evaluation.ts";
import type { Mentions } from "./mentions.ts";
import { argumentsFor, typedValues } from "./parameterValues.ts";
import { anchorOf } from "./programFunction.ts";
import type { Scope } from "./scope.ts";
import { type ClassValue, type ClosureValue, type FunctionNode, isKind, type Value } from "./values.ts";

/** A function that makes layers when it is followed for itself. */
export interface LoneFunction {
  readonly name: string;
  /** `undefined` for a class without a constructor of its own. */
  readonly node: FunctionNode | undefined;
  readonly range: SourceRange;
  readonly anchor: number;
  readonly parameters: readonly ShownParameter[];
}

export interface LoneCalls {
  readonly scope: Scope;
  readonly mentions: Mentions;
  /** Objects that methods are followed on, by class. */
  readonly instances: Map<ClassValue, LoneInstance>;
}

/** A function that is called all the same, where a person gave values for its parameters. */
export function evaluateBeside(closure: ClosureValue, calls: LoneCalls): void {
  const { evaluation } = calls.scope;
  const { node } = closure;
  const name = nameOf(closure, calls.mentions);
  if (!typedValues(evaluation.program, name) || evaluation.alone.some((known) => known.node === node)) return;
  // The step tells its layers from those of real calls.
  insideCall({ name, node, evaluation, callee: { node, evaluation } }, () => evaluateAlone(closure, calls));
}

export function evaluateAlone(closure: ClosureValue, calls: LoneCalls): void {
  const { scope, mentions } = calls;
  const { evaluation } = scope;
  evaluation.names.clear();
  const { homeClass, node } = closure;
  const needsInstance = homeClass !== undefined && closure.thisValue === undefined;
  const instance = needsInstance ? instanceOf(homeClass, calls) : undefined;
  if (closure.name === "constructor") return;
  const self =
    closure.thisValue ??
    instance?.self ??
    unknownAt(evaluation, node, "is called by nobody here, so that its `this` is not known");
  const name = nameOf(closure, mentions);
  const { args, parameters } = argumentsFor(closure, name);
  evaluation.budget.modelsBefore = evaluation.models.length;
  const layers = layersMade(evaluation, () => callClosure(closure, self, args, node, scope));
  if (layers === 0) return;
  noteAlone(evaluation, {
    name,
    node,
    range: rangeOf(evaluation, node),
    anchor: anchorOf(node, evaluation),
    parameters,
  });
  if (instance?.constructed) noteAlone(evaluation, instance.constructed);
}

/** The object that the methods of a class are followed on, made with what is known of its constructor's parameters. */
interface LoneInstance {
  readonly self: Value;
  readonly constructed?: LoneFunction;
}

/** Made once for each class. */
export function instanceOf(type: ClassValue, { scope, instances }: LoneCalls): LoneInstance {
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
  const node = own ? builder.node : undefined;
  const place = {
    range: rangeOf(evaluation, node ?? type.node),
    anchor: anchorOf(node ?? type.node, evaluation),
  };
  const constructed = { name, node, ...place, parameters };
  if (layers > 0) noteAlone(evaluation, constructed);
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

function noteAlone({ alone }: Evaluation, noted: LoneFunction): void {
  if (noted.parameters.length > 0 && !alone.includes(noted)) alone.push(noted);
}

function nameOf(closure: ClosureValue, { names }: Mentions): string {
  return callName(closure) || names.get(closure.node) || "function";
}
