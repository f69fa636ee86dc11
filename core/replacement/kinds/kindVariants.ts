/** A convolution and the other six kinds in its place, each with an output of the same positions. */

import { type SevenKind, sevenKindNames } from "../../layers/convolutionKind.ts";
import type { ConvolutionOperation } from "../../layers/operation.ts";
import type { NewLayer } from "../newLayer.ts";
import {
  beyondUpSampling,
  borderLayers,
  type HelperLayers,
  noHelpers,
  poolingLayers,
  together,
  upSamplingLayers,
} from "./helperLayers.ts";
import { filledKernel, type KindedOperation, ownDilation, ownKindOf, wholeMultiplier } from "./sevenKind.ts";

export type KindVariant =
  | { readonly kind: SevenKind; readonly state: "own" }
  | {
      readonly kind: SevenKind;
      readonly state: "variant";
      /** In order, what the layer is replaced by. */
      readonly layers: readonly NewLayer[];
      /** What it takes to keep the size of the output, and how it differs, in phrases. */
      readonly words: readonly string[];
    }
  /** No layer of this kind does the like. */
  | { readonly kind: SevenKind; readonly state: "none"; readonly reason: string };

/** `className` is the layer's own class in Keras's words. */
export function kindVariants(className: string, operation: KindedOperation): readonly KindVariant[] {
  const own = ownKindOf(operation);
  return sevenKindNames.map((kind) =>
    kind === own ? { kind, state: "own" } : variantOf(kind, className, operation),
  );
}

interface Frame {
  readonly className: string;
  readonly operation: KindedOperation;
  readonly rank: number;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  /** Before a window of these spans. */
  readonly before: (spans: readonly number[]) => HelperLayers;
  /** The same where the layer has stride 1 and padding `same`, and what stands behind it then. */
  readonly beforeUnstrided: HelperLayers;
  readonly behindUnstrided: HelperLayers;
}

function variantOf(kind: SevenKind, className: string, operation: KindedOperation): KindVariant {
  const frame = frameOf(className, operation);
  const built = builders[kind](frame);
  return typeof built === "string"
    ? { kind, state: "none", reason: built }
    : { kind, state: "variant", ...built };
}

type Built = { readonly layers: readonly NewLayer[]; readonly words: readonly string[] } | string;

const builders: Readonly<Record<SevenKind, (frame: Frame) => Built>> = {
  standard: (frame) => {
    const layer = changed(frame, `Conv${frame.rank}D`, windowOf(frame, null));
    return behind(frame.before(frame.kernel), [layer], closedWords(frame));
  },
  pointwise: (frame) => {
    const set = { ...windowOf(frame, null), kernel_size: ones(frame.rank), padding: "same" };
    return behind(frame.before(ones(frame.rank)), [changed(frame, `Conv${frame.rank}D`, set)]);
  },
  transposed: (frame) => {
    const set = { kernel_size: frame.kernel, padding: "same" };
    const layer = changed(frame, `Conv${frame.rank}DTranspose`, set);
    return unstrided(frame, layer, closedWords(frame));
  },
  dilated: (frame) => {
    const rate = ownDilation(frame.operation) ?? frame.kernel.map(() => 2);
    const set = { kernel_size: frame.kernel, dilation_rate: rate, padding: "same" };
    const layer = changed(frame, `Conv${frame.rank}D`, set);
    return unstrided(frame, layer, [`spans ${spansOf(frame, rate).join("×")} positions`]);
  },
  "spatially-separable": (frame) => {
    const { rank, kernel } = frame;
    if (rank === 1) return "A kernel along one axis is a column already: there is nothing to take apart.";
    const dilation = ownDilation(frame.operation);
    const layers = kernel.map((_, axis) => {
      const along = (values: readonly number[]) => values.map((value, at) => (at === axis ? value : 1));
      const set = {
        ...windowOf(frame, dilation && along(dilation)),
        kernel_size: along(kernel),
        strides: unlessOnes(along(frame.strides)),
        ...(axis < rank - 1 ? linear(frame) : {}),
      };
      return changed(frame, `Conv${rank}D`, set);
    });
    return behind(frame.before(spansOf(frame, dilation)), layers);
  },
  depthwise: (frame) => {
    const multiplier = wholeMultiplier(frame.operation);
    const { inputChannels, outputChannels } = frame.operation;
    const words =
      multiplier === null
        ? [
            `gives ${inputChannels} channels in place of ${outputChannels}: it keeps channels apart, and ${outputChannels} is no multiple of ${inputChannels}`,
          ]
        : [];
    const dilation = ownDilation(frame.operation);
    const layer = depthwiseLayer(frame, dilation, multiplier ?? 1);
    return behind(frame.before(spansOf(frame, dilation)), [layer], words);
  },
  "depthwise-separable": (frame) => {
    const { rank, operation } = frame;
    const dilation = ownDilation(operation);
    const before = frame.before(spansOf(frame, dilation));
    if (rank < 3) {
      return behind(before, [changed(frame, `SeparableConv${rank}D`, windowOf(frame, dilation))]);
    }
    // Three axes have no class of their own: a layer with a group for each channel, then a pointwise one.
    const first = depthwiseLayer(frame, dilation, 1);
    const second = changed(frame, "Conv3D", { kernel_size: ones(rank) });
    return behind(before, [{ ...first, set: { ...first.set, ...linear(frame), use_bias: false } }, second]);
  },
};

function frameOf(className: string, operation: KindedOperation): Frame {
  const kernel = filledKernel(operation);
  const rank = kernel.length;
  const base = { className, operation, rank, kernel };
  const strides = operation.windows.map(({ stride }) => stride);
  if (operation.op === "transposedConvolution") {
    const up = together(
      upSamplingLayers(strides, operation),
      borderLayers(beyondUpSampling(operation), operation),
    );
    return {
      ...base,
      strides: ones(rank),
      padding: "same",
      before: () => up,
      beforeUnstrided: up,
      behindUnstrided: noHelpers,
    };
  }
  const { windows } = operation;
  const valid = windows.some(({ padding }) => padding === "valid");
  const causal = windows.some(({ padding }) => padding === "causal");
  const before = (spans: readonly number[]) => {
    if (!valid) return noHelpers;
    const more = windows.map(({ span }, axis) => (spans[axis] ?? 1) - span);
    return borderLayers(more, operation);
  };
  const ahead: HelperLayers = causal
    ? { layers: [], words: ["its window looks ahead too, as no causal padding is at hand"] }
    : noHelpers;
  const cut = before(ones(rank));
  const strided = strides.some((stride) => stride > 1);
  return {
    ...base,
    strides,
    padding: valid ? "valid" : "same",
    before: (spans) => together(before(spans), ahead),
    beforeUnstrided: strided ? together(cut, poolingLayers(strides, operation), ahead) : ahead,
    // Cut off behind the layer, the border is not taken for zeros.
    behindUnstrided: strided ? noHelpers : { ...cut, words: cut.words.map(() => "without its border") },
  };
}

function behind(
  before: HelperLayers,
  layers: readonly NewLayer[],
  words: readonly string[] = [],
): Exclude<Built, string> {
  return { layers: [...before.layers, ...layers], words: [...before.words, ...words] };
}

function unstrided(frame: Frame, layer: NewLayer, words: readonly string[]): Exclude<Built, string> {
  const { beforeUnstrided: before, behindUnstrided: after } = frame;
  return behind(before, [layer, ...after.layers], [...after.words, ...words]);
}

/** What closing up the taps of a dilated layer costs. */
function closedWords({ operation, kernel }: Frame): readonly string[] {
  const rate = ownDilation(operation);
  if (!rate) return [];
  const span = operation.windows.map((window) => window.span).join("×");
  return [`sees ${kernel.join("×")} positions in place of ${span}`];
}

/** Kernel, stride and padding of the layer's own, at a rate; the size that the layers before are made for. */
function windowOf({ kernel, strides, padding }: Frame, dilation: readonly number[] | null): NewLayer["set"] {
  return {
    kernel_size: kernel,
    strides: unlessOnes(strides),
    padding,
    dilation_rate: dilation ? unlessOnes(dilation) : undefined,
  };
}

function spansOf({ kernel }: Frame, dilation: readonly number[] | null): readonly number[] {
  return kernel.map((size, axis) => (size - 1) * (dilation?.[axis] ?? 1) + 1);
}

function depthwiseLayer(frame: Frame, dilation: readonly number[] | null, multiplier: number): NewLayer {
  const { rank, operation } = frame;
  const window = windowOf(frame, dilation);
  if (rank < 3) {
    const depth_multiplier = multiplier === 1 ? undefined : multiplier;
    return changed(frame, `DepthwiseConv${rank}D`, { ...window, depth_multiplier });
  }
  const { inputChannels } = operation;
  return changed(frame, "Conv3D", {
    ...window,
    filters: inputChannels * multiplier,
    groups: inputChannels > 1 ? inputChannels : undefined,
  });
}

/** Settings of a kernel that only some classes know, by the classes that do. */
const settingsOfClasses: readonly (readonly [setting: string, classes: RegExp])[] = [
  ...["initializer", "regularizer", "constraint"].flatMap((part) => [
    [`kernel_${part}`, /^Conv/] as const,
    [`depthwise_${part}`, /^(Depthwise|Separable)/] as const,
    [`pointwise_${part}`, /^Separable/] as const,
  ]),
  ["depth_multiplier", /^(Depthwise|Separable)/],
  ["groups", /^Conv\dD$/],
  ["output_padding", /Transpose$/],
  ["filters", /^(Conv|Separable)/],
];

/** The layer in another class, without what that does not know; what is not set anew of its window is left out. */
function changed({ className: old, operation }: Frame, className: string, set: NewLayer["set"]): NewLayer {
  const lost = settingsOfClasses.filter(([, classes]) => classes.test(old) && !classes.test(className));
  const hasFilters = /^(Conv|Separable)/.test(className);
  return {
    className,
    keeps: true,
    set: {
      ...Object.fromEntries(lost.map(([setting]) => [setting, undefined])),
      ...windowDefaults,
      ...(isGrouped(operation) ? { groups: undefined } : {}),
      ...(/^Conv\dDTranspose$/.test(old) ? { output_padding: undefined } : {}),
      ...(hasFilters ? { filters: operation.outputChannels } : {}),
      ...set,
    },
  };
}

const windowDefaults: NewLayer["set"] = {
  strides: undefined,
  dilation_rate: undefined,
  depth_multiplier: undefined,
};

function isGrouped(operation: KindedOperation): operation is ConvolutionOperation {
  return operation.op === "convolution" && operation.groups > 1;
}

/** No activation between the stages. */
function linear({ operation }: Frame): NewLayer["set"] {
  return operation.activation.name === "linear" ? {} : { activation: "linear" };
}

function ones(rank: number): readonly number[] {
  return new Array<number>(rank).fill(1);
}

function unlessOnes(values: readonly number[]): readonly number[] | undefined {
  return values.every((value) => value === 1) ? undefined : values;
}
