/** Explains one output value from what the last run kept. */

import { linearActivation } from "../../core/layers/activationFunction.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import { dimToNumber } from "../../core/shape/dim.ts";
import { explainPixel } from "../../engine/explain/explainPixel.ts";
import type { PixelExplanation } from "../../engine/explain/pixelExplanation.ts";
import { scalarActivation } from "../../engine/kernels/activation/functions.ts";
import { flatIndex } from "../../engine/tensor/tensor.ts";
import { combineText, number, placeText, sumSentence } from "./explanationText.ts";
import { outputCoordinates } from "./featureMaps.ts";
import { dataFormatOf, shownCall } from "./findLayer.ts";
import type { MapPosition } from "./messages.ts";
import type { PixelAnswer, PixelStage } from "./pixelAnswer.ts";
import { fieldOf } from "./pixelField.ts";
import type { KeptRun } from "./runOrder.ts";
import { operandStage, type PlaceOf, sumStage, windowStage } from "./tapGrid.ts";

/** Taps listed of one value; beyond, sums stay exact and the grid says that it is not all. */
const mostTaps = 60000;

const innerModel = "This is a model of its own: choose one of its layers to see the arithmetic.";
const notBrokenDown = "How the values of this layer come about is not broken down.";

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
      : { stages: [], sentence: operation ? notBrokenDown : innerModel };
  const sum = explanation?.kind === "sum" ? explanation : undefined;
  return {
    position,
    coordinates,
    value,
    beforeActivation: sum?.preActivation ?? value,
    activation: sum ? activationOf(operation) : null,
    rounding: sum ? roundingOf(operation, sum.preActivation, value) : 0,
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

/**
 * What the value of the engine is beyond the float32 of the sum in double precision: its kernels may add in another order.
 * 0 where the activation looks at more than this one value.
 */
function roundingOf(operation: LayerOperation | null, sum: number, value: number): number {
  if (!operation || !("activation" in operation) || typeof operation.activation === "string") return 0;
  const scalar = scalarActivation(operation.activation);
  const difference = scalar ? value - Math.fround(scalar(Math.fround(sum))) : 0;
  return Number.isFinite(difference) ? difference : 0;
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
          accumulates: index === last,
          placeOf: placeOf(kept),
        }),
      );
      return { stages, sentence: sumSentence(explanation, operation) };
    }
    case "window": {
      const { elements, reduce, count } = explanation;
      const kernel = operation.op === "globalPooling" ? spatialSizes(kept) : kernelOf(operation);
      const stage = windowStage(elements, kernel, reduce, {
        value: explanation.output,
        count,
        placeOf: placeOf(kept),
      });
      const what = reduce === "max" ? "The largest" : "The mean";
      const where = operation.op === "globalPooling" ? "of the whole map" : "of the window";
      return { stages: [stage], sentence: `${what} of ${count} values ${where}.` };
    }
    case "operands": {
      const terms = explanation.operands.map((operand) => number(operand.value));
      return {
        stages: [operandStage(explanation.operands, explanation.combine, explanation.output)],
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

/** Row, column and channel of an element of the layer's input; `null` for an input without rows and columns. */
function placeOf(kept: KeptRun): PlaceOf {
  const rank = kept.result.inputs[0]?.shape.length ?? 0;
  if (rank !== 4) return () => null;
  const first = dataFormatOf(kept.found) === "channels_first";
  return ({ coordinates }) => {
    const [, a = 0, b = 0, c = 0] = coordinates;
    return first ? { channel: a, row: b, column: c } : { row: a, column: b, channel: c };
  };
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
