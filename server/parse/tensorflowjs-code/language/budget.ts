/** Bounds of an evaluation: steps, depth, sizes. A file can cost a message, never a hang or a stack overflow. */

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
  /** Items that are worked out of a generator. */
  generatorItems: 300,
  textLength: 10_000,
  /** UTF-16 units of a file. */
  fileLength: 2_000_000,
  /** UTF-16 units of an HTML page, of which its scripts count as a file. */
  pageLength: 4_000_000,
  /** Files that one program is followed through, and the UTF-16 units of all of them. */
  files: 200,
  textOfFiles: 4_000_000,
  /** Files that import a document and are followed for its sake. */
  importers: 6,
  modelsInsideModels: 64,
  problems: 200,
} as const;

/** Thrown when the steps are used up; only the reader catches it. */
export class StepsUsedUp extends Error {}

export interface Budget {
  steps: number;
  depth: number;
  calls: number;
  /** How many `try` blocks are being run. */
  tries: number;
  /** How many pieces of code around this one may run or not. */
  uncertain: number;
}

export function newBudget(): Budget {
  return { steps: 0, depth: 0, calls: 0, tries: 0, uncertain: 0 };
}

/** Counts work. @throws StepsUsedUp */
export function spend(budget: Budget, steps: number): void {
  budget.steps += steps;
  if (budget.steps > limits.steps) throw new StepsUsedUp();
}
