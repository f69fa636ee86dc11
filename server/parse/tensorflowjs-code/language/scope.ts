/** Variables by name, nested as the blocks of the program are. */
import ts from "typescript";
import type { Evaluation } from "./evaluation.ts";
import { touchVariable } from "./journal.ts";
import { type Born, type ClosureValue, nextBirth, type Slot, type Value } from "./values.ts";

export interface Variable extends Born {
  value: Value;
}

/** One run of a function, or of the file itself. */
export interface Frame {
  /** `null` for the file. */
  readonly closure: ClosureValue | null;
  readonly thisValue: Value;
  /** What the function was called with, for `arguments`. */
  readonly args: readonly Slot[];
  /** What a running generator has given so far. */
  readonly yields?: Slot[];
  /** Values of returns that depend on an unknown condition. */
  readonly possibleReturns: Value[];
  /** Set by a `break` or `return` that depends on an unknown condition. */
  uncertainExit: boolean;
}

export interface Scope {
  readonly evaluation: Evaluation;
  readonly parent: Scope | null;
  readonly variables: Map<string, Variable>;
  readonly frame: Frame;
  /** Where `var` and function declarations go. */
  readonly ofFunction: boolean;
}

export function fileScope(evaluation: Evaluation): Scope {
  const frame: Frame = {
    closure: null,
    thisValue: undefined,
    args: [],
    possibleReturns: [],
    uncertainExit: false,
  };
  return { evaluation, parent: null, variables: new Map(), frame, ofFunction: true };
}

export function functionScope(
  closure: ClosureValue,
  thisValue: Value,
  args: readonly Slot[],
  yields?: Slot[],
): Scope {
  const frame: Frame = {
    closure,
    thisValue,
    args,
    ...(yields ? { yields } : {}),
    possibleReturns: [],
    uncertainExit: false,
  };
  const { scope } = closure;
  return { evaluation: scope.evaluation, parent: scope, variables: new Map(), frame, ofFunction: true };
}

export function blockScope(parent: Scope): Scope {
  const { evaluation, frame } = parent;
  return { evaluation, parent, variables: new Map(), frame, ofFunction: false };
}

/** Of a module script in a page: its `var` are its own, and it sees those of the page. */
export function moduleScriptScope(parent: Scope): Scope {
  return { ...blockScope(parent), ofFunction: true };
}

export function findVariable(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const variable = at.variables.get(name);
    if (variable) return variable;
  }
  return undefined;
}

/** The innermost function that has `arguments` of its own. */
export function functionFrame(scope: Scope): Frame {
  let at = scope;
  while (at.parent && (!at.ofFunction || (at.frame.closure && ts.isArrowFunction(at.frame.closure.node))))
    at = at.parent;
  return at.frame;
}

/** Also for a variable that is declared again, which `var` may be. */
export function declareVariable(scope: Scope, name: string, value: Value): void {
  const known = scope.variables.get(name);
  if (known) setVariable(known, value, scope.evaluation);
  else scope.variables.set(name, { value, born: nextBirth() });
}

export function setVariable(variable: Variable, value: Value, evaluation: Evaluation): void {
  touchVariable(variable, evaluation);
  variable.value = value;
}

/** The scope that `var` declares in. */
export function hoistingScope(scope: Scope): Scope {
  let at = scope;
  while (!at.ofFunction && at.parent) at = at.parent;
  return at;
}
