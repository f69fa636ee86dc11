/** Exceptions of the program: thrown from where they arise to the `try` around them, where there is one. */
import type ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { quoted, rangeOf, report } from "./evaluation.ts";
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

/** What JavaScript itself throws for `undefined.x` and the like; `why` tells a person where nothing catches it. */
export function throwTypeError(node: ts.Node, message: string, scope: Scope, why?: string): void {
  if (scope.evaluation.budget.tries === 0) {
    if (why !== undefined) tellStop(node, why, scope);
    return;
  }
  throw new ProgramThrow(node, newError("TypeError", message, rangeOf(scope.evaluation, node)));
}

/** The first that stops the program, where it is sure to come there. */
function tellStop(node: ts.Node, why: string, { evaluation, frame }: Scope): void {
  const { budget, problems } = evaluation;
  if (budget.uncertain > 0 || budget.aside > 0 || frame.uncertainExit) return;
  if (problems.some(({ code }) => code === "program-stops")) return;
  report(
    evaluation,
    "program-stops",
    "warning",
    `The program stops here: ${quoted(evaluation, node)} ${why}. ConvLens shows what comes behind it as if it went on.`,
    rangeOf(evaluation, node),
  );
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
