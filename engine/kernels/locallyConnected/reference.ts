/** Convolution with a kernel of its own at every output position (Keras 1 and 2), in the three forms that Keras stores it. */
import type { LocallyConnectedOperation } from "../../../core/layers/elementOperations.ts";
import { activateInPlace, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { biasData, inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";
import { type SpatialGrid, spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, type WindowAxes, windowAxes } from "../windowAxes.ts";

export const locallyConnectedReference: Kernel<LocallyConnectedOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) =>
    refuseWindows(operation.windows, operation.dataFormat, inputShapes[0] ?? [], outputShape) ??
    refuseChannels(operation, inputShapes[0] ?? [], outputShape) ??
    refuseFusedActivation(operation.activation),
  scratchBytes: noScratch,
  run: (request) => {
    connect(request);
    activateInPlace(request.operation.activation, request.output);
  },
};

/** An input pixel that an output position is connected with, and the tap that connects them. */
interface Connection {
  readonly row: number;
  readonly column: number;
  readonly tap: number;
}

function connect(request: KernelRequest<LocallyConnectedOperation>): void {
  const { operation, output } = request;
  const input = inputTensor(request);
  const kernel = weightData(request.weights, "kernel");
  const bias = biasData(request.weights, operation.useBias);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const place = kernelPlaces(operation, from, to, axes);
  const { outputChannels: filters, inputChannels: channels } = operation;
  for (let h = 0; h < to.sizes[1]; h++) {
    for (let w = 0; w < to.sizes[2]; w++) {
      const connections = connectionsAt(axes, from, operation, h, w);
      const position = h * to.sizes[2] + w;
      for (let b = 0; b < to.batch; b++) {
        for (let filter = 0; filter < filters; filter++) {
          let sum = bias?.[position * filters + filter] ?? 0;
          for (const connection of connections) {
            const { row, column } = connection;
            const at = b * from.batchStride + row * from.strides[1] + column * from.strides[2];
            for (let channel = 0; channel < channels; channel++) {
              const weight = kernel[place(position, connection, channel, filter)] as number;
              sum += (input.data[at + channel * from.channelStride] as number) * weight;
            }
          }
          output.data[
            b * to.batchStride + h * to.strides[1] + w * to.strides[2] + filter * to.channelStride
          ] = sum;
        }
      }
    }
  }
}

/** With "same" padding Keras centres the kernel on every stride-th input, whatever the sizes. */
function connectionsAt(
  axes: WindowAxes,
  from: SpatialGrid,
  { windows }: LocallyConnectedOperation,
  h: number,
  w: number,
): Connection[] {
  const start = (axis: 1 | 2, position: number) => {
    const same = windows.at(axis - 3)?.padding === "same";
    return position * axes.stride[axis] - (same ? Math.floor(axes.kernel[axis] / 2) : 0);
  };
  const [top, left] = [start(1, h), start(2, w)];
  const connections: Connection[] = [];
  for (let kh = 0; kh < axes.kernel[1]; kh++) {
    for (let kw = 0; kw < axes.kernel[2]; kw++) {
      const [row, column] = [top + kh, left + kw];
      if (row < 0 || row >= from.sizes[1] || column < 0 || column >= from.sizes[2]) continue;
      connections.push({ row, column, tap: kh * axes.kernel[2] + kw });
    }
  }
  return connections;
}

type KernelPlace = (position: number, connection: Connection, channel: number, filter: number) => number;

function kernelPlaces(
  operation: LocallyConnectedOperation,
  from: SpatialGrid,
  to: SpatialGrid,
  axes: WindowAxes,
): KernelPlace {
  const { inputChannels: channels, outputChannels: filters, implementation, dataFormat } = operation;
  const taps = axes.kernel[1] * axes.kernel[2];
  const [inputs, outputs] = [from.sizes[1] * from.sizes[2], to.sizes[1] * to.sizes[2]];
  const last = dataFormat === "channels_last";
  if (implementation === 1) {
    // Each position's patch is flattened in the input's own layout.
    return (position, { tap }, channel, filter) => {
      const feature = last ? tap * channels + channel : channel * taps + tap;
      return (position * taps * channels + feature) * filters + filter;
    };
  }
  const dense: KernelPlace = (position, { row, column }, channel, filter) => {
    const pixel = row * from.sizes[2] + column;
    return last
      ? ((pixel * channels + channel) * outputs + position) * filters + filter
      : ((channel * inputs + pixel) * filters + filter) * outputs + position;
  };
  if (implementation === 2) return dense;
  const numbers = new Map<number, number>();
  const places: number[] = [];
  for (let h = 0; h < to.sizes[1]; h++) {
    for (let w = 0; w < to.sizes[2]; w++) {
      for (const connection of connectionsAt(axes, from, operation, h, w)) {
        for (let channel = 0; channel < channels; channel++) {
          for (let filter = 0; filter < filters; filter++)
            places.push(dense(h * to.sizes[2] + w, connection, channel, filter));
        }
      }
    }
  }
  places.sort((a, b) => a - b);
  for (const [number, at] of places.entries()) numbers.set(at, number);
  return (position, connection, channel, filter) =>
    numbers.get(dense(position, connection, channel, filter)) ?? 0;
}
