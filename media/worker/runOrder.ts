/** Carries out one run: makes the input, runs the layer with the engine, and lays the output out for the panel. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { WeightSpec } from "../../core/layers/operation.ts";
import { dimToNumber } from "../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { type RunSuccess, runModel } from "../../engine/executor/runModel.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import type { Picture } from "../panel/samples/picture.ts";
import { type FeatureMaps, toFeatureMaps } from "./featureMaps.ts";
import { dataFormatOf, type FoundLayer, findLayer, pathOfName, shownCall } from "./findLayer.ts";
import type { InputPicture, RunOrder, RunOutcome } from "./messages.ts";
import { outputLimits } from "./outputLimits.ts";
import { prepareInput } from "./prepareInput.ts";
import { noWeights, type WeightsForRun } from "./weightSession.ts";

export interface RunReport {
  readonly onProgress: (layer: string, done: number, total: number) => void;
  readonly signal: { readonly aborted: boolean };
  readonly yieldNow: () => Promise<void>;
  readonly now: () => number;
}

/** Kept by the worker after a run, so that pixels can be explained. */
export interface KeptRun {
  readonly order: RunOrder;
  readonly found: FoundLayer;
  readonly result: RunSuccess;
  readonly output: Tensor;
  /** Layout of the output, without its values, which the page has. */
  readonly maps: FeatureMaps;
  readonly pictureSize: { readonly width: number; readonly height: number } | null;
}

export type OrderResult =
  | { readonly kind: "done"; readonly outcome: RunOutcome; readonly kept: KeptRun }
  | OrderRefusal
  | { readonly kind: "cancelled" };

export interface OrderRefusal {
  readonly kind: "refused";
  readonly reason: string;
  /** The layer it is about, names from the outermost model inwards; `null` where it is none. */
  readonly layerPath: readonly string[] | null;
}

export async function runOrder(
  analysis: ModelAnalysis,
  order: RunOrder,
  report: RunReport,
  weights: WeightsForRun = noWeights,
): Promise<OrderResult> {
  const found = findLayer(analysis, order.layerPath);
  if (!found) return refused(`There is no layer ${order.layerPath.join(" › ")}.`);
  const prepared = prepareInputs(analysis, found, order);
  if (prepared.kind === "refused") return prepared;
  const result = await runModel({
    analysis,
    layerPath: order.layerPath,
    mode: order.mode,
    inputs: prepared.tensors,
    weights: weights.store,
    seed: order.seed,
    backend: "simd",
    memoryLimitBytes: order.memoryLimitBytes,
    onProgress: report.onProgress,
    signal: report.signal,
    yieldNow: report.yieldNow,
    now: report.now,
  });
  if (result.kind === "refused") return refused(result.reason, pathOfName(analysis.graph, result.layer));
  if (result.kind === "cancelled") return result;
  const output = result.outputs[0];
  if (!output) return refused("The layer has no output.");
  const maps = toFeatureMaps(output, dataFormatOf(found), outputLimits(result.operation));
  const { picture } = prepared;
  return {
    kind: "done",
    outcome: {
      layerPath: order.layerPath,
      mode: order.mode,
      maps,
      outputShape: output.shape,
      algorithm: result.algorithm,
      fused: result.fused,
      milliseconds: order.mode === "alone" ? result.layerMilliseconds : result.milliseconds,
      weights: weightsText(found, order, weights, result),
      weightReport: weights.report,
      weightsRefused: weights.refused,
      input: prepared.text,
      picture: picture ? toBytes(picture) : null,
    },
    kept: {
      order,
      found,
      result,
      output,
      maps,
      pictureSize: picture ? { width: picture.width, height: picture.height } : null,
    },
  };
}

type PreparedInputs =
  | {
      readonly kind: "ok";
      readonly tensors: readonly Tensor[];
      readonly text: string;
      readonly picture: Picture | null;
    }
  | OrderRefusal;

/** One tensor an input; each of several inputs gets the same picture with its own seed for what is mixed or noise. */
function prepareInputs(analysis: ModelAnalysis, found: FoundLayer, order: RunOrder): PreparedInputs {
  const shapes = order.mode === "alone" ? ownShapes(found) : analysis.inputs.map((input) => input.shape);
  const tensors: Tensor[] = [];
  const texts: string[] = [];
  let picture: Picture | null = null;
  for (const [index, shape] of shapes.entries()) {
    const sizes = sizesOf(shape);
    if (!sizes) {
      return refused(`The input ${formatShape(shape)} has sizes that are not known, so it cannot be filled.`);
    }
    const elements = sizes.reduce((a, b) => a * b, 1);
    if (4 * elements > order.memoryLimitBytes) {
      const reason = `The input ${formatShape(shape)} alone needs ${Math.round((4 * elements) / 1e6)} MB, and the limit is ${Math.round(order.memoryLimitBytes / 1e6)} MB.`;
      return refused(reason);
    }
    const format = order.mode === "alone" ? dataFormatOf(found) : inputFormat(analysis, index);
    const prepared = prepareInput(sizes, format, order.picture, order.seed + index);
    tensors.push(prepared.tensor);
    texts.push(prepared.text);
    picture ??= prepared.picture;
  }
  return { kind: "ok", tensors, text: [...new Set(texts)].join("; "), picture };
}

function refused(reason: string, layerPath: readonly string[] | null = null): OrderRefusal {
  return { kind: "refused", reason, layerPath };
}

function ownShapes(found: FoundLayer): readonly Shape[] {
  const call = shownCall(found);
  if (!call) return [];
  return call.inputs.length > 0 ? call.inputs : call.outputs;
}

/** Axis order of a model input: that of the first layer after it that has one. */
function inputFormat(analysis: ModelAnalysis, input: number): ReturnType<typeof dataFormatOf> {
  const layer = analysis.graph.inputs[input]?.layer ?? 0;
  const consumer = analysis.graph.layers.findIndex((node) =>
    node.calls.some((call) => call.inputs.some((ref) => ref.layer === layer)),
  );
  return dataFormatOf({ model: analysis, index: Math.max(consumer, 0) });
}

function sizesOf(shape: Shape): number[] | undefined {
  if (shape.kind === "unranked") return undefined;
  const sizes = shape.dims.map((dim, axis) => (axis === 0 ? 1 : dimToNumber(dim)));
  return sizes.every((size) => size !== null) ? sizes : undefined;
}

function weightsText(found: FoundLayer, order: RunOrder, weights: WeightsForRun, result: RunSuccess): string {
  const { weightSource } = result;
  if (weights.fileName !== null && (weightSource === "file" || weightSource === "mixed")) {
    return weightSource === "file"
      ? weights.fileName
      : `${weights.fileName}, and initialisers for the rest, seed ${order.seed}`;
  }
  const own = found.layer.weights ?? [];
  if (own.length === 0 && order.mode === "alone") return "none: this layer has no weights";
  if (own.length === 0) return `initialisers of the layers before, seed ${order.seed}, untrained`;
  const before = order.mode === "upTo" ? ", like all layers before" : "";
  return `initialiser ${own.map(initialiserText).join(", ")}, seed ${order.seed}, untrained${before}`;
}

/** `glorot_uniform (kernel)`: the class in the spelling of model files. */
function initialiserText(weight: WeightSpec): string {
  const name = weight.initializer.className.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return `${name} (${weight.name})`;
}

function toBytes(picture: Picture): InputPicture {
  const { width, height, rgb } = picture;
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let part = 0; part < 3; part++) rgba[4 * pixel + part] = 255 * (rgb[3 * pixel + part] ?? 0);
    rgba[4 * pixel + 3] = 255;
  }
  return { width, height, rgba: rgba.buffer };
}
