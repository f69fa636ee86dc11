/** Exceptions of the program: thrown from where they arise to the `try` around them, where there is one. */
import type ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { rangeOf } from "./evaluation.ts";
import { native } from "./native.ts";
import type { Scope } from "./scope.ts";
import { isKind, type NativeValue, newObject, type ObjectValue, type Value } from "./values.ts";

/** On its way through calls and expressions to the `try` that catches it; never leaves the evaluation. */
export class ProgramThrow extends Error {
  readonly node: ts.Node;
  readonly value: Value;

  constructor(node: ts.Node, value: Value) {
    super("the program throws");
    this.node = node;
    this.value = value;
  }
}

/** Throws where a `try` waits for it; elsewhere the caller goes on with an unknown, so that what follows is still read. */
export function throwIfCaught(node: ts.Node, value: Value, scope: Scope): void {
  if (scope.evaluation.budget.tries > 0) throw new ProgramThrow(node, value);
}

/** What JavaScript itself throws for `undefined.x` and the like. */
export function throwTypeError(node: ts.Node, message: string, scope: Scope): void {
  if (scope.evaluation.budget.tries === 0) return;
  throw new ProgramThrow(node, newError("TypeError", message, rangeOf(scope.evaluation, node)));
}

const errorNames = ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError"];

/** The classes `Error`, `TypeError` ... by name. */
export const errorClasses: ReadonlyMap<string, NativeValue> = new Map(
  errorNames.map((name) => [
    name,
    native(name, ([message], site) => newError(name, message?.value, message?.range ?? site.range)),
  ]),
);

export function newError(name: string, message: Value, range: SourceRange): ObjectValue {
  const error = newObject([["message", { value: message ?? "", range }]]);
  error.nativeClass = name;
  return error;
}

/** Also for instances of the program's own classes that extend one of them. */
export function isErrorObject(object: ObjectValue): boolean {
  return nativeBaseOf(object) !== undefined;
}

/** The name of the error class that an object is an instance of. */
export function nativeBaseOf({ nativeClass, classOf }: ObjectValue): string | undefined {
  if (nativeClass !== undefined) return nativeClass;
  let at: Value = classOf;
  for (let depth = 0; depth < 20 && isKind(at, "class"); depth++) at = at.base;
  return isKind(at, "native") && errorClasses.get(at.name) === at ? at.name : undefined;
}
