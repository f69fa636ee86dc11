/** Finds for each weight of a model the array of a file: by name, by place within its layer, then by order and shape. */
import { elementCount, formatSizes, sameShape } from "../tensor/tensor.ts";
import type { WantedWeight } from "./wantedWeights.ts";
import type { WeightEntry } from "./weightEntry.ts";
import { endsAlike, innerNames, nameOf, plainName, wholeNames } from "./weightNames.ts";

export interface MatchedWeight {
  readonly want: WantedWeight;
  readonly entry: WeightEntry;
  readonly by: "name" | "layer" | "order";
}

export interface WeightMatch {
  readonly matched: readonly MatchedWeight[];
  /** Weights without an array; the initialiser fills them. */
  readonly missing: readonly WantedWeight[];
  /** Arrays that have the name of a weight and another shape, as sentences. */
  readonly misfits: readonly string[];
  /** Arrays that no weight takes. */
  readonly unused: readonly WeightEntry[];
}

export function matchWeights(wanted: readonly WantedWeight[], entries: readonly WeightEntry[]): WeightMatch {
  const state: MatchState = { matched: [], used: new Set(), misfits: [] };
  const byName = firstByName(entries);
  const unnamed = wanted.filter((want) => !matchWholeName(want, byName, state));
  const inner = unnamed.filter((want) => !matchInnerName(want, byName, state));
  const displaced = matchByLayer(wanted, inner, entries, state);
  const missing = matchByOrder(displaced, entries, state);
  return {
    matched: state.matched,
    missing,
    misfits: state.misfits,
    unused: entries.filter((entry) => !state.used.has(entry)),
  };
}

interface MatchState {
  readonly matched: MatchedWeight[];
  readonly used: Set<WeightEntry>;
  readonly misfits: string[];
}

function take(state: MatchState, want: WantedWeight, entry: WeightEntry, by: MatchedWeight["by"]): void {
  state.used.add(entry);
  state.matched.push({ want, entry, by });
}

function firstByName(entries: readonly WeightEntry[]): Map<string, WeightEntry> {
  const byName = new Map<string, WeightEntry>();
  for (const entry of entries) {
    const name = plainName(entry.name);
    if (!byName.has(name)) byName.set(name, entry);
  }
  return byName;
}

function matchWholeName(
  want: WantedWeight,
  byName: ReadonlyMap<string, WeightEntry>,
  state: MatchState,
): boolean {
  const entry = wholeNames(want)
    .map((name) => byName.get(name))
    .find((found) => found && !state.used.has(found));
  if (!entry) return false;
  if (fits(entry.shape, want.weight.shape)) {
    take(state, want, entry, "name");
    return true;
  }
  state.misfits.push(
    `"${entry.name}" is ${formatSizes(entry.shape)}, and ${nameOf(want)} needs ${formatSizes(want.weight.shape)}.`,
  );
  return false;
}

function matchInnerName(
  want: WantedWeight,
  byName: ReadonlyMap<string, WeightEntry>,
  state: MatchState,
): boolean {
  const entry = innerNames(want)
    .map((name) => byName.get(name))
    .find((found) => found && !state.used.has(found) && mayOwn(found, want));
  if (!entry || !fits(entry.shape, want.weight.shape)) return false;
  take(state, want, entry, "name");
  return true;
}

/** An array that a file keeps under another layer or model is not taken for its inner name alone. */
function mayOwn({ owner }: WeightEntry, want: WantedWeight): boolean {
  if (!owner) return true;
  const path = want.layerPath.join("/");
  return owner.layer === want.layerPath[0] || owner.layer === path || owner.layer === want.layerPath.at(-1);
}

/**
 * Layers whose weights have other names in the file (those of a cell or a layer inside) take the arrays that the file keeps
 * under the layer: in the order in which Keras keeps them where number and shapes are right, else by the ends of their names.
 */
function matchByLayer(
  wanted: readonly WantedWeight[],
  left: readonly WantedWeight[],
  entries: readonly WeightEntry[],
  state: MatchState,
): WantedWeight[] {
  const groups = arraysByLayer(entries.filter((entry) => !state.used.has(entry)));
  const total = countByKey(wanted);
  const still: WantedWeight[] = [];
  for (const wants of byKey(left)) {
    const [first] = wants;
    if (!first) continue;
    const arrays = arraysOf(first, groups).filter((entry) => !state.used.has(entry));
    const whole = wants.length === total.get(first.key) && wants.length === arrays.length;
    const inOrder = whole && arrays.every((entry) => entry.owner !== undefined);
    if (inOrder && wants.every((want, at) => fits(arrays[at]?.shape ?? [], want.weight.shape))) {
      for (const [at, want] of wants.entries()) take(state, want, arrays[at] as WeightEntry, "layer");
    } else still.push(...wants.filter((want) => !matchByEnd(want, arrays, state)));
  }
  return still;
}

function matchByEnd(want: WantedWeight, arrays: readonly WeightEntry[], state: MatchState): boolean {
  const found = arrays.find(
    (entry) => !state.used.has(entry) && endsAlike(entry.name, want) && fits(entry.shape, want.weight.shape),
  );
  if (found) take(state, want, found, "layer");
  return found !== undefined;
}

/** By every start of their names, and by the group that the file keeps them in. */
function arraysByLayer(entries: readonly WeightEntry[]): Map<string, WeightEntry[]> {
  const groups = new Map<string, WeightEntry[]>();
  for (const entry of entries) {
    const parts = plainName(entry.name).split("/").slice(0, mostParts);
    const layers = new Set(parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("/")));
    if (entry.owner) layers.add(entry.owner.layer);
    for (const layer of layers) {
      const group = groups.get(layer);
      if (group) group.push(entry);
      else groups.set(layer, [entry]);
    }
  }
  return groups;
}

/** Models are nested less deep than this; names can be made of slashes. */
const mostParts = 16;

function arraysOf(want: WantedWeight, groups: ReadonlyMap<string, WeightEntry[]>): readonly WeightEntry[] {
  const paths = [want.layerPath.join("/"), ...want.otherPaths, want.layerPath.at(-1) ?? ""];
  return paths.map((path) => groups.get(path)).find((group) => group !== undefined) ?? [];
}

function matchByOrder(
  wanted: readonly WantedWeight[],
  entries: readonly WeightEntry[],
  state: MatchState,
): WantedWeight[] {
  const free = entries.filter((entry) => !state.used.has(entry));
  const missing: WantedWeight[] = [];
  let next = 0;
  for (const want of wanted) {
    let at = next;
    while (at < free.length && !sameShape(free[at]?.shape ?? [], want.weight.shape)) at++;
    const entry = free[at];
    if (entry) {
      take(state, want, entry, "order");
      next = at + 1;
    } else missing.push(want);
  }
  return missing;
}

function byKey(wanted: readonly WantedWeight[]): WantedWeight[][] {
  const groups = new Map<string, WantedWeight[]>();
  for (const want of wanted) {
    const group = groups.get(want.key);
    if (group) group.push(want);
    else groups.set(want.key, [want]);
  }
  return [...groups.values()];
}

function countByKey(wanted: readonly WantedWeight[]): Map<string, number> {
  return new Map(byKey(wanted).map((group) => [group[0]?.key ?? "", group.length]));
}

/** Equal, or equal but for axes of size 1. */
function fits(found: readonly number[], wanted: readonly number[]): boolean {
  if (sameShape(found, wanted)) return true;
  const long = (shape: readonly number[]) => shape.filter((size) => size !== 1);
  return elementCount(found) === elementCount(wanted) && sameShape(long(found), long(wanted));
}
