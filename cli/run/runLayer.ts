/** Runs one layer of a model file with the engine, from the file's name to the numbers that come out. */
import { totalmem } from "node:os";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import { type RunSuccess, runModel } from "../../engine/executor/runModel.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import type { WeightMatch } from "../../engine/weights/matchWeights.ts";
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";
import { usesChannelsFirst } from "../dataFormat.ts";
import { UnusableInputError } from "../exitCode.ts";
import { readModelFile } from "../modelFile.ts";
import { findLayer, findModel } from "./findLayer.ts";
import { type InputSlot, type InputSource, inputTensors } from "./inputTensors.ts";
import { readWeights } from "./readWeights.ts";

export interface LayerRunRequest {
  readonly file: string;
  readonly layer: string;
  readonly model: string | undefined;
  readonly source: InputSource;
  readonly weights: string | undefined;
  /** Of the initialisers. */
  readonly seed: number;
  readonly alone: boolean;
}

export interface LayerRun {
  /** Path of the layer with slashes. */
  readonly layer: string;
  readonly input: Tensor;
  /** The layer's first output, batch first. */
  readonly output: Tensor;
  readonly channelsFirst: boolean;
  readonly result: RunSuccess;
  readonly seed: number;
  /** About weight files, for the person who gave one. */
  readonly warnings: readonly string[];
}

/** Share of the machine's memory that a run may take. */
const memoryShare = 0.75;
const warningLimit = 5;

/** Throws `UnusableInputError` for whatever cannot be found, read or run, with the reason. */
export async function runLayer(request: LayerRunRequest): Promise<LayerRun> {
  const graph = readGraph(request);
  const { path } = findLayer(graph, request.layer);
  const declared = analyseModel(graph);
  const inputs = inputTensors(slotsOf(declared, path, request.alone), request.source);
  // Free sizes take those of the given input.
  const given = inputs[0]?.shape.slice(1);
  const analysis = request.alone || !given ? declared : analyseModel(graph, { inputShape: given });
  const match = request.weights === undefined ? undefined : readWeights(request.weights, analysis);
  const result = await runModel({
    analysis,
    layerPath: path,
    mode: request.alone ? "alone" : "upTo",
    inputs,
    weights: match?.store ?? emptyWeightStore,
    seed: request.seed,
    backend: "reference",
    memoryLimitBytes: totalmem() * memoryShare,
    yieldNow: () => Promise.resolve(),
    now: () => performance.now(),
  });
  if (result.kind === "refused") throw new UnusableInputError(result.reason);
  if (result.kind === "cancelled") throw new UnusableInputError("the run was cancelled");
  const [output] = result.outputs;
  const [input] = result.inputs;
  if (!output || !input) throw new UnusableInputError(`layer '${request.layer}' gives no output`);
  const layer = layerAt(declared, path);
  return {
    layer: path.join("/"),
    input,
    output,
    channelsFirst: usesChannelsFirst([...(layer ? [layer] : []), ...declared.layers]),
    result,
    seed: request.seed,
    warnings: match === undefined ? [] : weightWarnings(match),
  };
}

function readGraph({ file, model }: LayerRunRequest): ModelGraph {
  const { models, problems } = readModelFile(file);
  if (models.length === 0) throw new UnusableInputError(`${file}: ${problems[0]?.message ?? "no model"}`);
  return findModel(models, model, file);
}

function slotsOf(analysis: ModelAnalysis, path: readonly string[], alone: boolean): InputSlot[] {
  const channelsFirst = usesChannelsFirst(analysis.layers);
  if (!alone) return analysis.inputs.map(({ name, shape }) => ({ name, shape, channelsFirst }));
  const layer = layerAt(analysis, path);
  const shapes = layer?.calls[0]?.inputs ?? [];
  const name = path.join("/");
  return shapes.map((shape, index) => ({
    name: shapes.length > 1 ? `${name} input ${index + 1}` : name,
    shape,
    channelsFirst: usesChannelsFirst([...(layer ? [layer] : []), ...analysis.layers]),
  }));
}

function layerAt(analysis: ModelAnalysis, path: readonly string[]): LayerAnalysis | undefined {
  const [name, ...inner] = path;
  const layer = analysis.layers.find((each) => each.node.name === name);
  if (inner.length === 0) return layer;
  return layer?.nested === undefined ? undefined : layerAt(layer.nested, inner);
}

function weightWarnings({ misfits, missing, unused, byOrder }: WeightMatch): string[] {
  return [
    ...misfits.slice(0, warningLimit),
    ...(byOrder > 0 ? [`${byOrder} arrays were matched by order and shape, not by name.`] : []),
    ...(missing.length > 0
      ? [`the weight file brings no array for ${listOf(missing)}; initialisers fill them.`]
      : []),
    ...(unused.length > 0 ? [`no weight takes the arrays ${listOf(unused)}.`] : []),
  ];
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, warningLimit).join(", ");
  return names.length > warningLimit ? `${shown} and ${names.length - warningLimit} more` : shown;
}
