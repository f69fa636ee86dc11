/** Convolution in 1 to 3 dimensions with groups, stride and dilation, plainly: window by window, tap by tap. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import { activateInPlace, refuseFusedActivation } from "../activation/activate.ts";
import { refuseChannels } from "../channelCheck.ts";
import { biasData, inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { refuseWindows, windowAxes } from "../windowAxes.ts";

export const convolutionReference: Kernel<ConvolutionOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const inputShape = inputShapes[0] ?? [];
    return (
      refuseWindows(operation.windows, operation.dataFormat, inputShape, outputShape) ??
      refuseChannels(operation, inputShape, outputShape) ??
      refuseFusedActivation(operation.activation)
    );
  },
  scratchBytes: noScratch,
  run: (request) => {
    convolve(request, weightData(request.weights, "kernel"));
    activateInPlace(request.operation.activation, request.output);
  },
};

/** Bias and weighted sums, without the activation; `kernel` is `[taps, inputChannels / groups, outputChannels]`. */
export function convolve(
  request: Omit<KernelRequest<ConvolutionOperation>, "operation"> & {
    readonly operation: Omit<ConvolutionOperation, "activation">;
  },
  kernel: Float32Array,
): void {
  const { operation, output } = request;
  const input = inputTensor(request);
  const bias = biasData(request.weights, operation.useBias);
  const from = spatialGrid(input.shape, operation.dataFormat);
  const to = spatialGrid(output.shape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const [inD, inH, inW] = from.sizes;
  const [outD, outH, outW] = to.sizes;
  const [kernelD, kernelH, kernelW] = axes.kernel;
  const filters = operation.outputChannels;
  const groupInputs = operation.inputChannels / operation.groups;
  const groupFilters = filters / operation.groups;
  const sums = new Float64Array(filters);
  const x = input.data;
  const y = output.data;

  for (let b = 0; b < to.batch; b++) {
    for (let od = 0; od < outD; od++) {
      for (let oh = 0; oh < outH; oh++) {
        for (let ow = 0; ow < outW; ow++) {
          if (bias) sums.set(bias);
          else sums.fill(0);
          for (let kd = 0; kd < kernelD; kd++) {
            const id = od * axes.stride[0] - axes.offset[0] + kd * axes.dilation[0];
            if (id < 0 || id >= inD) continue;
            for (let kh = 0; kh < kernelH; kh++) {
              const ih = oh * axes.stride[1] - axes.offset[1] + kh * axes.dilation[1];
              if (ih < 0 || ih >= inH) continue;
              for (let kw = 0; kw < kernelW; kw++) {
                const iw = ow * axes.stride[2] - axes.offset[2] + kw * axes.dilation[2];
                if (iw < 0 || iw >= inW) continue;
                const tap = (kd * kernelH + kh) * kernelW + kw;
                let at =
                  b * from.batchStride + id * from.strides[0] + ih * from.strides[1] + iw * from.strides[2];
                for (let group = 0; group < operation.groups; group++) {
                  let row = tap * groupInputs * filters + group * groupFilters;
                  for (let channel = 0; channel < groupInputs; channel++) {
                    addScaledRow(sums, group * groupFilters, x[at] as number, kernel, row, groupFilters);
                    at += from.channelStride;
                    row += filters;
                  }
                }
              }
            }
          }
          let put = b * to.batchStride + od * to.strides[0] + oh * to.strides[1] + ow * to.strides[2];
          for (let filter = 0; filter < filters; filter++) {
            y[put] = sums[filter] as number;
            put += to.channelStride;
          }
        }
      }
    }
  }
}

/** `sums[at + i] += scale · row[start + i]`: what one input value adds to all filters of its group. */
function addScaledRow(
  sums: Float64Array,
  at: number,
  scale: number,
  row: Float32Array,
  start: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    sums[at + i] = (sums[at + i] as number) + scale * (row[start + i] as number);
  }
}
