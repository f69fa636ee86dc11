/** Explains one output element: the same arithmetic as the kernels, written out for a single place. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { LayerWeights } from "../kernels/kernel.ts";
import { coordinatesOf, type Tensor } from "../tensor/tensor.ts";
import { explainCopy } from "./explainCopy.ts";
import { explainFunction, explainNormalisation, explainOperands } from "./explainElementwise.ts";
import { explainSum } from "./explainSum.ts";
import { explainGlobalWindow, explainWindow } from "./explainWindow.ts";
import type { PixelExplanation } from "./pixelExplanation.ts";

export interface PixelRequest<Operation extends LayerOperation = LayerOperation> {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly weights: LayerWeights;
  /** Batch first. */
  readonly outputShape: readonly number[];
  /** Flat index in the output, or coordinates, batch first. */
  readonly at: number | readonly number[];
  /** Taps and window elements that are listed; sums are of all of them. */
  readonly mostTaps: number;
}

/** A request whose place is settled. */
export interface PlacedRequest<Operation extends LayerOperation> extends PixelRequest<Operation> {
  readonly at: readonly number[];
}

/** `undefined` for a place outside the output, and for a layer that is not explained value by value. */
export function explainPixel(request: PixelRequest): PixelExplanation | undefined {
  const { outputShape } = request;
  const at = typeof request.at === "number" ? coordinatesAt(request.at, outputShape) : request.at;
  const inside =
    at.length === outputShape.length &&
    at.every((place, axis) => Number.isInteger(place) && place >= 0 && place < (outputShape[axis] ?? 0));
  return inside ? explainAt({ ...request, at }) : undefined;
}

function coordinatesAt(index: number, shape: readonly number[]): readonly number[] {
  const count = shape.reduce((a, b) => a * b, 1);
  return Number.isInteger(index) && index >= 0 && index < count ? coordinatesOf(index, shape) : [];
}

function explainAt(request: PlacedRequest<LayerOperation>): PixelExplanation | undefined {
  const { operation } = request;
  switch (operation.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "dense":
      return explainSum({ ...request, operation });
    case "pooling":
      return explainWindow({ ...request, operation });
    case "globalPooling":
      return explainGlobalWindow({ ...request, operation });
    case "batchNormalization":
      return explainNormalisation({ ...request, operation });
    case "prelu":
    case "activation":
    case "softmax":
      return explainFunction({ ...request, operation });
    case "merge":
      return explainOperands({ ...request, operation });
    case "upSampling":
      return operation.interpolation === "nearest"
        ? explainCopy({ ...request, operation })
        : explainSum({ ...request, operation });
    case "pad":
    case "crop":
    case "flatten":
    case "reshape":
    case "permute":
    case "concatenate":
    case "identity":
    case "input":
      return explainCopy({ ...request, operation });
    default:
      return undefined;
  }
}
