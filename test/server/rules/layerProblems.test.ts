// Each problem of a layer or a graph: a model that has it, one like it that has not, and one of unknown sizes that is silent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ProblemCode } from "../../../core/graph/problem.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

interface Row {
  /** Told once, at the last layer, with these words. */
  readonly raises: readonly HandMadeLayer[];
  readonly message: RegExp;
  readonly fits: readonly HandMadeLayer[];
  /** The raising layer where the sizes that it needs are not known; absent where it needs none to be wrong. */
  readonly unknown?: readonly HandMadeLayer[];
}

const layer = (className: string, config: HandMadeLayer["config"] = {}): HandMadeLayer => ({
  className,
  name: "it",
  config,
});
const own: HandMadeLayer = { className: "SomebodysOwnLayer", name: "own" };
const image = (...sizes: (number | null)[]) => handMadeInput("in", ...sizes);
const pair = (
  className: string,
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  config = {},
) => [
  handMadeInput("a", ...a),
  handMadeInput("b", ...b),
  { className, name: "it", config, calls: [["a", "b"]] },
];
/** One layer on two inputs. */
const twice = (
  className: string,
  config: HandMadeLayer["config"],
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): HandMadeLayer[] => [
  handMadeInput("a", ...a),
  handMadeInput("b", ...b),
  { ...layer(className, config), calls: [["a"], ["b"]] },
];
/** The same layer behind one of which nothing is known. */
const behindUnknown = (it: HandMadeLayer) => [image(8, 8, 4), own, it];

const conv = (config: HandMadeLayer["config"]) => layer("Conv2D", { filters: 6, kernel_size: 3, ...config });
const up = (config: HandMadeLayer["config"]) =>
  layer("Conv2DTranspose", { filters: 6, kernel_size: 3, strides: 2, ...config });

const rows: Partial<Record<ProblemCode, Row>> = {
  "window-larger-than-input": {
    raises: [image(4, 4, 1), conv({ kernel_size: 10 })],
    message: /kernel 10 is larger than the height 4/,
    fits: [image(4, 4, 1), conv({ kernel_size: 4 })],
    unknown: [image(null, null, 1), conv({ kernel_size: 10 })],
  },
  "output-size-not-positive": {
    raises: [image(4, 4, 1), layer("Cropping2D", { cropping: 2 })],
    message: /"it"/,
    fits: [image(5, 5, 1), layer("Cropping2D", { cropping: 2 })],
    unknown: [image(null, null, 1), layer("Cropping2D", { cropping: 2 })],
  },
  "output-padding-not-below-stride": {
    raises: [image(4, 4, 1), up({ output_padding: 2 })],
    message: /2/,
    fits: [image(4, 4, 1), up({ output_padding: 1 })],
  },
  "channels-not-divisible-by-groups": {
    raises: [image(8, 8, 4), conv({ groups: 3 })],
    message: /4 input channels .* 3 groups/,
    fits: [image(8, 8, 3), conv({ groups: 3 })],
    unknown: behindUnknown(conv({ groups: 3 })),
  },
  "filters-not-divisible-by-groups": {
    raises: [image(8, 8, 4), conv({ groups: 4 })],
    message: /6 filters .* 4/,
    fits: [image(8, 8, 4), conv({ groups: 2 })],
    unknown: behindUnknown(conv({ groups: 4 })),
  },
  "wrong-rank": {
    raises: [image(8, 4), conv({})],
    message: /needs an input with 3 axes .* is given 8×4, which has 2/,
    fits: [image(8, 8, 4), conv({})],
    unknown: behindUnknown(conv({})),
  },
  "built-for-another-input": {
    raises: twice("Dense", { units: 4 }, [8], [6]),
    message: /"it" is given 6, for which it needs "kernel" of 6×4. It has 8×4/,
    fits: twice("Conv2D", { filters: 3, kernel_size: 3 }, [9, 9, 3], [7, 8, 3]),
    unknown: [handMadeInput("a", 8), own, { ...layer("Dense", { units: 4 }), calls: [["a"], ["own"]] }],
  },
  "wrong-input-count": {
    raises: pair("Conv2D", [8, 8, 4], [8, 8, 4], { filters: 6, kernel_size: 3 }),
    message: /takes one input and is given 2/,
    fits: [image(8, 8, 4), conv({})],
  },
  "shapes-do-not-merge": {
    raises: pair("Concatenate", [88, 88, 128], [88, 88, 64], { axis: 1 }),
    message: /differ on axis 3: 128, 64\. Did you mean axis 3/,
    fits: pair("Concatenate", [88, 88, 128], [88, 88, 64]),
    unknown: [
      ...behindUnknown(layer("Concatenate", { axis: 1 })).slice(0, 2),
      handMadeInput("b", 88, 88, 64),
      { ...layer("Concatenate", { axis: 1 }), calls: [["own", "b"]] },
    ],
  },
  "reshape-size-mismatch": {
    raises: [image(16), layer("Reshape", { target_shape: [3, 5] })],
    message: /16.*15|15.*16/,
    fits: [image(16), layer("Reshape", { target_shape: [-1, 4] })],
    unknown: [image(null), layer("Reshape", { target_shape: [3, 5] })],
  },
  "axis-out-of-range": {
    raises: [image(8, 8, 4), layer("BatchNormalization", { axis: 4 })],
    message: /Axis 4 .* 8×8×4/,
    fits: [image(8, 8, 4), layer("BatchNormalization", { axis: 3 })],
    unknown: behindUnknown(layer("BatchNormalization", { axis: 4 })),
  },
  "size-not-known": {
    raises: [image(null), layer("Dense", { units: 2 })],
    message: /last axis/,
    fits: [image(null, 4), layer("Dense", { units: 2 })],
    unknown: behindUnknown(layer("Dense", { units: 2 })),
  },
  "missing-argument": {
    raises: [image(8, 8, 4), layer("Conv2D", { kernel_size: 3 })],
    message: /needs filters/,
    fits: [image(8, 8, 4), conv({})],
  },
  "invalid-argument": {
    raises: [image(8, 8, 4), conv({ strides: 0 })],
    message: /strides of "it" is 0/,
    fits: [image(8, 8, 4), conv({ strides: 2 })],
  },
  "unsupported-combination": {
    raises: [image(8, 8, 4), conv({ padding: "causal" })],
    message: /"causal".* Conv1D only/,
    fits: [image(8, 4), layer("Conv1D", { filters: 2, kernel_size: 3, padding: "causal" })],
  },
  "unknown-layer": {
    raises: [image(8, 8, 4), layer("SomebodysOwnLayer")],
    message: /SomebodysOwnLayer/,
    fits: [image(8, 8, 4), layer("ReLU")],
  },
};

const told = (layers: readonly HandMadeLayer[]) =>
  analyseModel(handMadeGraph(layers)).problems.filter(({ layer: name }) => name !== "own");

for (const [code, { raises, message, fits, unknown }] of Object.entries(rows)) {
  test(`${code}: raised, not raised, silent on unknowns`, () => {
    const [problem, ...more] = told(raises);
    assert.deepEqual([problem?.code, problem?.layer, more], [code, "it", []]);
    assert.match(problem?.message ?? "", message);
    assert.deepEqual(told(fits), []);
    if (unknown) assert.deepEqual(told(unknown), []);
  });
}

test("what stands behind a layer that cannot work is silent", () => {
  const after = ["c1", "c2", "c3"].map((name) => ({ ...conv({ kernel_size: 10 }), name }));
  assert.deepEqual(
    told([image(4, 4, 1), ...after]).map(({ layer: name }) => name),
    ["c1"],
  );
});
