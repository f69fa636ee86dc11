/** Works out where a layer reads, from the analysis alone: nothing runs. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { LayerInference } from "../../../core/layers/layerInference.ts";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { axisNames } from "../../../core/layers/spatialInput.ts";
import { dimToNumber } from "../../../core/shape/dim.ts";
import type { Shape } from "../../../core/shape/shape.ts";
import { dataFormatOf, type FoundLayer, findLayer, shownCall } from "../findLayer.ts";
import { fieldPath } from "./fieldPath.ts";
import type { ChannelLinks, LayerGeometry, LayerWindow } from "./layerGeometry.ts";
import { coverageBehind } from "./runCoverages.ts";

/** `null` where there is no such layer. */
export function describeGeometry(
  analysis: ModelAnalysis,
  layerPath: readonly string[],
): LayerGeometry | null {
  const found = findLayer(analysis, layerPath);
  if (!found) return null;
  const window = windowOf(found);
  return {
    layerPath,
    window,
    noWindow: window ? "" : noWindowText(found),
    field: fieldPath(found),
    coverage: coverageBehind(found),
  };
}

function windowOf(found: FoundLayer): LayerWindow | null {
  const call = shownCall(found);
  const inference = call?.inference;
  const operation = inference?.operation;
  if (!call || !operation || !("windows" in operation)) return null;
  const shared = {
    axes: axisNames(operation.windows.length),
    sizes: sizeTexts(inference, operation.windows.length),
    channels: channelsOf(operation, channelsIn(call.inputs[0], found)),
    weighted: operation.op !== "pooling",
  };
  return operation.op === "transposedConvolution"
    ? { kind: "spreads", windows: operation.windows, ...shared }
    : { kind: "slides", windows: operation.windows, ...shared };
}

function sizeTexts({ sizeSteps }: LayerInference, axes: number): readonly string[] {
  return Array.from({ length: axes }, (_, axis) => sizeSteps[axis]?.text ?? "");
}

function channelsIn(shape: Shape | undefined, found: FoundLayer): number {
  if (shape?.kind !== "ranked") return 0;
  const dim = dataFormatOf(found) === "channels_first" ? shape.dims[1] : shape.dims.at(-1);
  return dim ? (dimToNumber(dim) ?? 0) : 0;
}

function channelsOf(operation: LayerOperation, channels: number): ChannelLinks {
  switch (operation.op) {
    case "convolution":
      return { ...sides(operation), groups: operation.groups, between: null };
    case "transposedConvolution":
      return { ...sides(operation), groups: 1, between: null };
    case "depthwiseConvolution":
      return { ...sides(operation), groups: operation.inputChannels, between: null };
    case "separableConvolution": {
      const between = operation.inputChannels * operation.depthMultiplier;
      return { ...sides(operation), groups: operation.inputChannels, between };
    }
    default:
      if ("inputChannels" in operation && "outputChannels" in operation) {
        return { ...sides(operation), groups: 1, between: null };
      }
      return { inputs: channels, outputs: channels, groups: channels, between: null };
  }
}

function sides(operation: { readonly inputChannels: number; readonly outputChannels: number }) {
  return { inputs: operation.inputChannels, outputs: operation.outputChannels };
}

function noWindowText(found: FoundLayer): string {
  const { name, className, model } = found.layer.node;
  if (model) return `${name} is a model of its own: choose one of the layers in it.`;
  const operation = shownCall(found)?.inference?.operation;
  if (!operation) return `Where ${name} (${className}) reads is not known: its sizes are not.`;
  return `${name} (${className}) has no window that slides.`;
}
