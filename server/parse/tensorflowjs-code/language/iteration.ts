/** What `for ... of`, spread and destructuring go through: lists, texts, collections, generators, the program's own iterables. */
import type ts from "typescript";
import { hold, limits, spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { rangeOf, reportBound, unknownAt } from "./evaluation.ts";
import { getMember } from "./members.ts";
import { native } from "./native.ts";
import type { Scope } from "./scope.ts";
import {
  type IteratorValue,
  isKind,
  isUnknown,
  newArray,
  newIterator,
  newObject,
  type Slot,
  type Unknown,
  type Value,
} from "./values.ts";

/** The key that `Symbol.iterator` stands for. */
export const iteratorKey = "@@iterator";

/** Thrown to leave a generator that goes on for ever, once enough of its items are known. */
export class GeneratorFull extends Error {}

export interface Iteration {
  readonly items: readonly Slot[];
  /** The items are only the first ones. */
  readonly endless: boolean;
}

/** `undefined` where the value cannot be gone through, or is not known. */
export function iterate(value: Value, node: ts.Node, scope: Scope): Iteration | undefined {
  const range = rangeOf(scope.evaluation, node);
  const { budget } = scope.evaluation;
  if (isKind(value, "array")) {
    const { items } = value;
    if (value.rest) return undefined;
    if (!items.some(({ hole }) => hole)) return { items, endless: false };
    hold(budget, items.length);
    return { items: items.map(filled), endless: false };
  }
  if (typeof value === "string") {
    hold(budget, value.length);
    return { items: [...value].map((letter) => ({ value: letter, range })), endless: false };
  }
  if (isKind(value, "iterator")) return rest(value);
  if (isKind(value, "collection") && !value.rest) {
    spend(budget, value.items.size);
    hold(budget, value.items.size);
    const items = [...value.items.values()].map((item) =>
      value.name === "Set" ? item.key : { value: newArray([item.key, item.value]), range: item.value.range },
    );
    return { items, endless: false };
  }
  if (!isKind(value, "object") || value.rest) return undefined;
  const method = getMember(value, iteratorKey, node, scope);
  if (method === undefined) return undefined;
  const made = callValue(method, value, [], { node, scope, range, nameRange: range });
  if (isKind(made, "iterator")) return rest(made);
  return isKind(made, "array") ? { items: made.items, endless: false } : stepThrough(made, node, scope);
}

/** All items; `undefined` also where they have no end. */
export function itemsOf(value: Value, node: ts.Node, scope: Scope): readonly Slot[] | undefined {
  const iteration = iterate(value, node, scope);
  if (iteration?.endless) reportEndless(node, scope);
  return iteration?.endless ? undefined : iteration?.items;
}

/** Tells that somebody goes through more of a generator than is worked out of it. */
export function reportEndless(node: ts.Node, { evaluation }: Scope): void {
  reportBound(
    evaluation,
    "too-large",
    node,
    (place) =>
      `ConvLens works out ${limits.generatorItems} items of a generator; ${place} has more, so what is made of all of them is not known. See that it comes to an end, or leave the loop over it.`,
  );
}

/** Why a value cannot be gone through; `otherwise` for one that is known and is no list. */
export function whyUnknown(value: Value, otherwise: string, node: ts.Node, scope: Scope): Unknown {
  if (isUnknown(value)) return value;
  const rest =
    isKind(value, "array") || isKind(value, "object") || isKind(value, "collection") ? value.rest : undefined;
  return rest ?? unknownAt(scope.evaluation, node, otherwise);
}

export function iteratorMember(iterator: IteratorValue, key: string): Value {
  if (key === iteratorKey) return native(key, () => iterator);
  if (key === "return") return native(key, () => finish(iterator));
  return key === "next" ? native(key, (_, site) => nextResult(iterator, site)) : undefined;
}

/** Whoever goes through a list sees its holes as `undefined`. */
function filled({ value, range }: Slot): Slot {
  return { value, range };
}

function rest(iterator: IteratorValue): Iteration {
  const items = iterator.items.slice(iterator.position);
  // Whoever goes through a generator and leaves it has closed it.
  iterator.position = iterator.items.length;
  return { items, endless: iterator.endless };
}

function finish(iterator: IteratorValue): Value {
  iterator.position = iterator.items.length;
  return undefined;
}

function nextResult(iterator: IteratorValue, site: CallSite): Value {
  const slot = iterator.items[iterator.position++];
  const last = iterator.position === iterator.items.length + 1 ? iterator.result : undefined;
  return newObject([
    ["value", slot ?? { value: last, range: site.range }],
    ["done", { value: slot === undefined, range: site.range }],
  ]);
}

/** An iterator that the program wrote by hand: `next()` until it says that it is done. */
function stepThrough(iterator: Value, node: ts.Node, scope: Scope): Iteration | undefined {
  const range = rangeOf(scope.evaluation, node);
  const site = { node, scope, range, nameRange: range };
  const items: Slot[] = [];
  while (items.length < limits.generatorItems) {
    const next = getMember(iterator, "next", node, scope);
    const result = callValue(next, iterator, [], site);
    if (!isKind(result, "object")) return undefined;
    const done = result.entries.get("done")?.value;
    if (done === true) return { items, endless: false };
    if (typeof done === "object" && done !== null) return undefined;
    items.push(result.entries.get("value") ?? { value: undefined, range });
  }
  return { items, endless: true };
}

/** Runs a generator to its end, or as far as anyone looks at one that has none. */
export function collect(run: (yields: Slot[]) => Value): IteratorValue {
  const yields: Slot[] = [];
  try {
    const result = run(yields);
    return { ...newIterator(yields), result };
  } catch (error) {
    if (!(error instanceof GeneratorFull)) throw error;
    return newIterator(yields, true);
  }
}

/** One item of the generator that is running. @throws GeneratorFull */
export function yieldItems(scope: Scope, { items, endless }: Iteration): void {
  const { yields } = scope.frame;
  if (!yields) return;
  for (const item of items) {
    if (yields.length >= limits.generatorItems) throw new GeneratorFull();
    yields.push(item);
  }
  if (endless) throw new GeneratorFull();
}
