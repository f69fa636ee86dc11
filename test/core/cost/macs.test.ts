/** The MACs of 500 random convolutions of every kind against the multiply-adds that the reference kernels do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { type Choices, random } from "../../engine/randomCalls.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { countMultiplyAdds, isConvolution } from "./countMultiplyAdds.ts";

interface RandomLayer {
  readonly className: string;
  readonly input: readonly number[];
  readonly config: Readonly<Record<string, ConfigData>>;
}

type Kind = (choose: Choices, rank: number) => Omit<RandomLayer, "input"> & { readonly channels?: number };

/** By name, with the numbers of axes that Keras has a class for. */
const kinds: readonly (readonly [name: string, ranks: readonly number[], kind: Kind])[] = [
  ["standard", [1, 2, 3], (choose, rank) => convolution(choose, rank, { kernel_size: kernel(choose, rank) })],
  ["pointwise", [1, 2, 3], (choose, rank) => convolution(choose, rank, { kernel_size: 1 })],
  [
    "dilated",
    [1, 2, 3],
    (choose, rank) =>
      convolution(choose, rank, {
        kernel_size: kernel(choose, rank),
        strides: 1,
        dilation_rate: list(rank, () => choose.integer(1, 3)),
      }),
  ],
  [
    "spatially separable",
    [2, 3],
    (choose, rank) => {
      const long = choose.integer(0, rank - 1);
      const size = choose.integer(2, 5);
      return convolution(choose, rank, { kernel_size: list(rank, (axis) => (axis === long ? size : 1)) });
    },
  ],
  [
    "grouped",
    [1, 2, 3],
    (choose, rank) => {
      const groups = choose.integer(2, 4);
      const filters = groups * choose.integer(1, 3);
      const channels = groups * choose.integer(1, 3);
      const config = { kernel_size: kernel(choose, rank), groups, filters };
      return { ...convolution(choose, rank, config), channels };
    },
  ],
  ["transposed", [1, 2, 3], transposed],
  [
    "depthwise",
    [1, 2],
    (choose, rank) => ({
      className: `DepthwiseConv${rank}D`,
      config: {
        ...sliding(choose, rank),
        kernel_size: kernel(choose, rank),
        depth_multiplier: choose.integer(1, 3),
      },
    }),
  ],
  [
    "depthwise separable",
    [1, 2],
    (choose, rank) => ({
      className: `SeparableConv${rank}D`,
      config: {
        ...sliding(choose, rank),
        kernel_size: kernel(choose, rank),
        depth_multiplier: choose.integer(1, 3),
        filters: choose.integer(1, 5),
      },
    }),
  ],
];

test("MACs of 500 random convolutions: as many as the reference kernels do", (context) => {
  const tally = new Map<string, number>();
  let total = 0;
  for (let seed = 0; seed < 500; seed++) {
    const [name, ranks, kind] = kinds[seed % kinds.length] as (typeof kinds)[number];
    const choose = random(seed);
    const rank = ranks[Math.floor(seed / kinds.length) % ranks.length] as number;
    const { className, input, config } = withInput(choose, rank, kind(choose, rank));
    const graph = handMadeGraph([handMadeInput("in", ...input), { className, name: "layer", config }]);
    const { layers, totals, problems } = analyseModel(graph);
    const call = layers[1]?.calls[0];
    const what = `seed ${seed}: ${className} ${JSON.stringify(config)} on ${input}`;
    assert.deepEqual(problems, [], what);
    const operation = call?.inference?.operation;
    assert.ok(isConvolution(operation), what);
    const counted = countMultiplyAdds(operation);
    assert.deepEqual(
      call?.inference?.macs.map(({ count }) => countToNumber(count)),
      counted,
      what,
    );
    const sum = counted.reduce((all, stage) => all + stage, 0);
    assert.equal(call && countToNumber(call.macs), sum, what);
    assert.equal(countToNumber(totals.macs), sum, what);
    tally.set(`${name} ${rank}-D`, (tally.get(`${name} ${rank}-D`) ?? 0) + 1);
    total += sum;
  }
  context.diagnostic([...tally].map(([name, count]) => `${name} ${count}`).join(", "));
  context.diagnostic(`seeds 0 to 499, ${total.toLocaleString("en")} multiply-adds counted`);
  assert.ok([...tally.values()].every((count) => count >= 20));
});

/** Any convolution; `config` says what makes the kind. */
function convolution(choose: Choices, rank: number, config: RandomLayer["config"]) {
  const causal = rank === 1 && choose.integer(0, 3) === 0 ? { padding: "causal" } : {};
  return {
    className: `Conv${rank}D`,
    config: { ...sliding(choose, rank), filters: choose.integer(1, 5), ...causal, ...config },
  };
}

function transposed(choose: Choices, rank: number) {
  const strides = list(rank, () => choose.integer(1, 3));
  const padded = choose.integer(0, 2) === 0;
  const dilated = strides.every((stride) => stride === 1) && choose.integer(0, 1) === 0;
  return {
    className: `Conv${rank}DTranspose`,
    config: {
      ...sliding(choose, rank),
      strides,
      kernel_size: kernel(choose, rank),
      filters: choose.integer(1, 5),
      ...(padded ? { output_padding: strides.map((stride) => choose.integer(0, stride - 1)) } : {}),
      ...(dilated ? { dilation_rate: choose.integer(1, 2) } : {}),
    },
  };
}

function sliding(choose: Choices, rank: number) {
  const stride = choose.integer(1, 3);
  return {
    strides: list(rank, () => stride),
    padding: choose.pick(["valid", "same"]),
    data_format: choose.pick(["channels_last", "channels_first"]),
    use_bias: choose.pick([true, false]),
  };
}

function kernel(choose: Choices, rank: number): number[] {
  return list(rank, () => choose.integer(1, 4));
}

/** Sizes that the largest dilated kernel fits in. */
function withInput(choose: Choices, rank: number, { channels, ...layer }: ReturnType<Kind>): RandomLayer {
  const spatial = list(rank, () => choose.integer(10, rank === 3 ? 11 : 14));
  const depth = channels ?? choose.integer(1, 5);
  const first = layer.config.data_format === "channels_first";
  return { ...layer, input: first ? [depth, ...spatial] : [...spatial, depth] };
}

function list(rank: number, item: (axis: number) => number): number[] {
  return Array.from({ length: rank }, (_, axis) => item(axis));
}
