/** Random graphs of layers that move along the axes: strides, dilation, padding, enlarging, and branches that meet again. */
import { countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { type Choices, random } from "../../engine/randomCalls.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

type Config = Readonly<Record<string, ConfigData>>;

interface Builder {
  readonly choose: Choices;
  /** Number of spatial axes. */
  readonly rank: number;
  readonly layers: HandMadeLayer[];
}

/** Sizes of the input along each axis, by the number of axes: large enough for a middle that no border reaches. */
const sizes: readonly number[] = [120, 32, 16];
/** Multiply-adds and values at once of one example, so that 300 graphs run in seconds. */
const mostWork = 60_000;

/** The graph of that seed without problems; the first draws may have branches that do not fit, or become too small. */
export function randomFieldModel(seed: number): ModelAnalysis {
  for (let draw = 0; ; draw++) {
    const analysis = analyseModel(handMadeGraph(drawLayers(random(seed * 1000 + draw), rankOf(seed))));
    const field = analysis.layers.at(-1)?.calls[0]?.field;
    if (analysis.problems.some(({ severity }) => severity === "error") || field?.kind !== "axes") continue;
    if (workOf(analysis) > mostWork) continue;
    const size = sizes[rankOf(seed) - 1] as number;
    // Every kind of output must come up in the middle half of the input.
    const fits = field.axes.every((axis) => axis.size + 2 * axis.shift <= size / 2 && axis.jump < size / 8);
    if (fits) return analysis;
  }
}

function workOf({ totals }: ModelAnalysis): number {
  const [macs, values] = [totals.macs, totals.peakActivationElements].map(countToNumber);
  return (macs ?? Number.POSITIVE_INFINITY) + (values ?? Number.POSITIVE_INFINITY);
}

function rankOf(seed: number): number {
  return seed % 10 === 0 ? 3 : seed % 10 < 4 ? 2 : 1;
}

function drawLayers(choose: Choices, rank: number): readonly HandMadeLayer[] {
  const size = sizes[rank - 1] as number;
  const layers = [handMadeInput("in", ...new Array<number>(rank).fill(size), 1)];
  const builder = { choose, rank, layers };
  let last = "in";
  for (let steps = choose.integer(2, rank === 3 ? 4 : 6); steps > 0; steps--) {
    last = choose.integer(0, 2) === 0 ? addBranches(builder, last) : addStep(builder, last);
  }
  return layers;
}

/** Two or three ways from one tensor to tensors of one size, and a merge. */
function addBranches(builder: Builder, from: string): string {
  const { choose } = builder;
  const stride = choose.pick([1, 1, 1, 2]);
  const there = choose.integer(0, 3) === 0;
  const ends = Array.from({ length: choose.integer(2, 3) }, (_, branch) => {
    let end = from;
    if (there && branch === 0 && stride === 1) end = addThereAndBack(builder, end);
    for (let steps = choose.integer(0, 2); steps > 0; steps--) end = addSameSize(builder, end, 1);
    if (stride > 1) end = addSameSize(builder, end, stride);
    return end;
  });
  // No product: the zeros between the values of a transposed layer would hide what its other factor reads.
  const className = choose.pick(["Add", "Concatenate", "Average", "Maximum"]);
  return add(builder, className, {}, ends);
}

/** Halves the size and doubles it again, as a U-Net does. */
function addThereAndBack(builder: Builder, from: string): string {
  const { choose, rank } = builder;
  let end = addSameSize(builder, from, 2);
  if (choose.integer(0, 1) === 0) end = addSameSize(builder, end, 1);
  if (choose.integer(0, 1) === 0) return add(builder, `UpSampling${rank}D`, { size: 2 }, [end]);
  return convolve(builder, end, `Conv${rank}DTranspose`, { strides: 2, padding: "same" });
}

/** A layer whose output is the input's size divided by the stride, rounded up. */
function addSameSize(builder: Builder, from: string, stride: number): string {
  const { choose, rank } = builder;
  const settings = { padding: "same", strides: stride };
  switch (choose.integer(0, 3)) {
    case 0:
      return convolve(builder, from, `Conv${rank}D`, {
        ...settings,
        ...(stride === 1 ? { dilation_rate: choose.integer(1, 3) } : {}),
      });
    case 1:
      return rank < 3
        ? convolve(builder, from, `SeparableConv${rank}D`, settings)
        : convolve(builder, from, "Conv3D", settings);
    case 2:
      return add(builder, `MaxPooling${rank}D`, { pool_size: choose.integer(1, 3), ...settings }, [from]);
    default:
      return add(builder, `AveragePooling${rank}D`, { pool_size: choose.integer(1, 4), ...settings }, [from]);
  }
}

/** Any layer that moves along the axes. */
function addStep(builder: Builder, from: string): string {
  const { choose, rank } = builder;
  const pairs = (most: number) =>
    Array.from({ length: rank }, () => [choose.integer(0, most), choose.integer(0, most)]);
  const borders = (most: number) => (rank === 1 ? (pairs(most)[0] as number[]) : pairs(most));
  const padding = choose.pick(["valid", "same"]);
  switch (choose.integer(0, 9)) {
    case 0:
      return convolve(builder, from, `Conv${rank}D`, { padding, strides: choose.integer(1, 3) });
    case 1:
      return convolve(builder, from, `Conv${rank}D`, { padding, dilation_rate: choose.integer(1, 3) });
    case 2:
      return rank === 1
        ? convolve(builder, from, "Conv1D", { padding: "causal", dilation_rate: choose.integer(1, 3) })
        : addTransposed(builder, from);
    case 3:
    case 4:
      return addTransposed(builder, from);
    case 5:
      return add(builder, `ZeroPadding${rank}D`, { padding: borders(3) }, [from]);
    case 6:
      return add(builder, `Cropping${rank}D`, { cropping: borders(2) }, [from]);
    case 7:
      return add(
        builder,
        `UpSampling${rank}D`,
        {
          size: choose.integer(1, 3),
          ...(rank === 2 ? { interpolation: choose.pick(["nearest", "bilinear", "bicubic"]) } : {}),
        },
        [from],
      );
    case 8:
      return rank === 2
        ? add(
            builder,
            "Resizing",
            {
              height: choose.integer(20, 60),
              width: choose.integer(20, 60),
              interpolation: choose.pick(["nearest", "bilinear"]),
            },
            [from],
          )
        : addSameSize(builder, from, choose.integer(1, 3));
    default:
      return addNested(builder, from);
  }
}

function addTransposed(builder: Builder, from: string): string {
  const { choose, rank } = builder;
  const strides = choose.integer(1, 3);
  return convolve(builder, from, `Conv${rank}DTranspose`, {
    strides,
    padding: choose.pick(["valid", "same"]),
    ...(choose.integer(0, 2) === 0 ? { output_padding: choose.integer(0, strides - 1) } : {}),
    ...(choose.integer(0, 2) === 0 ? { dilation_rate: choose.integer(1, 3) } : {}),
  });
}

/** A model inside, of two layers. */
function addNested(builder: Builder, from: string): string {
  const { choose, rank, layers } = builder;
  const free = new Array<null>(rank).fill(null);
  const inner: Builder = { choose, rank, layers: [handMadeInput("inner", ...free, 1)] };
  addSameSize(inner, addSameSize(inner, "inner", 1), choose.integer(1, 2));
  const name = `model${layers.length}`;
  const channels = { className: `Conv${rank}D`, config: { filters: 1, kernel_size: 1, ...positive } };
  layers.push({ ...channels, name: `${name}in`, calls: [[from]] });
  layers.push({
    className: "Functional",
    name,
    calls: [[`${name}in`]],
    model: handMadeGraph(inner.layers),
  });
  return name;
}

/** Positive weights, all different, so that nothing that changes cancels out. */
const initializer = { class_name: "RandomUniform", config: { minval: 0.5, maxval: 1.5 } };
const positive: Config = {
  kernel_initializer: initializer,
  depthwise_initializer: initializer,
  pointwise_initializer: initializer,
};

function convolve(builder: Builder, from: string, className: string, config: Config): string {
  const { choose, rank } = builder;
  const kernel = Array.from({ length: rank }, () => choose.integer(1, 4));
  return add(builder, className, { filters: 1, kernel_size: kernel, ...positive, ...config }, [from]);
}

function add({ layers }: Builder, className: string, config: Config, from: readonly string[]): string {
  const name = `${className.toLowerCase()}${layers.length}`;
  layers.push({ className, name, config, calls: [from] });
  return name;
}
