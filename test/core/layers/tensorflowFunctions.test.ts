/** Functions of TensorFlow that tf.keras 2 writes as layers: output shapes by TensorFlow's own documentation of each function. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";

type Sizes = readonly (number | null)[];

const picture: Sizes = [null, 8, 6, 4];
const sequence: Sizes = [null, 5, 4];

/** The tensor number `index` among the inputs, as a keyword argument writes it. */
const tensor = (index: number) => [`in${index}`, 0, 0];

function model(className: string, config: object, inbound: unknown, inputs: readonly Sizes[]): unknown {
  const entries = inputs.map((shape, index) => ({
    class_name: "InputLayer",
    name: `in${index}`,
    config: { name: `in${index}`, batch_input_shape: shape, dtype: "float32" },
    inbound_nodes: [],
  }));
  const layer = {
    class_name: className,
    name: "op",
    config: { name: "op", trainable: true, ...config },
    inbound_nodes: inbound,
  };
  return {
    class_name: "Functional",
    config: {
      name: "net",
      layers: [...entries, layer],
      input_layers: entries.map(({ name }) => [name, 0, 0]),
      output_layers: [["op", 0, 0]],
    },
    keras_version: "2.11.0",
  };
}

function analyse(value: unknown) {
  const document = readDocument({ text: JSON.stringify(value), languageId: "json", fileName: "m.json" });
  const graph = document?.models[0];
  assert.ok(document && graph);
  const analysis = analyseModel(graph);
  const problems = [...document.problems, ...analysis.problems];
  const layer = analysis.layers.find(({ node }) => node.name === "op");
  return {
    outputs: layer?.calls[0]?.outputs.map(shapeToNumbers),
    macs: layer && countToNumber(layer.macs),
    parameters: layer && countToNumber(layer.parameters),
    problems: problems.map(({ code, message }) => `${code}: ${message}`),
  };
}

/** A function on `in0`, with what it is given by name; several inputs stand as a list. */
function lambda(name: string, named: object, inputs: readonly Sizes[], first: "one" | "list" = "one") {
  const inbound =
    first === "one" ? [["in0", 0, 0, named]] : [inputs.map((_, index) => [`in${index}`, 0, 0, named])];
  const className = name === "__operators__.getitem" ? "SlicingOpLambda" : "TFOpLambda";
  return analyse(model(className, { function: name, dtype: "float32" }, inbound, inputs));
}

const slice = (start: number | null, stop: number | null, step: number | null = null) => ({
  start,
  stop,
  step,
});

const functions: readonly (readonly [
  name: string,
  named: object,
  inputs: readonly Sizes[],
  output: Sizes,
  first?: "one" | "list",
])[] = [
  ["math.add", { y: tensor(1), name: null }, [picture, [null, 1, 1, 4]], picture],
  ["__operators__.add", { y: tensor(1) }, [picture, picture], picture],
  ["math.multiply", { y: 2.5, name: null }, [picture], picture],
  ["math.subtract", { y: [1, 2, 3, 4] }, [picture], picture],
  ["math.truediv", { y: tensor(1) }, [picture, [null, 8, 6, 1]], picture],
  ["nn.relu", { name: null }, [picture], picture],
  ["nn.relu6", {}, [picture], picture],
  ["nn.silu", {}, [picture], picture],
  ["math.sigmoid", {}, [picture], picture],
  ["nn.softmax", { axis: -1 }, [picture], picture],
  ["cast", { dtype: "float16" }, [picture], picture],
  ["clip_by_value", { clip_value_min: 0, clip_value_max: 1 }, [picture], picture],
  ["math.reduce_mean", { axis: [1, 2], keepdims: true }, [picture], [null, 1, 1, 4]],
  ["math.reduce_sum", { axis: -1, keepdims: false }, [picture], [null, 8, 6]],
  ["math.reduce_max", { axis: 1 }, [sequence], [null, 4]],
  ["math.argmax", { axis: -1 }, [picture], [null, 8, 6]],
  ["expand_dims", { axis: 1 }, [sequence], [null, 1, 5, 4]],
  ["squeeze", { axis: [1] }, [[null, 1, 5]], [null, 5]],
  ["transpose", { perm: [0, 3, 1, 2] }, [picture], [null, 4, 8, 6]],
  ["compat.v1.transpose", { perm: [0, 2, 1] }, [sequence], [null, 4, 5]],
  ["reshape", { shape: [-1, 48, 4] }, [picture], [null, 48, 4]],
  ["reshape", { shape: [tensor(1), -1] }, [picture, [null]], [null, 192]],
  ["concat", { axis: -1 }, [picture, [null, 8, 6, 3]], [null, 8, 6, 7], "list"],
  ["stack", { axis: 1 }, [sequence, sequence, sequence], [null, 3, 5, 4], "list"],
  ["tile", { multiples: [1, 2, 3] }, [sequence], [null, 10, 12]],
  [
    "pad",
    {
      paddings: [
        [0, 0],
        [1, 2],
        [3, 0],
        [0, 0],
      ],
    },
    [picture],
    [null, 11, 9, 4],
  ],
  ["gather", { indices: [0, 2], axis: 2 }, [sequence], [null, 5, 2]],
  ["one_hot", { depth: 7 }, [[null, 5]], [null, 5, 7]],
  ["image.resize", { size: [16, 12], method: "bilinear" }, [picture], [null, 16, 12, 4]],
  ["nn.depth_to_space", { block_size: 2 }, [picture], [null, 16, 12, 1]],
  ["nn.space_to_depth", { block_size: 2, data_format: "NHWC" }, [picture], [null, 4, 3, 16]],
  ["nn.max_pool2d", { ksize: 2, strides: 2, padding: "VALID" }, [picture], [null, 4, 3, 4]],
  [
    "nn.avg_pool",
    { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], padding: "SAME" },
    [picture],
    [null, 4, 3, 4],
  ],
  ["linalg.matmul", { b: tensor(1), transpose_b: true }, [sequence, [null, 7, 4]], [null, 5, 7]],
  ["shape", { out_type: "int32" }, [picture], [4]],
  ["compat.v1.shape", {}, [sequence], [3]],
  ["where", { x: tensor(1), y: 0 }, [picture, picture], picture],
  ["__operators__.getitem", { slice_spec: [slice(null, null), 0] }, [sequence], [null, 4]],
  [
    "__operators__.getitem",
    { slice_spec: [slice(null, null), slice(1, -1, 2), slice(2, null)] },
    [sequence],
    [null, 2, 2],
  ],
  [
    "__operators__.getitem",
    { slice_spec: [{ class_name: "__ellipsis__" }, null] },
    [sequence],
    [null, 5, 4, 1],
  ],
  [
    "strided_slice",
    { begin: [0, 1, 0], end: [0, 0, 2], strides: [1, 1, 1], begin_mask: 1, end_mask: 3 },
    [sequence],
    [null, 4, 2],
  ],
];

for (const [name, named, inputs, output, first] of functions) {
  test(`tf.${name} ${JSON.stringify(named)} on ${JSON.stringify(inputs)}`, () => {
    const { outputs, problems, parameters } = lambda(name, named, inputs, first);
    assert.deepEqual([outputs, problems, parameters], [[output], [], 0]);
  });
}

test("tf.split makes as many outputs as it is told, along axis 0 unless told otherwise", () => {
  const equal = lambda("split", { num_or_size_splits: 2, axis: -1 }, [picture]);
  assert.deepEqual(equal.outputs, [
    [null, 8, 6, 2],
    [null, 8, 6, 2],
  ]);
  const sized = lambda("split", { num_or_size_splits: [1, 3], axis: 3 }, [picture]);
  assert.deepEqual(sized.outputs, [
    [null, 8, 6, 1],
    [null, 8, 6, 3],
  ]);
});

test("the work of a product and of a convolution is counted", () => {
  const product = lambda("linalg.matmul", { b: tensor(1) }, [sequence, [null, 4, 7]]);
  assert.equal(product.macs, 5 * 7 * 4);
  const filters = Array.from({ length: 3 }, () =>
    Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => [0, 0])),
  );
  const conv = lambda("nn.conv2d", { filters, strides: 1, padding: "SAME" }, [picture]);
  assert.deepEqual([conv.outputs, conv.macs, conv.parameters], [[[null, 8, 6, 2]], 8 * 6 * 9 * 4 * 2, 0]);
});

test("what is not known is told with the function's name", () => {
  const { outputs, problems } = lambda("signal.frame", { frame_length: 3 }, [sequence]);
  assert.deepEqual(outputs, [null]);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? "", /^unknown-layer: tf\.signal\.frame is a function of TensorFlow/);
  assert.match(lambda("reshape", { shape: tensor(1) }, [sequence, [2]]).problems.join(), /^$/);
});

test("shapes that do not go together are an error", () => {
  const { problems } = lambda("math.add", { y: tensor(1) }, [picture, [null, 7, 6, 4]]);
  assert.match(problems.join(), /^shapes-do-not-merge: "op" cannot combine 8×6×4 and 7×6×4/);
});

const nodes: readonly (readonly [
  op: string,
  attr: object,
  constants: object,
  inputs: readonly Sizes[],
  output: Sizes,
])[] = [
  ["Mul", {}, { "1": 128 }, [picture], picture],
  ["AddV2", {}, {}, [picture, picture], picture],
  ["RealDiv", {}, { "0": 1 }, [picture], picture],
  ["Sigmoid", {}, {}, [picture], picture],
  [
    "DepthToSpace",
    { block_size: { i: "2" }, data_format: { s: "TkhXQw==" } },
    {},
    [picture],
    [null, 16, 12, 1],
  ],
  ["Mean", { keep_dims: { b: true } }, { "1": [1, 2] }, [picture], [null, 1, 1, 4]],
  ["Reshape", {}, { "1": [-1, 192] }, [picture], [null, 192]],
  ["Transpose", {}, { "1": [0, 2, 1] }, [sequence], [null, 4, 5]],
  ["ConcatV2", {}, { "2": -1 }, [picture, picture], [null, 8, 6, 8]],
  ["ExpandDims", {}, { "1": -1 }, [sequence], [null, 5, 4, 1]],
  ["Squeeze", { squeeze_dims: { list: { i: ["1"] } } }, {}, [[null, 1, 4]], [null, 4]],
  ["ResizeBilinear", {}, { "1": [10, 9] }, [picture], [null, 10, 9, 4]],
  ["Pack", { axis: { i: "1" }, N: { i: "2" } }, {}, [sequence, sequence], [null, 2, 5, 4]],
  [
    "StridedSlice",
    { begin_mask: { i: "1" }, end_mask: { i: "1" }, shrink_axis_mask: { i: "2" } },
    { "1": [0, 2], "2": [0, 3], "3": [1, 1] },
    [sequence],
    [null, 4],
  ],
  ["BatchMatMulV2", { adj_y: { b: true } }, {}, [sequence, [null, 6, 4]], [null, 5, 6]],
  [
    "MaxPool",
    {
      ksize: { list: { i: ["1", "2", "2", "1"] } },
      strides: { list: { i: ["1", "2", "2", "1"] } },
      padding: { s: "VkFMSUQ=" },
    },
    {},
    [picture],
    [null, 4, 3, 4],
  ],
];

for (const [op, attr, constants, inputs, output] of nodes) {
  test(`node ${op} ${JSON.stringify(constants)} on ${JSON.stringify(inputs)}`, () => {
    const count = inputs.length + Object.keys(constants).length;
    const node = { name: op, op, input: Array.from({ length: count }, (_, index) => `x${index}`), attr };
    const inbound = [inputs.map((_, index) => [`in${index}`, 0, 0, {}])];
    const { outputs, problems } = analyse(
      model("TensorFlowOpLayer", { node_def: node, constants }, inbound, inputs),
    );
    assert.deepEqual([outputs, problems], [[output], []]);
  });
}

test("node Split has its axis first", () => {
  const node = { op: "Split", input: ["a", "b"], attr: { num_split: { i: "2" } } };
  const { outputs } = analyse(
    model("TensorFlowOpLayer", { node_def: node, constants: { "0": 3 } }, [[["in0", 0, 0, {}]]], [picture]),
  );
  assert.deepEqual(outputs, [
    [null, 8, 6, 2],
    [null, 8, 6, 2],
  ]);
});
