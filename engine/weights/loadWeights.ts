/** Takes the arrays of a weight file for a model: all checks first, so that a file is taken whole or not at all. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { LazyTensor } from "../tensor/lazyTensor.ts";
import { formatSizes, type Tensor } from "../tensor/tensor.ts";
import { type MatchedWeight, matchWeights } from "./matchWeights.ts";
import { wantedWeights } from "./wantedWeights.ts";
import type { WeightEntry, WeightFile } from "./weightEntry.ts";
import { nameOf } from "./weightNames.ts";
import type { WeightStore } from "./weightStore.ts";

export type LoadedWeights =
  | { readonly kind: "ok"; readonly store: WeightStore; readonly report: WeightReport }
  /** A sentence with file, array and numbers. */
  | { readonly kind: "refused"; readonly reason: string };

/** What became of a file's arrays and of a model's weights. */
export interface WeightReport {
  readonly fileName: string;
  /** Weights that got an array. */
  readonly matched: number;
  /** Of them, those whose name said nothing: their layer's group and order did, or order and shape alone. */
  readonly byLayer: number;
  readonly byOrder: number;
  /** `layer/weight` without an array; the initialiser fills it. */
  readonly missing: readonly string[];
  /** Arrays that no weight takes. */
  readonly unused: readonly string[];
}

const shownNames = 5;

export function loadWeights(fileName: string, file: WeightFile, analysis: ModelAnalysis): LoadedWeights {
  if (file.kind === "refused") return { kind: "refused", reason: `${fileName}: ${file.reason}` };
  const wanted = wantedWeights(analysis);
  const match = matchWeights(wanted, file.entries);
  const [misfit, ...others] = match.misfits;
  if (misfit !== undefined) {
    const more = others.length > 0 ? ` ${others.length} more arrays do not fit either.` : "";
    return refused(fileName, `${misfit}${more} The file is of another model, so none of it is used.`);
  }
  if (match.matched.length === 0) {
    return refused(
      fileName,
      `none of its ${file.entries.length} arrays (${listNames(file.entries.map((entry) => entry.name))}) has the name or the shape of one of the model's ${wanted.length} weights.`,
    );
  }
  const layers = new Map<string, Map<string, WeightEntry>>();
  for (const matched of match.matched) {
    const tensor = readFitted(matched);
    const wrong = notFinite(tensor);
    if (wrong !== undefined)
      return refused(fileName, `"${matched.entry.name}" ${wrong}, so none of the file is used.`);
    const { key, weight } = matched.want;
    const layer = layers.get(key) ?? new Map<string, WeightEntry>();
    const { name, codedBytes } = matched.entry;
    const left = codedBytes === undefined ? tensor : decodedLater(matched);
    const coded = codedBytes === undefined ? {} : { codedBytes };
    layers.set(key, layer.set(weight.name, { name, shape: tensor.shape, ...coded, read: () => left }));
  }
  const count = (by: MatchedWeight["by"]) => match.matched.filter((matched) => matched.by === by).length;
  return {
    kind: "ok",
    store: { layers },
    report: {
      fileName,
      matched: match.matched.length,
      byLayer: count("layer"),
      byOrder: count("order"),
      missing: match.missing.map(nameOf),
      unused: match.unused.map((entry) => entry.name),
    },
  };
}

/** The report as sentences; the first says how many weights came from the file. */
export function describeReport({
  fileName,
  matched,
  byLayer,
  byOrder,
  missing,
  unused,
}: WeightReport): string[] {
  const total = matched + missing.length;
  const lines = [`${matched} of ${total} weights come from ${fileName}.`];
  if (byLayer > 0) lines.push(`${byLayer} of them were matched by their layer and order, not by name.`);
  if (byOrder > 0) lines.push(`${byOrder} of them were matched by order and shape, not by name.`);
  if (missing.length > 0) {
    lines.push(
      `The file brings no array for ${listNames(missing)}; initialisers fill ${missing.length === 1 ? "it" : "them"}.`,
    );
  }
  if (unused.length > 0)
    lines.push(`No weight takes ${unused.length === 1 ? "the array" : "the arrays"} ${listNames(unused)}.`);
  return lines;
}

export function listNames(names: readonly string[]): string {
  const shown = names
    .slice(0, shownNames)
    .map((name) => name.slice(0, 120))
    .join(", ");
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}

function refused(fileName: string, reason: string): LoadedWeights {
  return { kind: "refused", reason: `${fileName}: ${reason}` };
}

/** Arrays that differ by axes of size 1 take the weight's shape. */
function readFitted({ want, entry }: MatchedWeight): Tensor {
  return { shape: want.weight.shape, data: entry.read().data };
}

/** Decoded for a layer's kernel, and forgotten once that has the values in its own order: the file holds them already. */
function decodedLater(matched: MatchedWeight): LazyTensor {
  return new LazyTensor(matched.want.weight.shape, function* () {
    yield;
    return readFitted(matched).data;
  });
}

/** `undefined` where all values are numbers; else what is wrong, following the array's name. */
function notFinite({ shape, data }: Tensor): string | undefined {
  let count = 0;
  let first = 0;
  for (let at = 0; at < data.length; at++) {
    if (Number.isFinite(data[at])) continue;
    if (count === 0) first = at;
    count++;
  }
  if (count === 0) return undefined;
  return `(${formatSizes(shape)}) has ${count} of ${data.length} values that are no finite numbers, the first at ${first}: ${data[first]}`;
}
