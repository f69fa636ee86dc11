/** Batch normalisation by generated code, together with the activation behind it where it has one. */
import type { BatchNormalizationOperation } from "../../../core/layers/operation.ts";
import type { Local } from "../../emitter/expression.ts";
import type { VectorCode } from "../../emitter/vectorCode.ts";
import { multiplyAdd, subtractVectors, type Vector } from "../../emitter/vectors.ts";
import { activateVector, hasVectorForm } from "../../generators/activation/activateVector.ts";
import { type ParameterAxis, rowwise } from "../../generators/elementwise/elementwise.ts";
import { elementCount } from "../../tensor/tensor.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateInParts } from "../activation/activate.ts";
import { viewOf } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { inputTensor, type Kernel, type KernelRequest, type LayerWeights, weightTensor } from "../kernel.ts";
import { inParts, movedValues, noStops, ranges } from "../parts.ts";
import { batchNormalizationReference, normalisationOf } from "./reference.ts";

export function batchNormalizationGenerated(runtime: WasmRuntime): Kernel<BatchNormalizationOperation> {
  return {
    refuse: batchNormalizationReference.refuse,
    scratchBytes: () => 0,
    ...inParts((request) => normalise(runtime, request)),
    describe: () => `vectors, ${simdWords[runtime.simd]}`,
  };
}

function* normalise(
  runtime: WasmRuntime,
  request: KernelRequest<BatchNormalizationOperation>,
): Generator<void> {
  const { operation, output } = request;
  const { shape } = inputTensor(request);
  const { features, activation } = operation;
  const inner = elementCount(shape.slice(operation.axis + 1));
  const outer = elementCount(shape.slice(0, operation.axis));
  const axis = inner === 1 ? "column" : "row";
  const [means, factors, shifts] = yield* packedLines(runtime, operation, request.weights);
  const kernel = normaliseKernel(runtime, operation, axis);
  const memory = new CallMemory(runtime.heap);
  try {
    const input = yield* memory.input(inputTensor(request), "channels_last");
    const result = memory.output(output, "channels_last");
    const step = features * inner * 4;
    const work = (first: number, end: number): void => {
      const [to, from] = [result.address + first * step, input + first * step];
      if (axis === "column") kernel(to, from, features, end - first, means, factors, shifts);
      else
        for (let at = 0; at < end - first; at++)
          kernel(to + at * step, from + at * step, inner, features, means, factors, shifts);
    };
    yield* ranges(outer, features * inner, work, movedValues);
    yield* result.finish();
  } finally {
    memory.release();
  }
  if (activation && !hasVectorForm(activation)) yield* activateInParts(activation, viewOf(output));
}

/** Parameters are mean, factor and shift of a feature. The mean is subtracted first, which keeps small differences from it. */
function normaliseKernel(
  runtime: WasmRuntime,
  { activation }: BatchNormalizationOperation,
  axis: ParameterAxis,
) {
  const inside = activation && hasVectorForm(activation) ? activation : undefined;
  const body = (code: VectorCode, [x, mean, factor, shift]: readonly Local<"v128">[]): Vector => {
    if (!x || !mean || !factor || !shift) throw new Error("The code of a normalisation lacks an input.");
    const value = multiplyAdd(subtractVectors(x, mean), factor, shift, code.simd);
    return inside ? activateVector(code, code.keep(value), inside) : value;
  };
  return runtime.kernel(`normalisation ${axis} ${JSON.stringify(inside)}`, () =>
    rowwise(runtime.simd, 3, axis, body),
  );
}

function* packedLines(
  { packed }: WasmRuntime,
  operation: BatchNormalizationOperation,
  weights: LayerWeights,
): Generator<void, readonly [number, number, number]> {
  // Vectors are read whole, so that each list ends at a multiple of four.
  const step = Math.ceil(operation.features / 4) * 4;
  const settings = [operation.epsilon, operation.center, operation.scale];
  const layout = `normalisation ${JSON.stringify(settings)}`;
  const address = yield* packed.address(
    weightTensor(weights, "moving_mean"),
    layout,
    3 * step,
    (_, target) => {
      for (let feature = 0; feature < operation.features; feature++) {
        const { mean, factor, beta } = normalisationOf(operation, weights, feature);
        target[feature] = mean;
        target[step + feature] = factor;
        target[2 * step + feature] = beta;
      }
      return noStops;
    },
  );
  return [address, address + step * 4, address + 2 * step * 4];
}
