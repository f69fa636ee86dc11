/** Bounds of an evaluation: steps, depth, memory, time. A file can cost a message, never a hang, a full memory or a stack overflow. */

import type ts from "typescript";
import type { FunctionNode } from "./values.ts";

export const limits = {
  /** Expressions and statements evaluated in one file. */
  steps: 200_000,
  /** Part of the steps that a single loop may take. */
  stepsInLoop: 60_000,
  iterations: 10_000,
  /** Functions called inside one another. */
  calls: 64,
  /** Expressions and statements inside one another, calls included; some 5 stack frames each. */
  depth: 600,
  arrayLength: 100_000,
  /** Items that the lists, objects and collections of a program are made of in all; 10 characters of a text count as one. */
  items: 500_000,
  /** Items that are worked out of a generator. */
  generatorItems: 300,
  textLength: 10_000,
  /** Time for a document, its other files included; for machines and programs whose steps take long. */
  milliseconds: 4_000,
  /** UTF-16 units of a file. */
  fileLength: 2_000_000,
  /** UTF-16 units of an HTML page, of which its scripts count as a file. */
  pageLength: 4_000_000,
  /** Files that one program is followed through, and the UTF-16 units of all of them. */
  files: 200,
  textOfFiles: 4_000_000,
  /** Files that import a document and are followed for its sake. */
  importers: 6,
  modelsInsideModels: 16,
  /** Layers in all models that a document shows, those of models inside models with each. */
  layers: 20_000,
  problems: 200,
} as const;

/** What of a budget can be used up as a whole. */
export type Resource = "steps" | "items" | "time";

/** Thrown when a budget is used up; only the reader catches it. */
export class BudgetUsedUp extends Error {
  readonly resource: Resource;

  constructor(resource: Resource) {
    super(`no ${resource} left`);
    this.resource = resource;
  }
}

/**
 * Asked every so often while a program is followed: `false` where no time is left. It throws to give the whole document up, such as
 * for a newer text of it.
 */
export type Watch = () => boolean;

/** Gives a document the time of `limits.milliseconds`, by a clock of milliseconds. */
export function timeLimit(now: () => number): Watch {
  const end = now() + limits.milliseconds;
  return () => now() < end;
}

export interface Budget {
  steps: number;
  items: number;
  depth: number;
  calls: number;
  /** How many `try` blocks are being run. */
  tries: number;
  /** How many pieces of code around this one may run or not. */
  uncertain: number;
  /** How many pieces of code around this one run when that is not known: handlers, effects, functions that nothing calls. */
  aside: number;
  /** Models that were there before the function that is followed for itself; infinite where none is. */
  modelsBefore: number;
  /** The last call of a function of the program that has come back. */
  returned: { readonly site: ts.Node; readonly callee: FunctionNode } | undefined;
  readonly watch: Watch | undefined;
  /** Steps at which the watch is asked next. */
  nextLook: number;
}

/** Steps between two looks at the watch: well below a millisecond of work. */
const stepsBetweenLooks = 250;

export function newBudget(watch?: Watch): Budget {
  return {
    steps: 0,
    items: 0,
    depth: 0,
    calls: 0,
    tries: 0,
    uncertain: 0,
    aside: 0,
    modelsBefore: Number.POSITIVE_INFINITY,
    returned: undefined,
    watch,
    nextLook: 0,
  };
}

/** Counts work. @throws BudgetUsedUp, and what the watch throws */
export function spend(budget: Budget, steps: number): void {
  budget.steps += steps;
  if (budget.steps > limits.steps) throw new BudgetUsedUp("steps");
  if (budget.steps < budget.nextLook) return;
  budget.nextLook = budget.steps + stepsBetweenLooks;
  if (budget.watch?.() === false) throw new BudgetUsedUp("time");
}

/** Counts items that are made or copied. @throws BudgetUsedUp, and what the watch throws */
export function hold(budget: Budget, items: number): void {
  budget.items += items;
  if (budget.items > limits.items) throw new BudgetUsedUp("items");
  spend(budget, items / itemsInStep);
}

/** Items that are copied in the time of a step. */
const itemsInStep = 64;

/** Items that a text counts as. */
export function itemsOfText(text: string): number {
  return text.length / 10;
}
