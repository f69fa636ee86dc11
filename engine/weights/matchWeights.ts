/** Finds for each weight of a model the array of a file: by name, then by order and shape; and says what did not fit. */
import { elementCount, formatSizes, sameShape } from "../tensor/tensor.ts";
import type { WantedWeight } from "./wantedWeights.ts";
import type { WeightEntry } from "./weightEntry.ts";
import type { WeightStore } from "./weightStore.ts";

export interface WeightMatch {
  readonly store: WeightStore;
  readonly byName: number;
  readonly byOrder: number;
  /** `layer/weight` without an array; the initialiser fills it. */
  readonly missing: readonly string[];
  /** Arrays that have the name of a weight and another shape, as sentences. */
  readonly misfits: readonly string[];
  /** Arrays that no weight takes. */
  readonly unused: readonly string[];
}

export function matchWeights(wanted: readonly WantedWeight[], entries: readonly WeightEntry[]): WeightMatch {
  const layers = new Map<string, Map<string, WeightEntry>>();
  const used = new Set<WeightEntry>();
  const misfits: string[] = [];
  const take = (want: WantedWeight, entry: WeightEntry) => {
    used.add(entry);
    const layer = layers.get(want.key) ?? new Map<string, WeightEntry>();
    layers.set(want.key, layer.set(want.weight.name, fitted(entry, want.weight.shape)));
  };

  const byPlainName = new Map(entries.map((entry) => [plainName(entry.name), entry]));
  const left: WantedWeight[] = [];
  for (const want of wanted) {
    const entry = namesOf(want)
      .map((name) => byPlainName.get(name))
      .find((found) => found !== undefined && !used.has(found));
    if (entry && fits(entry.shape, want.weight.shape)) take(want, entry);
    else left.push(want);
    if (entry && !used.has(entry)) {
      misfits.push(
        `"${entry.name}" is ${formatSizes(entry.shape)}, and ${nameOf(want)} needs ${formatSizes(want.weight.shape)}.`,
      );
    }
  }
  const byName = used.size;

  const missing: string[] = [];
  let next = 0;
  const unnamed = entries.filter((entry) => !used.has(entry));
  for (const want of left) {
    let at = next;
    while (at < unnamed.length && !sameShape(unnamed[at]?.shape ?? [], want.weight.shape)) at++;
    const entry = unnamed[at];
    if (entry) {
      take(want, entry);
      next = at + 1;
    } else missing.push(nameOf(want));
  }
  return {
    store: { layers },
    byName,
    byOrder: used.size - byName,
    missing,
    misfits,
    unused: entries.filter((entry) => !used.has(entry)).map((entry) => entry.name),
  };
}

function nameOf(want: WantedWeight): string {
  return [...want.layerPath, want.weight.name].join("/");
}

/** Older Keras and TensorFlow.js call the kernel of a depthwise layer `depthwise_kernel`. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  kernel: ["kernel", "depthwise_kernel"],
  depthwise_kernel: ["depthwise_kernel", "kernel"],
};

/** Names to look for, best first: the whole path, the path without outer models, and Keras 2's doubled layer name. */
function namesOf(want: WantedWeight): string[] {
  const weights = otherNames[want.weight.name] ?? [want.weight.name];
  const layer = want.layerPath.at(-1) ?? "";
  const layerNames = [
    ...want.layerPath.map((_, at) => want.layerPath.slice(at).join("/")),
    `${layer}/${layer}`,
    `${want.layerPath.join("/")}/${layer}`,
  ];
  return layerNames.flatMap((name) => weights.map((weight) => plainName(`${name}/${weight}`)));
}

/** TensorFlow ends names of variables in `:0`; some exporters write dots for slashes. */
function plainName(name: string): string {
  return name.replace(/:\d+$/, "").replaceAll(".", "/");
}

/** Equal, or equal but for axes of size 1. */
function fits(found: readonly number[], wanted: readonly number[]): boolean {
  if (sameShape(found, wanted)) return true;
  const long = (shape: readonly number[]) => shape.filter((size) => size !== 1);
  return elementCount(found) === elementCount(wanted) && sameShape(long(found), long(wanted));
}

function fitted(entry: WeightEntry, shape: readonly number[]): WeightEntry {
  if (sameShape(entry.shape, shape)) return entry;
  return { ...entry, shape, read: () => ({ shape, data: entry.read().data }) };
}
