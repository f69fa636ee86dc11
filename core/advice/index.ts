/** Advice on a finished analysis: what will work and yet is likely not what was meant. One line a check. */
import type { ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { ModelGraph } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import { type AdviceCheck, advisedModel } from "./advisedModel.ts";
import { biasBeforeNormalisation } from "./biasBeforeNormalisation.ts";
import { biasBeforePointwise } from "./biasBeforePointwise.ts";
import { borderNotRead } from "./borderNotRead.ts";
import { dataFormatMismatch } from "./dataFormatMismatch.ts";
import { denseOnSpatialOutput } from "./denseOnSpatialOutput.ts";
import { depthwiseMemoryBound } from "./depthwiseMemoryBound.ts";
import { fieldLargerThanImage } from "./fieldLargerThanImage.ts";
import { gridding } from "./gridding.ts";
import { normalisationAxis } from "./normalisationAxis.ts";
import { openSizeRefused } from "./openSizeRefused.ts";
import { positionsNeverRead } from "./positionsNeverRead.ts";
import { preluSlopes } from "./preluSlopes.ts";
import { sizeNotRestored } from "./sizeNotRestored.ts";
import { stridesWithDilation } from "./stridesWithDilation.ts";
import { unevenOverlap } from "./unevenOverlap.ts";
import { unevenPadding } from "./unevenPadding.ts";
import { weightsShared } from "./weightsShared.ts";

export { adviseWeights } from "./manifestWeights.ts";
export { adviseWeightFiles } from "./weightFiles.ts";

const checks: readonly AdviceCheck[] = [
  normalisationAxis,
  dataFormatMismatch,
  biasBeforeNormalisation,
  biasBeforePointwise,
  weightsShared,
  preluSlopes,
  unevenOverlap,
  gridding,
  positionsNeverRead,
  borderNotRead,
  unevenPadding,
  sizeNotRestored,
  stridesWithDilation,
  fieldLargerThanImage,
  denseOnSpatialOutput,
  depthwiseMemoryBound,
  openSizeRefused,
];

/**
 * Advice on a model and the models inside it, each place and code once. Linear in layers; silent about everything whose
 * operation or size is not known.
 */
export function adviseModel(analysis: ModelAnalysis): Problem[] {
  const found = new Map<string, Problem>();
  const entered = new Set<ModelGraph>();
  const waiting = [analysis];
  for (let model = waiting.pop(); model; model = waiting.pop()) {
    if (entered.has(model.graph)) continue;
    entered.add(model.graph);
    const advised = advisedModel(model, model === analysis);
    for (const problem of checks.flatMap((check) => check(advised))) {
      // A layer used twice, or a line of code that makes several layers, is told once.
      const key = `${problem.code} ${problem.range.start} ${problem.range.end}`;
      if (!found.has(key)) found.set(key, problem);
    }
    for (const layer of model.layers) if (layer.nested) waiting.push(layer.nested);
  }
  return [...found.values()];
}
