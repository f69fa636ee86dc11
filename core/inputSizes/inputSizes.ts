/** The input sizes that a model can take, for what shows them. */
import { analyseModel } from "../graph/analyseModel.ts";
import type { ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { ModelGraph } from "../graph/modelGraph.ts";
import { type AxisSizes, findInputSizes, type InputSizes } from "./findInputSizes.ts";

/** As `findInputSizes`, of a model that is analysed already: by the file's sizes or by others. */
export function inputSizesOf(analysis: ModelAnalysis): InputSizes | undefined {
  return findInputSizes(analysis, (options) => analyseModel(analysis.graph, options));
}

/** Smallest sizes of the spatial axes of the first input for which no layer has an error. */
export function smallestValidInput(graph: ModelGraph): readonly number[] | undefined {
  return inputSizesOf(analyseModel(graph))?.smallest ?? undefined;
}

/** The fitting sizes of each spatial axis of the first input. */
export function fittingInputSizes(graph: ModelGraph): readonly AxisSizes[] | undefined {
  return inputSizesOf(analyseModel(graph))?.axes;
}
