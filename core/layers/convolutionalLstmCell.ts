/** ConvLSTM2DCell: one step of a ConvLSTM2D, which is that layer on a sequence of one picture. */
import { knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { convolutionalLstmLayers } from "./convolutionalLstm.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { notInferred } from "./result.ts";

export const convolutionalLstmCellLayers: readonly LayerSpec[] = convolutionalLstmLayers
  .filter(({ className }) => className === "ConvLSTM2D")
  .map((whole) => ({
    ...whole,
    className: "ConvLSTM2DCell",
    aliases: [],
    description: "One step of a ConvLSTM2D.",
    infer: (call) => inferCell(call, whole),
  }));

/** A cell is given a picture and both states, and gives its output and both states. */
function inferCell(call: LayerCallContext, whole: LayerSpec) {
  const [shape] = call.inputs;
  if (shape?.kind !== "ranked") return notInferred(readConfig(call.node), shape?.reason);
  const [batch = knownDim(1), ...picture] = shape.dims;
  const { value, problems } = whole.infer({
    ...call,
    inputs: [rankedShape([batch, knownDim(1), ...picture])],
  });
  const [output] = value.outputs;
  return {
    value: { ...value, operation: null, outputs: output ? [output, output, output] : [] },
    problems,
  };
}
