/** Writes a model anew in the form of another program. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { adaptForTensorflowJs } from "./adaptForTensorflowJs.ts";
import { modelCode } from "./modelCode.ts";
import { modelJson } from "./modelJson.ts";
import type { WriteSource, WriteTarget } from "./target.ts";

export { CannotWriteError, type WriteTarget, writeTargets } from "./target.ts";

/**
 * The text of a file of that form, without weights. Throws `CannotWriteError` where the form cannot hold the model: layers
 * that TensorFlow.js has no factory of in code, arguments whose value is not known, an input without a shape.
 */
export function writeModel(analysis: ModelAnalysis, target: WriteTarget): string {
  const from = analysis.graph.dialect;
  const ready = target !== "keras-json" && from === "keras" ? adaptForTensorflowJs(analysis) : analysis;
  const source: WriteSource = { from, problems: ready.problems };
  return target === "tfjs-code" ? modelCode(ready, source) : modelJson(ready, target, source);
}
