/**
 * What a piece of code changes: variables, lists, objects, collections, the layers of models. Code that may run or not is
 * undone by it, so that every branch starts from the same; a loop that is too long to follow leaves unknown what it changed.
 */
import type { CallRecord, LayerRecord, ModelRecord } from "../tensorflow/records.ts";
import { spend } from "./budget.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Variable } from "./scope.ts";
import {
  type ArrayValue,
  type CollectionValue,
  isModelPart,
  nextBirth,
  type ObjectValue,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

export type Container = ArrayValue | ObjectValue | CollectionValue | LayerRecord | ModelRecord;

/** A copy of what a container holds; of a list by place, of a model its calls, of layers and models `trainable`. */
export interface State {
  readonly slots: ReadonlyMap<Value, Slot>;
  readonly rest?: Unknown;
  readonly trainable?: boolean;
  readonly stack?: readonly CallRecord[];
}

export interface Journal {
  readonly outer: Journal | undefined;
  /** What is made later than this is the code's own. */
  readonly since: number;
  /** Whether things are kept as they were; otherwise only which have changed. */
  readonly keeps: boolean;
  readonly variables: Map<Variable, Value>;
  readonly containers: Map<Container, State>;
}

/** Runs `code` and gives back what it has changed. */
export function withJournal(evaluation: Evaluation, keeps: boolean, code: () => void): Journal {
  const journal: Journal = {
    outer: evaluation.program.journal,
    since: nextBirth(),
    keeps,
    variables: new Map(),
    containers: new Map(),
  };
  evaluation.program.journal = journal;
  try {
    code();
  } finally {
    evaluation.program.journal = journal.outer;
  }
  return journal;
}

/** Must be called before a variable is written. */
export function touchVariable(variable: Variable, evaluation: Evaluation): void {
  for (let journal = evaluation.program.journal; journal; journal = journal.outer) {
    // What the inner one has, or what was made in it, the outer ones have too.
    if (journal.variables.has(variable) || variable.born > journal.since) return;
    journal.variables.set(variable, variable.value);
  }
}

/** Must be called before a container is changed. */
export function touch(container: Container, evaluation: Evaluation): void {
  for (let journal = evaluation.program.journal; journal; journal = journal.outer) {
    if (journal.containers.has(container) || container.born > journal.since) return;
    const state = journal.keeps ? stateOf(container) : nothing;
    spend(evaluation.budget, state.slots.size / 4);
    journal.containers.set(container, state);
  }
}

const nothing: State = { slots: new Map() };

export function stateOf(container: Container): State {
  switch (container.kind) {
    case "array":
      return withRest(new Map(container.items.map((slot, index) => [index, slot])), container.rest);
    case "object":
      return withRest(new Map(container.entries), container.rest);
    case "collection": {
      const slots = [...container.items].map(([key, { value }]) => [key, value] as const);
      return withRest(new Map(slots), container.rest);
    }
    case "model":
      return { ...nothing, trainable: container.trainable, stack: [...container.stack] };
    case "layer":
      return { ...nothing, trainable: container.trainable };
  }
}

export function putState(container: Container, state: State): void {
  if (container.kind === "layer" || container.kind === "model") {
    container.trainable = state.trainable ?? container.trainable;
    if (container.kind === "model" && state.stack)
      container.stack.splice(0, container.stack.length, ...state.stack);
    return;
  }
  if (container.kind === "array") {
    container.items.length = 0;
    for (const slot of state.slots.values()) container.items.push(slot);
  } else if (container.kind === "object") {
    container.entries.clear();
    for (const [key, slot] of state.slots) container.entries.set(String(key), slot);
  } else {
    container.items.clear();
    for (const [key, value] of state.slots)
      container.items.set(key, { key: { value: key, range: value.range }, value });
  }
  if (state.rest) container.rest = state.rest;
  else delete container.rest;
}

/** Leaves nothing known of a list, object or collection; layers and models stay what they are. */
export function forgetContainer(container: Container, cause: Unknown): void {
  if (container.kind === "layer" || container.kind === "model") return;
  if (container.kind === "array") {
    for (const [index, { range }] of container.items.entries())
      container.items[index] = { value: cause, range };
  } else if (container.kind === "object") {
    for (const [key, { range }] of container.entries) container.entries.set(key, { value: cause, range });
  }
  container.rest = cause;
}

/** What holds after several ways to go on, and whether one of them was chosen for a part of a model. */
export interface Joined {
  readonly state: State;
  readonly chosen: boolean;
}

/**
 * Plain values that differ become `unknown`. Of tensors, layers and models, and of lists that differ by them, the first
 * way that changes something is taken.
 */
export function joinStates(before: State, ends: readonly State[], unknown: Unknown): Joined {
  const [first = before] = ends;
  if (ends.every((end) => sameState(end, first))) return { state: first, chosen: false };
  const changed = ends.find((end) => !sameState(end, before)) ?? first;
  if (changed.trainable !== undefined) return { state: changed, chosen: true };
  const slots = new Map<Value, Slot>();
  let chosen = false;
  let missing = false;
  for (const key of new Set(ends.flatMap((end) => [...end.slots.keys()]))) {
    const found = ends.map((end) => end.slots.get(key));
    const [one] = found;
    if (one && found.every((slot) => slot?.value === one.value)) {
      slots.set(key, one);
      continue;
    }
    const part = found.find((slot) => isModelPart(slot?.value));
    const range = found.find((slot) => slot !== undefined)?.range ?? { start: 0, end: 0 };
    if (part) chosen = true;
    else if (found.includes(undefined)) missing = true;
    slots.set(key, part ?? { value: unknown, range });
  }
  const rest = ends.find((end) => end.rest)?.rest ?? (missing ? unknown : undefined);
  // Lists of different lengths, which differ by layers: one of them as a whole.
  if (chosen && !rest && ends.some((end) => end.slots.size !== changed.slots.size))
    return { state: changed, chosen };
  return { state: withRest(slots, rest), chosen };
}

function withRest(slots: ReadonlyMap<Value, Slot>, rest: Unknown | undefined): State {
  return rest ? { slots, rest } : { slots };
}

function sameState(a: State, b: State): boolean {
  if (a.rest !== b.rest || a.trainable !== b.trainable || a.slots.size !== b.slots.size) return false;
  if (a.stack?.length !== b.stack?.length) return false;
  if (a.stack?.some((call, index) => call !== b.stack?.[index])) return false;
  for (const [key, slot] of a.slots) if (b.slots.get(key)?.value !== slot.value) return false;
  return true;
}
