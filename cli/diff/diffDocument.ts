/** The differences of two files as data: what `diff --format json` prints. */
import { countToNumber } from "../../core/cost/count.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelFormat } from "../../core/graph/modelGraph.ts";
import { formatShape } from "../../core/shape/shape.ts";
import { type Change, compareLayers, type LayerChanges } from "./compareLayers.ts";
import { layersOf, matchLayers, type NamedLayer } from "./matchLayers.ts";

/** Schema 1; later versions only add keys. */
export interface DiffDocument {
  readonly schema: 1;
  readonly old: DiffSide;
  readonly new: DiffSide;
  /** True where anything differs. */
  readonly differs: boolean;
  readonly models: readonly ModelDiff[];
}

export interface DiffSide {
  readonly file: string;
  readonly format: ModelFormat | null;
}

export interface ModelDiff {
  /** Of the new model, or of the old one where it was taken out. */
  readonly name: string;
  readonly change: "same" | "changed" | "added" | "removed";
  /** Input shapes, and `null` where a total is not known. */
  readonly totals: Readonly<Record<TotalKey, Change<number | null>>>;
  readonly inputs: Change<readonly string[]>;
  /** In the order of the new model; layers in which nothing differs are left out. */
  readonly layers: readonly LayerDiff[];
  readonly unchanged: number;
}

export type TotalKey = "parameters" | "trainable" | "macs" | "weightBytes" | "peakActivationBytes" | "layers";

export interface LayerDiff {
  /** With the names of the models around it. */
  readonly name: string;
  readonly class: string;
  readonly change: "added" | "removed" | "changed";
  readonly outputShape: string;
  readonly parameters: number | null;
  readonly macs: number | null;
  readonly changes?: LayerChanges;
}

export interface DiffedFile {
  readonly file: string;
  readonly format: ModelFormat | null;
  readonly analyses: readonly ModelAnalysis[];
}

export function diffDocument(old: DiffedFile, now: DiffedFile): DiffDocument {
  const sameForm = old.format === now.format && old.format !== "tfjs-code";
  const models = modelPairs(old.analyses, now.analyses).map(([a, b]) => diffModels(a, b, sameForm));
  return {
    schema: 1,
    old: { file: old.file, format: old.format },
    new: { file: now.file, format: now.format },
    differs: models.some(({ change }) => change !== "same"),
    models,
  };
}

/** By name; where a file holds one model only, that one. */
function modelPairs(
  old: readonly ModelAnalysis[],
  now: readonly ModelAnalysis[],
): readonly (readonly [ModelAnalysis | undefined, ModelAnalysis | undefined])[] {
  if (old.length === 1 && now.length === 1) return [[old[0], now[0]]];
  const left = new Set(old);
  const pairs = now.map((model) => {
    const same = [...left].find(({ graph }) => graph.name === model.graph.name);
    if (same) left.delete(same);
    return [same, model] as const;
  });
  return [...pairs, ...[...left].map((model) => [model, undefined] as const)];
}

function diffModels(
  old: ModelAnalysis | undefined,
  now: ModelAnalysis | undefined,
  sameForm: boolean,
): ModelDiff {
  const [before, after] = [old ? layersOf(old) : [], now ? layersOf(now) : []];
  const layers = matchLayers(before, after).flatMap((pair): LayerDiff[] => {
    if (pair.old && pair.now) {
      const changes = compareLayers(pair.old, pair.now, sameForm);
      return changes ? [{ ...entryOf(pair.now), change: "changed", changes }] : [];
    }
    if (pair.now) return [{ ...entryOf(pair.now), change: "added" }];
    return pair.old ? [{ ...entryOf(pair.old), change: "removed" }] : [];
  });
  const inputs = { old: inputShapes(old), now: inputShapes(now) };
  const same = layers.length === 0 && JSON.stringify(inputs.old) === JSON.stringify(inputs.now);
  return {
    name: (now ?? old)?.graph.name ?? "",
    change: !old ? "added" : !now ? "removed" : same ? "same" : "changed",
    totals: totalsOf(old, now, { old: before.length, now: after.length }),
    inputs,
    layers,
    unchanged: after.length - layers.filter(({ change }) => change !== "removed").length,
  };
}

function entryOf({ path, layer }: NamedLayer): Omit<LayerDiff, "change"> {
  const shapes = layer.calls.map(({ outputs }) => outputs.map(formatShape).join(" and "));
  return {
    name: path,
    class: layer.node.className,
    outputShape: shapes.join(", "),
    parameters: countToNumber(layer.parameters),
    macs: countToNumber(layer.macs),
  };
}

function inputShapes(model: ModelAnalysis | undefined): readonly string[] {
  return model?.inputs.map(({ shape }) => formatShape(shape)) ?? [];
}

/** Of a model that is not there, nothing: 0 of everything. */
function totalsOf(
  old: ModelAnalysis | undefined,
  now: ModelAnalysis | undefined,
  layers: Change<number>,
): ModelDiff["totals"] {
  const total = (key: Exclude<TotalKey, "layers">): Change<number | null> => ({
    old: old ? countToNumber(old.totals[key]) : 0,
    now: now ? countToNumber(now.totals[key]) : 0,
  });
  return {
    layers,
    parameters: total("parameters"),
    trainable: total("trainable"),
    macs: total("macs"),
    weightBytes: total("weightBytes"),
    peakActivationBytes: total("peakActivationBytes"),
  };
}
