/** Explains one output value from what the last run kept. */

import { linearActivation } from "../../core/layers/activationFunction.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import { dimToNumber } from "../../core/shape/dim.ts";
import { explainPixel } from "../../engine/explain/explainPixel.ts";
import type { PixelExplanation, SourceElement } from "../../engine/explain/pixelExplanation.ts";
import { flatIndex } from "../../engine/tensor/tensor.ts";
import { outputCoordinates } from "./featureMaps.ts";
import { boxAround, fieldBox } from "./fieldBox.ts";
import { dataFormatOf, shownCall } from "./findLayer.ts";
import type { MapPosition } from "./messages.ts";
import type { PixelAnswer, PixelStage, PositionBox } from "./pixelAnswer.ts";
import type { KeptRun } from "./runOrder.ts";
import { sumStage, windowStage } from "./tapGrid.ts";

/** Taps listed of one value; beyond, sums stay exact and the grid says that it is not all. */
const mostTaps = 60000;

export function answerPixel(kept: KeptRun, position: MapPosition, group: number): PixelAnswer | null {
  const coordinates = outputCoordinates(kept.maps, kept.output.shape, position);
  const value = kept.output.data[flatIndex(coordinates, kept.output.shape)];
  if (value === undefined) return null;
  const { operation, inputs, weights } = kept.result;
  const explanation = operation
    ? explainPixel({
        operation: withoutActivation(operation),
        inputs,
        weights: Object.fromEntries(weights.map((weight) => [weight.name, weight.tensor])),
        outputShape: kept.output.shape,
        at: coordinates,
        mostTaps,
      })
    : undefined;
  const parts =
    operation && explanation
      ? partsOf(explanation, operation, kept, group)
      : {
          stages: [],
          sentence: "This is a model of its own: choose one of its layers to see the arithmetic.",
        };
  const sum = explanation?.kind === "sum" ? explanation : undefined;
  return {
    position,
    coordinates,
    value,
    beforeActivation: sum?.preActivation ?? value,
    activation: sum ? activationOf(operation) : null,
    formula: "",
    field: fieldOf(kept, coordinates, explanation),
    ...parts,
  };
}

/** The value after the activation is in the output already; a softmax worked out anew would read the whole kernel. */
function withoutActivation(operation: LayerOperation): LayerOperation {
  const summed = operation.op.endsWith("onvolution") || operation.op === "dense";
  return summed && "activation" in operation ? { ...operation, activation: linearActivation } : operation;
}

function activationOf(operation: LayerOperation | null): string | null {
  if (!operation || !("activation" in operation) || operation.activation.name === "linear") return null;
  return operation.activation.name;
}

function partsOf(
  explanation: PixelExplanation,
  operation: LayerOperation,
  kept: KeptRun,
  group: number,
): { readonly stages: readonly PixelStage[]; readonly sentence: string; readonly formula?: string } {
  const output = number(explanation.output);
  switch (explanation.kind) {
    case "sum": {
      const last = explanation.stages.length - 1;
      const stages = explanation.stages.map((stage, index) =>
        sumStage(stage, index === last && last > 0 ? [1] : kernelOf(operation), {
          group,
          title: last > 0 ? stage.label : "",
          bias: index === last ? explanation.bias : null,
        }),
      );
      return { stages, sentence: sumSentence(explanation, operation) };
    }
    case "window": {
      const { elements, reduce, count } = explanation;
      const kernel = operation.op === "globalPooling" ? spatialSizes(kept) : kernelOf(operation);
      const stage = windowStage(elements, kernel, reduce, { value: explanation.output, count });
      const what = reduce === "max" ? "The largest" : "The mean";
      const where = operation.op === "globalPooling" ? "of the whole map" : "of the window";
      return { stages: [stage], sentence: `${what} of ${count} values ${where}.` };
    }
    case "operands": {
      const terms = explanation.operands.map((operand) => number(operand.value));
      return {
        stages: [],
        sentence: `The same place of ${terms.length} inputs, put together.`,
        formula: `${combineText(explanation.combine, terms)} = ${output}`,
      };
    }
    case "copy":
      return explanation.source
        ? {
            stages: [],
            sentence: `Taken from input ${placeText(explanation.source)} as it is.`,
            formula: output,
          }
        : { stages: [], sentence: "A zero of the padding.", formula: "0" };
    case "normalisation": {
      const { source, mean, variance, epsilon, gamma, beta } = explanation;
      return {
        stages: [],
        sentence: "Mean and variance of this channel taken off, then gamma and beta put on.",
        formula: `(${number(source.value)} − ${number(mean)}) / √(${number(variance)} + ${number(epsilon)}) · ${number(gamma)} + ${number(beta)} = ${output}`,
      };
    }
    case "function": {
      const { source, activation, looksAt } = explanation;
      const others = looksAt > 1 ? `, over ${looksAt} values` : "";
      return {
        stages: [],
        sentence: `The activation ${activation.name} of the same place of the input${others}.`,
        formula: `${activation.name}(${number(source.value)}) = ${output}`,
      };
    }
  }
}

function sumSentence(
  explanation: Extract<PixelExplanation, { kind: "sum" }>,
  operation: LayerOperation,
): string {
  const [stage] = explanation.stages;
  if (!stage) return "";
  const padded = stage.taps.filter((tap) => tap.padded).length;
  const products = `${stage.tapCount} ${stage.tapCount === 1 ? "product" : "products"}`;
  if (stage.tapCount === 0) return "No input position reaches this place: it falls between two strides.";
  const parts = [
    `${products} of ${stage.partialSums.length} input ${stage.partialSums.length === 1 ? "channel" : "channels"}`,
  ];
  if (operation.op === "transposedConvolution") parts[0] = `${products} land here`;
  if (operation.op === "dense") parts[0] = `${products}, one an input`;
  if (padded > 0) parts.push(`${padded} of them in the padding`);
  return `${parts.join(", ")}.`;
}

function kernelOf(operation: LayerOperation): readonly number[] {
  switch (operation.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "pooling":
      return operation.windows.map((window) => window.kernel);
    default:
      return [1];
  }
}

function spatialSizes(kept: KeptRun): number[] {
  const shape = shownCall(kept.found)?.inputs[0];
  if (shape?.kind !== "ranked") return [];
  const channelAxis = dataFormatOf(kept.found) === "channels_first" ? 1 : shape.dims.length - 1;
  return shape.dims.flatMap((dim, axis) =>
    axis === 0 || axis === channelAxis ? [] : [dimToNumber(dim) ?? 1],
  );
}

/** Alone, the taps themselves; with all layers before, their receptive field. */
function fieldOf(
  kept: KeptRun,
  coordinates: readonly number[],
  explanation: PixelExplanation | undefined,
): PositionBox | null {
  const { pictureSize, order } = kept;
  if (!pictureSize) return null;
  if (order.mode === "alone") return explanation ? boxAround(readPositions(kept, explanation)) : null;
  const field = shownCall(kept.found)?.field;
  if (!field) return null;
  const { channelAxis } = kept.maps;
  const place = coordinates.filter((_, axis) => axis !== 0 && axis !== channelAxis);
  return fieldBox(field, place, pictureSize);
}

function readPositions(kept: KeptRun, explanation: PixelExplanation): (readonly [number, number])[] {
  const rank = kept.result.inputs[0]?.shape.length ?? 0;
  if (rank < 4) return [];
  const first = dataFormatOf(kept.found) === "channels_first";
  const [row, column] = first ? [rank - 2, rank - 1] : [rank - 3, rank - 2];
  return elementsOf(explanation).map(({ coordinates }) => [coordinates[row] ?? 0, coordinates[column] ?? 0]);
}

function elementsOf(explanation: PixelExplanation): readonly SourceElement[] {
  switch (explanation.kind) {
    case "sum":
      return explanation.stages[0]?.taps ?? [];
    case "window":
      return explanation.elements;
    case "operands":
      return explanation.operands;
    default:
      return explanation.source ? [explanation.source] : [];
  }
}

function placeText(source: SourceElement): string {
  return `${source.input > 0 ? `${source.input + 1}, ` : ""}at (${source.coordinates.slice(1).join(", ")})`;
}

function combineText(combine: string, terms: readonly string[]): string {
  const signs: Readonly<Record<string, string>> = { add: " + ", subtract: " − ", multiply: " · " };
  const sign = signs[combine];
  return sign ? terms.join(sign) : `${combine}(${terms.join(", ")})`;
}

/** Six figures: enough to follow, short enough to read. */
function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))).replace(/-/g, "−") : String(value);
}
