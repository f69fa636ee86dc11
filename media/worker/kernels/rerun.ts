/** Runs the layer of the last run once more with other weights, on what it was given then: an edit is seen at once. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { singularValues } from "../../../engine/approximation/singularValues.ts";
import type { RunSuccess } from "../../../engine/executor/runModel.ts";
import type { RunSession } from "../../../engine/executor/runSession.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { type WeightStore, weightKey } from "../../../engine/weights/weightStore.ts";
import { type ChangedMaps, changedMaps } from "../changedMaps.ts";
import { dataFormatOf } from "../findLayer.ts";
import { outputLimits } from "../outputLimits.ts";
import type { KeptRun, RunReport } from "../runOrder.ts";
import { type KernelPlace, type KernelStage, type RankOneErrors, weightIndex } from "./layerKernels.ts";

export interface Rerun {
  readonly analysis: ModelAnalysis;
  readonly kept: KeptRun;
  readonly store: WeightStore;
  readonly session: RunSession;
  readonly report: Pick<RunReport, "yieldNow" | "now" | "signal">;
}

export interface Rerunning {
  readonly kept: KeptRun;
  readonly changes: ChangedMaps;
}

/** `null` where the run was refused or stopped. */
export async function rerun(request: Rerun): Promise<Rerunning | null> {
  const { kept } = request;
  const result = await runAlone(request, request.store);
  const output = result?.outputs[0];
  if (!result || !output) return null;
  const changes = changedMaps(kept.maps, kept.output, output, outputLimits(result.operation));
  const maps = { ...changes.maps, values: kept.maps.values };
  return { kept: { ...kept, result: { ...result, inputs: kept.result.inputs }, output, maps }, changes };
}

async function runAlone(
  { analysis, kept, session, report }: Rerun,
  store: WeightStore,
): Promise<RunSuccess | null> {
  const result = await session.run({
    analysis,
    layerPath: kept.order.layerPath,
    mode: "alone",
    backend: "simd",
    inputs: kept.result.inputs,
    weights: store,
    seed: kept.order.seed,
    memoryLimitBytes: kept.order.memoryLimitBytes,
    ...report,
  });
  return result.kind === "ok" ? result : null;
}

/** `null` where the stage is not of the layer that ran, or a run was refused or stopped. */
export async function rankOneErrors(
  request: Rerun,
  stage: KernelStage,
  place: KernelPlace,
): Promise<RankOneErrors | null> {
  const { kept, store } = request;
  const weight = kept.result.weights.find(({ name }) => name === stage.weight);
  if (!weight || stage.layerPath.join("\n") !== kept.order.layerPath.join("\n")) return null;
  const own = kept.output;
  const instead = (data: Float32Array): WeightStore => {
    const key = weightKey(stage.layerPath, kept.found.layer.node);
    const { tensor, name, source } = weight;
    const entry = { name, shape: tensor.shape, source, read: () => ({ shape: tensor.shape, data }) };
    return { layers: new Map(store.layers).set(key, new Map(store.layers.get(key)).set(name, entry)) };
  };
  const one = weight.tensor.data.slice();
  putRankOne(stage, one, place);
  const oneOutput = (await runAlone(request, instead(one)))?.outputs[0];
  const all = weight.tensor.data.slice();
  const energy = { kept: 0, of: 0 };
  for (let filter = 0; filter < stage.allFilters; filter++) {
    for (let channel = 0; channel < stage.channels; channel++) {
      for (let slice = 0; slice < stage.slices; slice++) {
        const values = putRankOne(stage, all, { filter, channel, slice });
        energy.of += values.reduce((sum, value) => sum + value * value, 0);
        energy.kept += (values[0] ?? 0) ** 2;
      }
    }
  }
  const allOutput = (await runAlone(request, instead(all)))?.outputs[0];
  if (!oneOutput || !allOutput) return null;
  const channelAxis = dataFormatOf(kept.found) === "channels_first" ? 1 : own.shape.length - 1;
  return {
    kernel: stage.makesChannels
      ? relativeError(own, oneOutput, { axis: channelAxis, channel: place.filter })
      : relativeError(own, oneOutput),
    all: relativeError(own, allOutput),
    kept: energy.of === 0 ? 1 : energy.kept / energy.of,
  };
}

/** Puts the best kernel of rank 1 in the place of one of a weight; gives the singular values of the one before. */
function putRankOne(stage: KernelStage, data: Float32Array, place: KernelPlace): Float64Array {
  const { rows, columns } = stage;
  const values = new Float64Array(rows * columns);
  for (let at = 0; at < values.length; at++) {
    values[at] = data[weightIndex(stage, place, Math.floor(at / columns), at % columns)] as number;
  }
  const result = singularValues({ rows, columns, values });
  for (let at = 0; at < values.length; at++) {
    data[weightIndex(stage, place, Math.floor(at / columns), at % columns)] = result.first[at] as number;
  }
  return result.values;
}

/** Root of the mean square of the difference over that of `own`, on one channel or on all; 0 where both are zero. */
export function relativeError(
  own: Tensor,
  other: Tensor,
  only?: { readonly axis: number; readonly channel: number },
): number {
  const inner = only ? own.shape.slice(only.axis + 1).reduce((a, b) => a * b, 1) : 1;
  const channels = only ? (own.shape[only.axis] ?? 1) : 1;
  let [squares, of] = [0, 0];
  for (let at = 0; at < own.data.length; at++) {
    if (only && Math.floor(at / inner) % channels !== only.channel) continue;
    const value = own.data[at] as number;
    squares += (value - (other.data[at] as number)) ** 2;
    of += value * value;
  }
  return squares === 0 ? 0 : Math.sqrt(squares / of);
}
