/** Gives the layers of a kind the weights that come nearest to those of the layer they are compared with. */
import type { LayerAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { SevenKind } from "../../../core/layers/convolutionKind.ts";
import type { LayerOperation, WeightSpec } from "../../../core/layers/operation.ts";
import { type KindedOperation, ownKindOf } from "../../../core/replacement/kinds/sevenKind.ts";
import { dimToNumber } from "../../../core/shape/dim.ts";
import { axisTaps } from "../../../engine/approximation/axisTaps.ts";
import { type DenseKernel, denseKernel, mixTaps } from "../../../engine/approximation/denseKernel.ts";
import {
  factorApart,
  factorByDepth,
  factorSpatially,
  largestFit,
} from "../../../engine/approximation/factorKernel.ts";
import { type TapMatrix, tapTransfer } from "../../../engine/approximation/tapTransfer.ts";
import type { LayerWeights } from "../../../engine/kernels/kernel.ts";
import { elementCount, type Tensor } from "../../../engine/tensor/tensor.ts";

export interface KindWeights {
  /** By stage and Keras's name; what is left out is for the initialisers. */
  readonly stages: readonly ReadonlyMap<string, Tensor>[];
  /** What they have to do with the layer's own weights, in words. */
  readonly text: string;
  /** Share of the sum of squares that is kept, 0 .. 1; `null` where nothing is left out. */
  readonly kept: number | null;
}

export interface WeightRequest {
  readonly kind: SevenKind;
  /** The layer itself, and its weights. */
  readonly operation: KindedOperation;
  readonly weights: LayerWeights;
  /** Of the kind, in order. */
  readonly stages: readonly LayerAnalysis[];
}

export function kindWeights(request: WeightRequest): KindWeights {
  const { kind, operation, weights } = request;
  const kernel = fittedKernel(request, denseKernel(operation, weights));
  if (!kernel)
    return withKernels(request, [], "initialisers: its layers have nothing in common with this one", null);
  const lead = leadOf(operation, kind);
  switch (kind) {
    case "standard": {
      const text = `${lead}the same weights ${standardWords[ownKindOf(operation)]}`;
      return withKernels(request, [Float32Array.from(kernel.values)], text, null);
    }
    case "dilated":
      return withKernels(
        request,
        [Float32Array.from(kernel.values)],
        `${lead}the same weights, spread`,
        null,
      );
    case "transposed": {
      return withKernels(request, [withoutOrder(kernel)], `${lead}the same weights, turned round`, null);
    }
    case "pointwise": {
      const size = operation.windows.map((window) => window.kernel).join("×");
      const values = [Float32Array.from(kernel.values)];
      return withKernels(request, values, `${lead}the ${size} weights of each kernel added up`, null);
    }
    case "depthwise":
      return depthwiseWeights(request, kernel, lead);
    case "depthwise-separable": {
      const { kernels, kept } = factorByDepth(kernel, 1);
      return withKernels(request, kernels, `${lead}the best pair by least squares`, kept);
    }
    case "spatially-separable":
      return spatialWeights(request, kernel, lead);
  }
}

/** How a kernel of each kind becomes one standard kernel. */
const standardWords: Readonly<Record<SevenKind, string>> = {
  standard: "",
  pointwise: "in the middle of each kernel",
  transposed: "",
  dilated: "side by side",
  "spatially-separable": "in the middle of a square kernel",
  depthwise: "with zeros between channels",
  "depthwise-separable": "multiplied out: it does the same",
};

/** An up-sampled input is another one, so that the kernel has to be another one, too. */
function leadOf(operation: KindedOperation, kind: SevenKind): string {
  const strided = operation.windows.some(({ stride }) => stride > 1);
  if (!strided) return "";
  if (operation.op === "transposedConvolution") return "fitted to the up-sampled input: ";
  return kind === "dilated" || kind === "transposed" ? "fitted to the pooled input: " : "";
}

/** The kernel over the taps of the kind's window, or `undefined` where its layers are not understood. */
function fittedKernel({ kind, operation, stages }: WeightRequest, own: DenseKernel): DenseKernel | undefined {
  const operations = stages.flatMap(({ calls }) => calls[0]?.inference?.operation ?? []);
  let kernel = own;
  for (const axis of operation.windows.keys()) {
    const matrix = kind === "pointwise" ? summing(operation, axis) : transfer(operation, operations, axis);
    if (!matrix) return undefined;
    kernel = mixTaps(kernel, axis, matrix);
  }
  return kernel;
}

function transfer(
  operation: KindedOperation,
  operations: readonly LayerOperation[],
  axis: number,
): TapMatrix | undefined {
  const window = operation.windows[axis];
  if (!window) return undefined;
  // What an up-sampling layer does repeats after its stride.
  const outputs = operation.op === "transposedConvolution" ? window.stride : 1;
  const middle = Math.floor((dimToNumber(window.output) ?? 0) / 2);
  const part = { first: middle - (middle % outputs), outputs };
  const old = axisTaps([operation], axis, part);
  const now = axisTaps(operations, axis, part);
  return old && now && tapTransfer(old, now);
}

/** What the kernel does to an area of one value. */
function summing({ windows, op }: KindedOperation, axis: number): TapMatrix {
  const { kernel = 1, stride = 1 } = windows[axis] ?? {};
  const share = op === "transposedConvolution" ? 1 / stride : 1;
  return { to: 1, from: kernel, values: new Float64Array(kernel).fill(share) };
}

function depthwiseWeights(request: WeightRequest, kernel: DenseKernel, lead: string): KindWeights {
  const { inputs, outputs } = kernel;
  if (outputs % inputs !== 0) {
    const [first = new Float32Array(0)] = factorByDepth(kernel, 1).kernels;
    const text = `${lead}the first stage of the best depthwise separable pair`;
    return withKernels(request, [first], text, null);
  }
  const { kernels, kept } = factorApart(kernel, outputs / inputs);
  return withKernels(request, kernels, `${lead}of each kernel the part of its own channel`, kept);
}

function spatialWeights(request: WeightRequest, kernel: DenseKernel, lead: string): KindWeights {
  const middle = kernel.outputs;
  const fit = factorSpatially(kernel, middle);
  if (!fit) {
    const text = `initialisers: a kernel of ${kernel.inputs} to ${kernel.outputs} channels is too large to be fitted here (${largestFit} rows or columns)`;
    return withKernels(request, [], text, null);
  }
  const text = `${lead}the best pair by least squares, ${middle} channels between`;
  return withKernels(request, fit.kernels, text, fit.kept);
}

/** `[..., inputs, outputs]` to `[..., outputs, inputs]`, as a transposed layer has it. */
function withoutOrder({ sizes, inputs, outputs, values }: DenseKernel): Float32Array {
  const result = new Float32Array(values.length);
  const places = sizes.reduce((a, b) => a * b, 1);
  for (let place = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        const at = place * inputs * outputs;
        result[at + output * inputs + input] = values[at + input * outputs + output] as number;
      }
    }
  }
  return result;
}

/** Puts kernels in their places one after the other; the last bias is the layer's own, those between are 0. */
function withKernels(
  { stages, weights }: WeightRequest,
  kernels: readonly Float32Array[],
  text: string,
  kept: number | null,
): KindWeights {
  if (kernels.length === 0) return { stages: stages.map(() => new Map()), text, kept };
  const left = [...kernels];
  const lastBias = stages.findLastIndex((stage) => stage.weights?.some(isBias));
  return {
    stages: stages.map((stage, number) => {
      const own = number === lastBias && Object.hasOwn(weights, "bias") ? weights.bias : undefined;
      const named = (stage.weights ?? []).map((spec): [string, Tensor] => {
        const values = isBias(spec) ? own?.data : left.shift();
        const count = elementCount(spec.shape);
        return [
          spec.name,
          { shape: spec.shape, data: values?.length === count ? values : new Float32Array(count) },
        ];
      });
      return new Map(named);
    }),
    text,
    kept,
  };
}

function isBias({ name }: WeightSpec): boolean {
  return name === "bias";
}
