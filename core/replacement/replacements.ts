/** Other layers that can stand in place of one, with an output of the same shape. */
import type { ConfigData } from "../graph/paramValue.ts";
import type {
  ConvolutionOperation,
  DepthwiseConvolutionOperation,
  LayerOperation,
  SeparableConvolutionOperation,
  TransposedConvolutionOperation,
} from "../layers/operation.ts";
import type { NewLayer } from "./newLayer.ts";

export interface Replacement {
  /** Reads on from "Replace by". */
  readonly what: string;
  /** In order; the last gives what the old layer gave. */
  readonly layers: readonly NewLayer[];
  /** False where it is of use only if it costs less. */
  readonly always: boolean;
}

/** Replacements that the layer's settings allow; whether the shape is kept is for the caller to see. */
export function replacementsOf(className: string, operation: LayerOperation): readonly Replacement[] {
  switch (operation.op) {
    case "convolution":
      return convolutionReplacements(className, operation);
    case "separableConvolution":
      return separableReplacements(operation);
    case "depthwiseConvolution":
      return depthwiseReplacements(operation);
    case "transposedConvolution":
      return transposedReplacements(operation);
    default:
      return [];
  }
}

/** What a kernel's own settings are called in every class; another class calls them otherwise. */
const kernelSettings = {
  kernel_initializer: undefined,
  kernel_regularizer: undefined,
  kernel_constraint: undefined,
};
const depthwiseSettings = {
  depthwise_initializer: undefined,
  depthwise_regularizer: undefined,
  depthwise_constraint: undefined,
};
const pointwiseSettings = {
  pointwise_initializer: undefined,
  pointwise_regularizer: undefined,
  pointwise_constraint: undefined,
};

function convolutionReplacements(className: string, operation: ConvolutionOperation): readonly Replacement[] {
  const { windows, groups, inputChannels, outputChannels } = operation;
  const rank = windows.length;
  if (groups > 1) return groups === inputChannels ? [asDepthwise(operation)] : [];
  if (rank > 2 || windows.every(({ kernel }) => kernel === 1)) return [];
  const found: Replacement[] = [];
  if (inputChannels > 1) {
    found.push({
      what: "a depthwise separable convolution",
      layers: [
        { className: `SeparableConv${rank}D`, keeps: true, set: { ...kernelSettings, groups: undefined } },
      ],
      always: false,
    });
  }
  const plain = windows.every(({ dilation }) => dilation === 1);
  if (rank === 2 && plain && windows.every(({ kernel }) => kernel > 1)) {
    found.push(spatiallySeparable(className, operation));
  }
  const [kernel] = squareKernel(windows);
  if (kernel === undefined) return found;
  if (plain && kernel % 2 === 1 && kernel >= 5 && windows.every(({ stride }) => stride === 1)) {
    const rate = (kernel - 1) / 2;
    found.push({
      what: `a dilated 3×3 kernel that spans the same ${kernel} positions`.replace(
        "3×3",
        rank === 1 ? "3" : "3×3",
      ),
      layers: [
        { className, keeps: true, set: { kernel_size: all(rank, 3), dilation_rate: all(rank, rate) } },
      ],
      always: false,
    });
  }
  if (plain && (kernel === 5 || kernel === 7)) found.push(stacked(className, operation, kernel));
  if (!plain && outputChannels > 0) found.push(undilated(className, operation));
  return found;
}

/** A column, then a row: 2K weights in place of K·K for each pair of channels. */
function spatiallySeparable(className: string, { windows, activation }: ConvolutionOperation): Replacement {
  const [rows, columns] = windows.map(({ kernel }) => kernel);
  const [down, across] = windows.map(({ stride }) => stride);
  const linear: NewLayer["set"] = activation.name === "linear" ? {} : { activation: "linear" };
  return {
    what: `a spatially separable pair, ${rows}×1 and 1×${columns}`,
    layers: [
      { className, keeps: true, set: { kernel_size: [rows ?? 1, 1], strides: [down ?? 1, 1], ...linear } },
      { className, keeps: true, set: { kernel_size: [1, columns ?? 1], strides: [1, across ?? 1] } },
    ],
    always: false,
  };
}

/** Kernels of 3 that together span 5 or 7; the last one strides. */
function stacked(className: string, { windows }: ConvolutionOperation, kernel: number): Replacement {
  const rank = windows.length;
  const count = (kernel - 1) / 2;
  const strides = windows.map(({ stride }) => stride);
  const layers = Array.from({ length: count }, (_, index): NewLayer => {
    const own: NewLayer["set"] = index === count - 1 ? {} : { strides: all(rank, 1) };
    return {
      className,
      keeps: true,
      set: { kernel_size: all(rank, 3), ...(strides.some((s) => s > 1) ? own : {}) },
    };
  });
  const size = rank === 1 ? "3" : "3×3";
  return { what: `${count === 2 ? "two" : "three"} kernels of ${size}`, layers, always: false };
}

/** All positions that the dilated kernel spans are read. */
function undilated(className: string, { windows }: ConvolutionOperation): Replacement {
  const spans = windows.map(({ span }) => span);
  return {
    what: `an undilated kernel of ${spans.join("×")}`,
    layers: [{ className, keeps: true, set: { kernel_size: spans, dilation_rate: undefined } }],
    always: true,
  };
}

/** A group for each channel is what the depthwise layer does. */
function asDepthwise({ windows, inputChannels, outputChannels }: ConvolutionOperation): Replacement {
  const multiplier = outputChannels / inputChannels;
  const set = { ...kernelSettings, filters: undefined, groups: undefined };
  return {
    what: "the same as a depthwise convolution",
    layers: [
      {
        className: `DepthwiseConv${windows.length}D`,
        keeps: true,
        set: multiplier === 1 ? set : { ...set, depth_multiplier: multiplier },
      },
    ],
    always: true,
  };
}

function separableReplacements({ windows }: SeparableConvolutionOperation): readonly Replacement[] {
  const rank = windows.length;
  return [
    {
      what: "a depthwise and a pointwise convolution, which do the same",
      layers: [
        {
          className: `DepthwiseConv${rank}D`,
          keeps: true,
          set: { ...pointwiseSettings, filters: undefined, activation: undefined, use_bias: false },
        },
        {
          className: `Conv${rank}D`,
          keeps: true,
          set: {
            ...depthwiseSettings,
            ...pointwiseSettings,
            kernel_size: all(rank, 1),
            strides: undefined,
            dilation_rate: undefined,
            depth_multiplier: undefined,
          },
        },
      ],
      always: true,
    },
    {
      what: "a standard convolution",
      layers: [
        {
          className: `Conv${rank}D`,
          keeps: true,
          set: { ...depthwiseSettings, ...pointwiseSettings, depth_multiplier: undefined },
        },
      ],
      always: true,
    },
  ];
}

function depthwiseReplacements({
  windows,
  outputChannels,
}: DepthwiseConvolutionOperation): readonly Replacement[] {
  const rank = windows.length;
  const set = { ...depthwiseSettings, depth_multiplier: undefined };
  return [
    {
      what: "a depthwise separable convolution, which also mixes the channels",
      layers: [
        {
          className: `SeparableConv${rank}D`,
          keeps: true,
          set: { filters: outputChannels },
        },
      ],
      always: true,
    },
    {
      what: "a standard convolution",
      layers: [{ className: `Conv${rank}D`, keeps: true, set: { ...set, filters: outputChannels } }],
      always: true,
    },
  ];
}

/** Every position is repeated, then convolved: no position gets more copies of the kernel than another. */
function transposedReplacements({
  windows,
  dataFormat,
}: TransposedConvolutionOperation): readonly Replacement[] {
  const rank = windows.length;
  const strides = windows.map(({ stride }) => stride);
  if (strides.every((stride) => stride === 1) || windows.some(({ dilation }) => dilation > 1)) return [];
  const layout: NewLayer["set"] = dataFormat === "channels_first" ? { data_format: dataFormat } : {};
  const size = rank === 1 ? (strides[0] ?? 1) : strides;
  return [
    {
      what: "up-sampling and a convolution, which overlap evenly",
      layers: [
        { className: `UpSampling${rank}D`, keeps: false, set: { size, ...layout } },
        {
          className: `Conv${rank}D`,
          keeps: true,
          set: { strides: undefined, output_padding: undefined, dilation_rate: undefined, padding: "same" },
        },
      ],
      always: true,
    },
  ];
}

/** The kernel where it is the same along all axes. */
function squareKernel(windows: readonly { readonly kernel: number }[]): readonly number[] {
  const [first] = windows;
  return first && windows.every(({ kernel }) => kernel === first.kernel) ? [first.kernel] : [];
}

function all(rank: number, value: ConfigData): ConfigData {
  return new Array<ConfigData>(rank).fill(value);
}
