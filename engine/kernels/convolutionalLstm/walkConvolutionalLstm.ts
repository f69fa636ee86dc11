/** Walks a convolutional LSTM along its pictures, all examples of the batch at once. */
import type { ConvolutionalLstmOperation } from "../../../core/layers/sequenceOperations.ts";
import { elementCount, type Tensor, zeros } from "../../tensor/tensor.ts";
import { scalarActivation } from "../activation/functions.ts";
import { convolve } from "../convolution/reference.ts";
import { weightTensor } from "../kernel.ts";
import { isStepThere, type SequenceResult, type SequenceRun } from "../recurrent/sequenceRun.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { stateShapeOf } from "./stateShape.ts";

const gates = 4;

export function* walkConvolutionalLstm(
  run: SequenceRun<ConvolutionalLstmOperation>,
): Generator<void, SequenceResult> {
  const { operation, sequence, mask } = run;
  const [batch = 1, steps = 0, ...picture] = sequence.shape;
  const stateShape = stateShapeOf(operation, batch);
  const size = elementCount(stateShape.slice(1));
  const first = (number: number): Tensor => {
    const given = run.initial[number];
    return given ? { shape: stateShape, data: given.data.slice() } : zeros(stateShape);
  };
  const shown = first(0);
  const memory = first(1);
  const last = zeros(stateShape);
  const output = new Float32Array(batch * (operation.returnSequences ? steps : 1) * size);
  const pictureSize = elementCount(picture);
  const input = zeros([batch, ...picture]);
  for (let time = 0; time < steps; time++) {
    const place = operation.goBackwards ? steps - 1 - time : time;
    for (let example = 0; example < batch; example++) {
      const at = (example * steps + place) * pictureSize;
      input.data.set(sequence.data.subarray(at, at + pictureSize), example * pictureSize);
    }
    const before = mask ? { shown: shown.data.slice(), memory: memory.data.slice() } : undefined;
    yield* takeStep(run, input, shown, memory);
    for (let example = 0; example < batch; example++) {
      const range = [example * size, (example + 1) * size] as const;
      if (isStepThere(mask, example, place)) last.data.set(shown.data.subarray(...range), range[0]);
      else if (before) {
        shown.data.set(before.shown.subarray(...range), range[0]);
        memory.data.set(before.memory.subarray(...range), range[0]);
        if (operation.zeroMasked) last.data.fill(0, ...range);
      }
      if (operation.returnSequences)
        output.set(last.data.subarray(...range), (example * steps + time) * size);
    }
  }
  if (!operation.returnSequences) output.set(last.data);
  return { output, states: [shown.data, memory.data] };
}

/** Replaces the shown state and the memory by those after `input`. */
function* takeStep(
  { operation, weights, prefix }: SequenceRun<ConvolutionalLstmOperation>,
  input: Tensor,
  shown: Tensor,
  memory: Tensor,
): Generator<void> {
  const { windows, stateWindows, inputChannels, filters, dataFormat, useBias } = operation;
  const channels = gates * filters;
  const gateShape =
    dataFormat === "channels_last"
      ? [...shown.shape.slice(0, -1), channels]
      : [shown.shape[0] ?? 1, channels, ...shown.shape.slice(2)];
  const fromInput = zeros(gateShape);
  const fromState = zeros(gateShape);
  const shared = { dataFormat, outputChannels: channels, groups: 1 } as const;
  const bias = useBias ? { bias: weightTensor(weights, `${prefix}bias`) } : {};
  yield* convolve(
    {
      operation: { op: "convolution", ...shared, windows, inputChannels, useBias },
      inputs: [input],
      weights: bias,
      output: fromInput,
    },
    weightTensor(weights, `${prefix}kernel`).data,
  );
  yield* convolve(
    {
      operation: {
        op: "convolution",
        ...shared,
        windows: stateWindows,
        inputChannels: filters,
        useBias: false,
      },
      inputs: [shown],
      weights: {},
      output: fromState,
    },
    weightTensor(weights, `${prefix}recurrent_kernel`).data,
  );
  const grid = spatialGrid(shown.shape, dataFormat);
  const gateGrid = spatialGrid(gateShape, dataFormat);
  const activate = scalarActivation(operation.activation) ?? Math.tanh;
  const activateGate = scalarActivation(operation.recurrentActivation) ?? Math.tanh;
  const [depth, height, width] = grid.sizes;
  for (let pixel = 0; pixel < grid.batch * depth * height * width; pixel++) {
    const [w, rest] = [pixel % width, Math.floor(pixel / width)];
    const [h, above] = [rest % height, Math.floor(rest / height)];
    const [d, b] = [above % depth, Math.floor(above / depth)];
    const placeIn = ({ batchStride, strides }: typeof grid) =>
      b * batchStride + d * strides[0] + h * strides[1] + w * strides[2];
    const [at, gateAt] = [placeIn(grid), placeIn(gateGrid)];
    for (let filter = 0; filter < filters; filter++) {
      const gate = (number: number) => {
        const place = gateAt + (number * filters + filter) * gateGrid.channelStride;
        return (fromInput.data[place] as number) + (fromState.data[place] as number);
      };
      const put = at + filter * grid.channelStride;
      const kept = activateGate(gate(1)) * (memory.data[put] as number);
      const value = kept + activateGate(gate(0)) * activate(gate(2));
      memory.data[put] = value;
      shown.data[put] = activateGate(gate(3)) * activate(value);
    }
  }
}
