/** Direct transposed convolution of an example: a direct convolution a phase. */
import type { Activation, TransposedConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { type DirectKernel, directKernel } from "../generated/directRun.ts";
import type { ExampleKernel } from "../generated/exampleKernel.ts";
import { type Padding, paddedSizes } from "../generated/paddedInput.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { transposedAxes } from "../windowAxes.ts";
import { type Phase, phasePadding, transposedPhases } from "./phases.ts";

export function directTransposedExample(
  runtime: WasmRuntime,
  operation: TransposedConvolutionOperation,
  { from, to }: { readonly from: SpatialGrid; readonly to: SpatialGrid },
  activation: Activation,
): ExampleKernel {
  const { padding, phases } = directTransposedGeometry(operation, from, to);
  let packedFloats = 0;
  const kernels = phases.map((phase): PhaseKernel => {
    const ready = phaseKernel(runtime, operation, { phase, padding, to }, activation);
    packedFloats += ready.kernel.packedFloats;
    return { ...ready, weights: packedFloats - ready.kernel.packedFloats };
  });
  return {
    padding,
    scratchFloats: 0,
    *run({ input, weights, bias, output }) {
      for (const phase of kernels) {
        for (let plane = 0; plane < phase.planes; plane++) {
          yield* phase.kernel.parts(
            input + (phase.input + plane * phase.inputPlane) * 4,
            weights + phase.weights * 4,
            bias,
            output + (phase.output + plane * phase.outputPlane) * 4,
          );
        }
      }
    },
    layout: `phases ${JSON.stringify(kernels.map(({ phase, kernel }) => [phase.taps, kernel.layout]))}`,
    packedFloats,
    pack: (values, target) => packPhases(operation, kernels, values, target),
    description: describe(kernels),
  };
}

function describe(phases: readonly PhaseKernel[]): string {
  const [first] = phases;
  const kernel = first?.kernel.description ?? "nothing";
  return phases.length > 1 ? `${kernel}, in ${phases.length} phases` : kernel;
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

/** Phases, and zeros before and behind, so many that every tap of every phase finds a value. */
export function directTransposedGeometry(
  operation: TransposedConvolutionOperation,
  from: SpatialGrid,
  to: SpatialGrid,
) {
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

/** Phase after phase; Keras's order is `[taps, output channels, input channels]`. */
function* packPhases(
  { windows, inputChannels, outputChannels }: TransposedConvolutionOperation,
  phases: readonly PhaseKernel[],
  values: Float32Array,
  target: Float32Array,
): Generator<void> {
  const { kernel } = transposedAxes(windows);
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
}
