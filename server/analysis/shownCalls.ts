/** Which layers and models of code count where a person chose what a function is shown for: one of its calls, or values. */
import type { LayerOrigin } from "../../core/graph/modelGraph.ts";
import type { ProgramFunction } from "../parse/tensorflowjs-code/language/programFunction.ts";

/** False for what comes of a call that was not chosen. */
export function isShown(origin: LayerOrigin | undefined, functions: readonly ProgramFunction[]): boolean {
  return functions.every((each) => isShownFor(origin, each));
}

/** The items that count; all of them where none does. */
export function shownOnes<T>(
  items: readonly T[],
  originOf: (item: T) => LayerOrigin | undefined,
  functions: readonly ProgramFunction[],
): readonly T[] {
  const chosen = functions.filter(({ shown, calls }) => shown !== "all" && calls.length > 0);
  if (chosen.length === 0) return items;
  const shown = items.filter((item) => isShown(originOf(item), chosen));
  return shown.length > 0 ? shown : items;
}

function isShownFor(origin: LayerOrigin | undefined, { shown, calls, range }: ProgramFunction): boolean {
  if (shown === "all" || calls.length === 0) return true;
  const steps = origin?.calls.filter(({ callee }) => callee === range.start) ?? [];
  if (steps.length === 0) return true;
  // A function that is followed for itself has a step of its own place.
  if (shown === "values") return steps.some(({ start, callee }) => start === callee);
  return steps.some(({ start, uri }) => start === shown.start && uri === shown.uri);
}
