/** `setTimeout` and its kin: what they are given runs once, when the file itself is done. */

import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { isKind, type Slot, type Value } from "./values.ts";

export const timers = [
  "setTimeout",
  "setImmediate",
  "queueMicrotask",
  "requestAnimationFrame",
  "requestIdleCallback",
];

/** A call that is put off. */
export interface LaterCall {
  readonly callee: Value;
  readonly args: readonly Slot[];
  readonly site: CallSite;
}

/** Most calls that are put off. */
const laterLimit = 1_000;

export function callLater([callback, , ...args]: readonly Slot[], site: CallSite): Value {
  const { later } = site.scope.evaluation;
  // A promise's own `resolve` is taken at once, as what is awaited is.
  if (isKind(callback?.value, "native")) callValue(callback.value, undefined, args, site);
  else if (later.length < laterLimit) later.push({ callee: callback?.value, args, site });
  return later.length;
}
