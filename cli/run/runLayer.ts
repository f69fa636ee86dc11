/** Runs one layer of a model file with the engine, from the file's name to the numbers that come out. */
import { totalmem } from "node:os";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import { type RunSuccess, runModel } from "../../engine/executor/runModel.ts";
import type { WinogradSize } from "../../engine/generators/winograd/algorithm.ts";
import type { BackendName } from "../../engine/kernels/backend.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";
import { usesChannelsFirst } from "../dataFormat.ts";
import { UnusableInputError } from "../exitCode.ts";
import { type ModelFile, readModelFile } from "../modelFile.ts";
import { findLayer, findModel } from "./findLayer.ts";
import { type InputSlot, type InputSource, inputTensors } from "./inputTensors.ts";
import { type FoundWeights, readWeights, weightsBeside } from "./readWeights.ts";

export interface LayerRunRequest {
  readonly file: string;
  readonly layer: string;
  readonly model: string | undefined;
  readonly source: InputSource;
  /** Weight file; `null` for none at all, `undefined` for one that stands beside the model. */
  readonly weights: string | null | undefined;
  /** Of the initialisers. */
  readonly seed: number;
  readonly alone: boolean;
  readonly backend: BackendName;
  /** Size of Winograd's algorithm; `null` to compute every layer directly. */
  readonly winograd: WinogradSize | null;
  /** `undefined` for a share of the machine's memory. */
  readonly memoryLimitBytes: number | undefined;
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
  /** Which weights came from the file, and which not. */
  readonly weightReport: readonly string[];
  /** About weight files, for the person who gave one. */
  readonly warnings: readonly string[];
}

/** Share of the machine's memory that a run may take. */
const memoryShare = 0.75;

/** Throws `UnusableInputError` for whatever cannot be found, read or run, with the reason. */
export async function runLayer(request: LayerRunRequest): Promise<LayerRun> {
  const file = readModelFile(request.file);
  const graph = modelIn(file, request);
  const { path } = findLayer(graph, request.layer);
  const declared = analyseModel(graph);
  const inputs = inputTensors(slotsOf(declared, path, request.alone), request.source);
  // Free sizes take those of the given input.
  const given = inputs[0]?.shape.slice(1);
  const analysis = request.alone || !given ? declared : analyseModel(graph, { inputShape: given });
  const memoryLimitBytes = request.memoryLimitBytes ?? totalmem() * memoryShare;
  const weights = await weightsFor(request, file, analysis, memoryLimitBytes);
  const result = await runModel({
    analysis,
    layerPath: path,
    mode: request.alone ? "alone" : "upTo",
    inputs,
    weights: weights.store,
    seed: request.seed,
    backend: request.backend,
    options: { winograd: request.winograd },
    memoryLimitBytes,
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
    weightReport: weights.report,
    warnings: [...weights.warnings, ...weights.report.slice(1)],
  };
}

function modelIn({ models, problems }: ModelFile, { file, model }: LayerRunRequest): ModelGraph {
  if (models.length === 0) throw new UnusableInputError(`${file}: ${problems[0]?.message ?? "no model"}`);
  return findModel(models, model, file);
}

async function weightsFor(
  { weights }: LayerRunRequest,
  file: ModelFile,
  analysis: ModelAnalysis,
  limitBytes: number,
): Promise<FoundWeights> {
  if (weights === null) return { store: emptyWeightStore, report: [], warnings: [] };
  if (weights !== undefined) return readWeights(weights, analysis, limitBytes);
  return weightsBeside(file, analysis, limitBytes);
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
