/** Transposed convolution by generated code: a direct convolution a phase. */
import type { Activation, TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { packedBias } from "../convolution/generated.ts";
import { type DirectKernel, directKernel } from "../generated/directRun.ts";
import { finishOutput, innerActivation } from "../generated/followUp.ts";
import { CallMemory } from "../generated/operands.ts";
import {
  copyPadded,
  needsPadding,
  type Padding,
  paddedLength,
  paddedSizes,
} from "../generated/paddedInput.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest, weightTensor } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { type SpatialGrid, spatialGrid } from "../spatialGrid.ts";
import { transposedAxes } from "../windowAxes.ts";
import { type Phase, phasePadding, transposedPhases } from "./phases.ts";
import { transposedConvolutionReference } from "./reference.ts";

export function transposedConvolutionGenerated(runtime: WasmRuntime): Kernel<TransposedConvolutionOperation> {
  const prepared = preparedOnce<TransposedConvolutionOperation, Prepared>((call) => prepare(runtime, call));
  return {
    refuse: transposedConvolutionReference.refuse,
    packedBytes: (call) => prepared(call).packedFloats * 4,
    scratchBytes: ({ operation, inputShapes, outputShape }) => {
      const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
      const { padding } = geometryOf(operation, from, spatialGrid(outputShape, operation.dataFormat));
      return needsPadding(padding) ? paddedLength(padding) * 4 : 0;
    },
    ...inParts((request) => convolve(runtime, request, prepared(callOf(request)))),
    describe: (call) => describe(prepared(call)),
  };
}

/** All that depends on sizes and settings. */
interface Prepared {
  readonly padding: Padding;
  readonly phases: readonly PhaseKernel[];
  readonly inputFloats: number;
  readonly outputFloats: number;
  readonly layout: string;
  readonly packedFloats: number;
}

/** Offsets in floats: of the first tap in the padded input, of the weights, and of the first result. */
interface PhaseKernel {
  readonly phase: Phase;
  readonly kernel: DirectKernel;
  readonly input: number;
  readonly weights: number;
  readonly output: number;
  readonly planes: number;
  readonly inputPlane: number;
  readonly outputPlane: number;
}

function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<TransposedConvolutionOperation>,
): Prepared {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const { padding, phases } = geometryOf(operation, from, to);
  const activation = innerActivation(operation.activation);
  let packedFloats = 0;
  const kernels = phases.map((phase) => {
    const ready = phaseKernel(runtime, operation, { phase, padding, to }, activation);
    packedFloats += ready.kernel.packedFloats;
    return { ...ready, weights: packedFloats - ready.kernel.packedFloats };
  });
  return {
    padding,
    phases: kernels,
    inputFloats: from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels,
    outputFloats: to.sizes[0] * to.sizes[1] * to.sizes[2] * to.channels,
    layout: `phases ${JSON.stringify(kernels.map(({ phase, kernel }) => [phase.taps, kernel.layout]))}`,
    packedFloats,
  };
}

function describe({ phases }: Prepared): string {
  const [first] = phases;
  const kernel = first?.kernel.description ?? "nothing";
  return phases.length > 1 ? `${kernel}, in ${phases.length} phases` : kernel;
}

function geometryOf(operation: TransposedConvolutionOperation, from: SpatialGrid, to: SpatialGrid) {
  const phases = transposedPhases(transposedAxes(operation.windows), to.sizes);
  const padding: Padding = {
    sizes: from.sizes,
    channels: from.channels,
    ...phasePadding(phases, from.sizes),
  };
  return { phases, padding };
}

interface PhaseCall {
  readonly phase: Phase;
  readonly padding: Padding;
  readonly to: SpatialGrid;
}

function phaseKernel(
  runtime: WasmRuntime,
  operation: TransposedConvolutionOperation,
  { phase, padding, to }: PhaseCall,
  activation: Activation,
): Omit<PhaseKernel, "weights"> {
  const axes = transposedAxes(operation.windows);
  const { inputChannels, outputChannels } = operation;
  const [, height, width] = paddedSizes(padding);
  const inputSteps = [height * width * inputChannels, width * inputChannels, inputChannels] as const;
  const [, rows, columns] = to.sizes;
  const outputSteps = [rows * columns * outputChannels, columns * outputChannels, outputChannels] as const;
  const dot = (steps: readonly [number, number, number], at: (axis: 0 | 1 | 2) => number) =>
    steps[0] * at(0) + steps[1] * at(1) + steps[2] * at(2);
  const taps = [phase.taps[0].length, phase.taps[1].length, phase.taps[2].length] as const;
  const kernel = directKernel(runtime, {
    taps,
    tapSteps: [
      phase.step[0] * inputSteps[0],
      phase.step[1] * inputSteps[1],
      taps[2] === 1 ? inputChannels : phase.step[2] * inputSteps[2],
    ],
    groups: 1,
    groupInputs: inputChannels,
    groupOutputs: outputChannels,
    rows: phase.outputs[1],
    columns: phase.outputs[2],
    inputSteps: [inputSteps[1], inputSteps[2]],
    outputSteps: [axes.stride[1] * outputSteps[1], axes.stride[2] * outputSteps[2]],
    bias: operation.useBias,
    activation,
  });
  return {
    phase,
    kernel,
    input: taps.includes(0) ? 0 : dot(inputSteps, (axis) => padding.before[axis] + phase.start[axis]),
    output: dot(outputSteps, (axis) => phase.first[axis]),
    planes: phase.outputs[0],
    inputPlane: inputSteps[0],
    outputPlane: axes.stride[0] * outputSteps[0],
  };
}

function* convolve(
  runtime: WasmRuntime,
  request: KernelRequest<TransposedConvolutionOperation>,
  prepared: Prepared,
): Generator<void> {
  const { operation, output } = request;
  const { padding, phases, inputFloats, outputFloats } = prepared;
  const { heap } = runtime;
  const weights = yield* packedPhases(runtime, request, prepared);
  const bias = operation.useBias ? yield* packedBias(runtime, request.weights) : 0;
  const memory = new CallMemory(heap);
  try {
    const input = yield* memory.input(inputTensor(request), operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const padded = needsPadding(padding) ? memory.allocate(paddedLength(padding)) : undefined;
    for (let example = 0; example < (output.shape[0] ?? 1); example++) {
      const source = input + example * inputFloats * 4;
      if (padded !== undefined) yield* copyPadded(heap, source, padded, padding);
      const from = padded ?? source;
      const to = result.address + example * outputFloats * 4;
      for (const phase of phases) {
        for (let plane = 0; plane < phase.planes; plane++) {
          yield* phase.kernel.parts(
            from + (phase.input + plane * phase.inputPlane) * 4,
            weights + phase.weights * 4,
            bias,
            to + (phase.output + plane * phase.outputPlane) * 4,
          );
        }
      }
    }
    yield* finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}

/** Phase after phase; Keras's order is `[taps, output channels, input channels]`. */
function packedPhases(
  { packed }: WasmRuntime,
  { operation, weights }: KernelRequest<TransposedConvolutionOperation>,
  { layout, packedFloats, phases }: Prepared,
): Generator<void, number> {
  const { inputChannels, outputChannels } = operation;
  const { kernel } = transposedAxes(operation.windows);
  return packed.address(weightTensor(weights, "kernel"), layout, packedFloats, function* (values, target) {
    for (const { phase, kernel: direct, weights: offset } of phases) {
      const [planes, rows, columns] = phase.taps;
      const start = (product: number): number => {
        const at = Math.floor(product / inputChannels);
        const row = Math.floor(at / columns.length);
        const tap = [
          planes[Math.floor(row / rows.length)] ?? 0,
          rows[row % rows.length] ?? 0,
          columns[at % columns.length] ?? 0,
        ] as const;
        const number = (tap[0] * kernel[1] + tap[1]) * kernel[2] + tap[2];
        return number * outputChannels * inputChannels + (product % inputChannels);
      };
      yield* direct.pack({ values, start, filterStep: inputChannels }, target.subarray(offset));
    }
  });
}
