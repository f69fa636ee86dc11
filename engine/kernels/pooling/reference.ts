/** Maximum and average pooling. The padding never wins a maximum; an average leaves it out or repeats the edge. */
import type { PoolingOperation } from "../../../core/layers/operation.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch } from "../kernel.ts";
import { walkOutput } from "../outputWalk.ts";
import { inParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, windowAxes } from "../windowAxes.ts";

export const poolingReference: Kernel<PoolingOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) =>
    refuseWindows(operation.windows, operation.dataFormat, inputShapes[0] ?? [], outputShape),
  scratchBytes: noScratch,
  ...inParts(pool),
};

function* pool(request: KernelRequest<PoolingOperation>): Generator<void> {
  const { operation, output } = request;
  const input = inputTensor(request);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const [inD, inH, inW] = from.sizes;
  const outW = to.sizes[2];
  const [kernelD, kernelH, kernelW] = axes.kernel;
  const max = operation.reduce === "max";
  const edge = !max && operation.averagePadding === "edge";
  const results = new Float64Array(to.channels);
  const pixelWork = kernelD * kernelH * kernelW * to.channels;

  // A function of its own, which is compiled sooner than a generator.
  const line = (b: number, od: number, oh: number): void => {
    for (let ow = 0; ow < outW; ow++) {
      results.fill(max ? Number.NEGATIVE_INFINITY : 0);
      let taps = 0;
      for (let kd = 0; kd < kernelD; kd++) {
        const id = pooledPosition(od * axes.stride[0] - axes.offset[0] + kd * axes.dilation[0], inD, edge);
        if (id < 0) continue;
        for (let kh = 0; kh < kernelH; kh++) {
          const ih = pooledPosition(oh * axes.stride[1] - axes.offset[1] + kh * axes.dilation[1], inH, edge);
          if (ih < 0) continue;
          for (let kw = 0; kw < kernelW; kw++) {
            const iw = pooledPosition(
              ow * axes.stride[2] - axes.offset[2] + kw * axes.dilation[2],
              inW,
              edge,
            );
            if (iw < 0) continue;
            taps++;
            let at =
              b * from.batchStride + id * from.strides[0] + ih * from.strides[1] + iw * from.strides[2];
            for (let channel = 0; channel < results.length; channel++) {
              const value = input.data[at] as number;
              const result = results[channel] as number;
              // Math.max passes NaN on, which a maximum must not hide.
              results[channel] = max ? Math.max(value, result) : result + value;
              at += from.channelStride;
            }
          }
        }
      }
      let put = b * to.batchStride + od * to.strides[0] + oh * to.strides[1] + ow * to.strides[2];
      for (let channel = 0; channel < results.length; channel++) {
        output.data[put] = max ? (results[channel] as number) : (results[channel] as number) / taps;
        put += to.channelStride;
      }
    }
  };

  yield* walkOutput(to, { columns: outW, pixelWork }, line);
}

/** The input position that a tap reads; -1 for one in the padding that does not count. */
export function pooledPosition(position: number, size: number, edge: boolean): number {
  if (position >= 0 && position < size) return position;
  if (!edge) return -1;
  return position < 0 ? 0 : size - 1;
}
