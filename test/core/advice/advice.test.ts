// Each piece of advice: a model that gets it, with the numbers of its message; one that does not; one of unknowns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { advice, conv, first, layer, norm, type Raised, raises, silent, unknown } from "./fixtures.ts";

const tall = handMadeInput("image", 3, 20, 30);

test("normalisation-axis: the default axis after channels-first layers", () => {
  // 112 weights as written and 32 with axis 1, as TensorFlow.js 4.22 counts them.
  raises(
    "normalisation-axis",
    { layers: [tall, conv("c", first), norm("n")] },
    {
      severity: "warning",
      layer: "n",
      message: /axis 3 \(28 entries\).*axis 1 \(8.*= 112 .*= 32\. Set axis to 1/,
    },
  );
  raises(
    "normalisation-axis",
    { layers: [handMadeInput("image", 20, 30, 3), conv("c"), layer("ReLU", "r"), norm("n", { axis: 1 })] },
    { severity: "warning", layer: "n", message: /channels_last.*Set axis to -1/ },
  );
  silent("normalisation-axis", tall, conv("c", first), norm("n", { axis: 1 }));
  silent(
    "normalisation-axis",
    handMadeInput("image", 20, 30, 3),
    conv("c"),
    norm("n"),
    norm("m", { axis: 3 }),
  );
  // Nothing says where the channels are, or what comes in.
  silent("normalisation-axis", tall, norm("n"));
  silent("normalisation-axis", tall, conv("c", first), unknown, norm("n"));
});

test("normalisation-axis: branches that agree keep the layout, and a Permute ends it", () => {
  const branches = [
    tall,
    conv("a", { ...first, padding: "same" }),
    { ...conv("b", { ...first, padding: "same" }), calls: [["image"]] },
    { className: "Add", name: "sum", calls: [["a", "b"]] },
  ];
  raises(
    "normalisation-axis",
    { layers: [...branches, norm("n")] },
    { severity: "warning", layer: "n", message: /axis 1 \(8/ },
  );
  silent("normalisation-axis", tall, conv("c", first), layer("Permute", "p", { dims: [2, 3, 1] }), norm("n"));
});

test("data-format-mismatch: a pooling without data_format after a channels-first convolution", () => {
  raises(
    "data-format-mismatch",
    { layers: [tall, conv("c", first), layer("MaxPooling2D", "p")] },
    {
      severity: "warning",
      layer: "p",
      message: /channels_last.*"c".*channels_first: of 8×18×28 it takes axis 3/,
    },
  );
  // The first cause only: what follows the two is not judged by either.
  assert.deepEqual(
    advice({ layers: [tall, conv("c", first), layer("MaxPooling2D", "p"), norm("n")] }).map(
      ({ code }) => code,
    ),
    ["data-format-mismatch"],
  );
  silent("data-format-mismatch", tall, conv("c", first), layer("MaxPooling2D", "p", first));
  silent("data-format-mismatch", tall, conv("c", first), unknown, layer("MaxPooling2D", "p"));
});

test("bias-before-normalisation: a bias that the mean takes away", () => {
  const image = handMadeInput("image", 8, 8, 3);
  const wanted: Raised = { severity: "hint", layer: "c", message: /"n" subtracts.*saves 8 weights/ };
  raises("bias-before-normalisation", { layers: [image, conv("c", { use_bias: true }), norm("n")] }, wanted);
  raises("bias-before-normalisation", { layers: [image, conv("c"), norm("n", { center: false })] }, wanted);
  silent("bias-before-normalisation", image, conv("c", { use_bias: false }), norm("n"));
  silent("bias-before-normalisation", image, conv("c", { activation: "relu" }), norm("n"));
  silent("bias-before-normalisation", image, conv("c"), layer("ReLU", "r"), norm("n"));
  // Read by another layer too, or normalised along another axis.
  silent("bias-before-normalisation", image, conv("c"), norm("n"), {
    className: "Add",
    name: "sum",
    calls: [["c", "n"]],
  });
  silent("bias-before-normalisation", image, conv("c"), norm("n", { axis: 1 }));
  silent("bias-before-normalisation", image, unknown, conv("c"), norm("n"));
});

test("prelu-slopes-not-shared: a slope for each value of an image", () => {
  const image = handMadeInput("image", 24, 24, 32);
  raises(
    "prelu-slopes-not-shared",
    { layers: [image, layer("PReLU", "p")] },
    { severity: "hint", layer: "p", message: /24×24×32 = 18432.*one a channel, 32.*\[1, 2\]/ },
  );
  raises(
    "prelu-slopes-not-shared",
    { layers: [tall, conv("c", first), layer("PReLU", "p")] },
    { severity: "hint", layer: "p", message: /one a channel, 8,.*\[2, 3\]/ },
  );
  silent("prelu-slopes-not-shared", image, layer("PReLU", "p", { shared_axes: [1, 2] }));
  silent("prelu-slopes-not-shared", image, layer("PReLU", "p", { shared_axes: [1] }));
  silent("prelu-slopes-not-shared", handMadeInput("features", 32), layer("PReLU", "p"));
  silent("prelu-slopes-not-shared", handMadeInput("image", null, null, 32), layer("PReLU", "p"));
  silent("prelu-slopes-not-shared", image, unknown, layer("PReLU", "p"));
});

test("uneven-overlap: kernels that are no multiple of the stride", () => {
  const image = handMadeInput("image", 5, 5, 3);
  const up = (config: HandMadeLayer["config"]) =>
    layer("Conv2DTranspose", "up", { filters: 1, kernel_size: 3, strides: 2, ...config });
  // The row that TensorFlow.js gives for ones in and an all-ones kernel.
  raises(
    "uneven-overlap",
    { layers: [image, up({})] },
    { severity: "information", layer: "up", message: /1 1 2 1 2 1 2 1 2 1 1 copies.*kernel of 4 or 2/ },
  );
  raises(
    "uneven-overlap",
    { layers: [image, up({ kernel_size: 2, strides: 3 })] },
    {
      severity: "warning",
      layer: "up",
      message: /leaves gaps at stride 3.*1 1 0 1 1 0 .*kernel of 3 reaches/,
    },
  );
  raises(
    "uneven-overlap",
    { layers: [handMadeInput("image", null, null, 3), up({ kernel_size: [4, 5] })] },
    { severity: "information", layer: "up", message: /kernel 5 .*along the width.*kernel of 6 or 4/ },
  );
  for (const kernel of [2, 4, 6]) silent("uneven-overlap", image, up({ kernel_size: kernel }));
  silent("uneven-overlap", image, up({ strides: 1 }));
  silent("uneven-overlap", image, unknown, up({}));
  // Sizes that nobody means cost nothing.
  silent("uneven-overlap", image, up({ strides: 1_000_000_000 }));
});

test("positions-never-read: strides above the window", () => {
  const image = handMadeInput("image", 32, 32, 3);
  raises(
    "positions-never-read",
    { layers: [image, conv("c", { kernel_size: 2, strides: 3 })] },
    { severity: "warning", layer: "c", message: /2 of every 3 positions along the height and .*, 44% / },
  );
  raises(
    "positions-never-read",
    { layers: [image, conv("c", { kernel_size: 1, strides: 2 })] },
    { severity: "hint", layer: "c", message: /1 of every 2 .*25%.*on purpose/ },
  );
  raises(
    "positions-never-read",
    { layers: [handMadeInput("image", null, 32, 3), layer("MaxPooling2D", "p", { strides: 3 })] },
    { severity: "warning", layer: "p", message: /2 of every 3/ },
  );
  silent("positions-never-read", image, conv("c", { strides: 3 }), conv("d", { kernel_size: 2, strides: 2 }));
  // One window is all there is.
  silent("positions-never-read", handMadeInput("image", 2, 2, 3), conv("c", { kernel_size: 2, strides: 3 }));
  silent("positions-never-read", image, unknown, conv("c", { kernel_size: 2, strides: 3 }));
});

test("strides-with-dilation: told for Keras; TensorFlow.js has a rule of its own", () => {
  const image = handMadeInput("image", 32, 32, 3);
  const layers = [image, conv("c", { strides: 2, dilation_rate: 2 })];
  raises(
    "strides-with-dilation",
    { layers },
    { severity: "information", layer: "c", message: /strides 2×2 and dilation 2×2/ },
  );
  const elsewhere = advice({ layers, dialect: "tfjs" });
  assert.deepEqual(
    elsewhere.filter(({ code }) => code === "strides-with-dilation"),
    [],
  );
  silent("strides-with-dilation", image, conv("c", { strides: 2 }), conv("d", { dilation_rate: 2 }));
  silent("strides-with-dilation", image, unknown, conv("c", { strides: 2, dilation_rate: 2 }));
});

test("field-larger-than-image: told once, at the first such layer", () => {
  const chain = [conv("a"), conv("b"), conv("c"), conv("d")].map((each) => ({
    ...each,
    config: { ...each.config, padding: "same" },
  }));
  raises(
    "field-larger-than-image",
    { layers: [handMadeInput("image", 6, 6, 3), ...chain] },
    {
      severity: "information",
      layer: "c",
      message: /"c" on, an output sees 7×7 positions, and the input has 6×6/,
    },
  );
  // 9 is not more than 9, and one axis alone does not count.
  silent("field-larger-than-image", handMadeInput("image", 9, 9, 3), ...chain);
  silent("field-larger-than-image", handMadeInput("image", 3, 90, 3), ...chain);
  silent("field-larger-than-image", handMadeInput("image", null, null, 3), ...chain);
  silent("field-larger-than-image", handMadeInput("image", 6, 6, 3), unknown, ...chain);
});

test("dense-on-spatial-output: a head without a Flatten", () => {
  const image = handMadeInput("image", 28, 28, 1);
  const dense = layer("Dense", "d", { units: 10 });
  raises(
    "dense-on-spatial-output",
    { layers: [image, conv("c"), dense, layer("Softmax", "s")] },
    { severity: "hint", layer: "d", message: /ends the model on 26×26×8.*output is 26×26×10.*8×10 weights/ },
  );
  silent("dense-on-spatial-output", image, conv("c"), layer("Flatten", "f"), dense);
  silent("dense-on-spatial-output", image, conv("c"), dense, layer("GlobalAveragePooling2D", "g"));
  silent("dense-on-spatial-output", handMadeInput("steps", 28, 4), dense);
  silent("dense-on-spatial-output", handMadeInput("image", null, null, 1), conv("c"), dense);
  silent("dense-on-spatial-output", image, unknown, dense);
});

test("depthwise-memory-bound: MACs per byte", () => {
  const image = handMadeInput("image", 56, 56, 64);
  const depthwise = layer("DepthwiseConv2D", "d", { kernel_size: 3, padding: "same", use_bias: false });
  // 1,806,336 MACs; 4 × (2 × 56·56·64 + 9·64) bytes.
  raises(
    "depthwise-memory-bound",
    { layers: [image, depthwise] },
    { severity: "hint", layer: "d", message: /1806336 MACs for 1607936 bytes.*1\.1 a byte/ },
  );
  silent("depthwise-memory-bound", image, conv("c"));
  silent("depthwise-memory-bound", handMadeInput("image", null, null, 64), depthwise);
  silent("depthwise-memory-bound", image, unknown, depthwise);
});

test("advice on a nested model is given once, however often the model is used", () => {
  const inner = handMadeGraph([
    handMadeInput("inside", 8, 8, 3),
    layer("Conv2DTranspose", "up", { filters: 3, kernel_size: 3, strides: 2 }),
  ]);
  const problems = advice({
    layers: [
      handMadeInput("a", 8, 8, 3),
      handMadeInput("b", 8, 8, 3),
      { className: "Functional", name: "twice", model: inner, calls: [["a"], ["b"]] },
    ],
  });
  assert.deepEqual(
    problems.map(({ code, layer: name }) => [code, name]),
    [
      ["weights-shared", "twice"],
      ["uneven-overlap", "up"],
    ],
  );
});

test("a model of 10,000 dilated layers gets its advice, and one that waits in a circle too", () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    layer("Conv1D", `c${index}`, { filters: 2, kernel_size: 3, dilation_rate: 2, padding: "same" }),
  );
  assert.ok(Array.isArray(advice({ layers: [handMadeInput("steps", 64, 2), ...chain] })));
  const circle = [
    handMadeInput("image", 8, 8, 3),
    { ...conv("a"), calls: [["b"]] },
    { ...conv("b"), calls: [["a"]] },
  ];
  assert.deepEqual(advice({ layers: circle }), []);
});
