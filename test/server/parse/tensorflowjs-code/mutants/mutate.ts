/** Changes a program a little, as an edit would: other names, numbers, orders, spellings, layers more and fewer. Seeded. */
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import { copiedConfig, listedSize, otherPadding, removedArgument, reversedConfig } from "./configChanges.ts";
import { extractedLiteral, inlinedConstant, rename } from "./nameChanges.ts";
import { type Mutation, parsed, withEdits } from "./sourceProgram.ts";
import {
  doubledStatement,
  otherBound,
  removedStatement,
  swappedStatements,
  wrappedStatement,
} from "./statementChanges.ts";
import { otherNumber, otherOperator, wrappedInFunction } from "./valueChanges.ts";

export interface Mutant {
  readonly text: string;
  /** What was changed, for a failure's message. */
  readonly changes: readonly string[];
}

const mutations: readonly (readonly [string, Mutation])[] = [
  ["a name is another", rename],
  ["a number is another", otherNumber],
  ["a layer is doubled", doubledStatement],
  ["a statement is gone", removedStatement],
  ["two statements change places", swappedStatements],
  ["a bound is another", otherBound],
  ["an operator is another", otherOperator],
  ["a constant is written in place", inlinedConstant],
  ["a literal becomes a constant", extractedLiteral],
  ["a value comes from a function", wrappedInFunction],
  ["a config is copied", copiedConfig],
  ["a config is turned round", reversedConfig],
  ["an argument is gone", removedArgument],
  ["a size is a list", listedSize],
  ["a padding is another", otherPadding],
  ["a statement stands in a block", wrappedStatement],
];

export function mutate(text: string, fileName: string, random: RandomNumbers): Mutant {
  const wanted = random(1, 3);
  const changes: string[] = [];
  let changed = text;
  for (let tries = 0; changes.length < wanted && tries < 40; tries++) {
    const [name, mutation] = mutations[random(0, mutations.length - 1)] as (typeof mutations)[number];
    const edits = mutation(parsed(changed, fileName), random);
    if (!edits || edits.length === 0) continue;
    changed = withEdits(changed, edits);
    changes.push(name);
  }
  return { text: changed, changes };
}
