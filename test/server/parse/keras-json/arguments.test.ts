/** Arguments and classes under their Keras 3 names: Keras 1, early Keras 2, camel case, input shapes, wrappers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readKerasLayer } from "../../../../server/parse/keras-json/readKerasLayer.ts";
import { layer, layerOf, modelOf, readText, valuesOf } from "./reading.ts";

/** Class and arguments of one layer that is not the first of its model. */
function read(className: string, config: object): [string, object] {
  const layers = [layer("InputLayer", "in", { batch_input_shape: [null, 8] }), layer(className, "x", config)];
  const node = layerOf(modelOf({ class_name: "Sequential", config: { layers } }), "x");
  return [node.className, valuesOf(node)];
}

const legacy: readonly [string, object, string, object][] = [
  [
    "Convolution2D",
    { nb_filter: 8, nb_row: 3, nb_col: 5, border_mode: "same", subsample: [2, 2], bias: false, init: "one" },
    "Conv2D",
    {
      filters: 8,
      kernel_size: [3, 5],
      padding: "same",
      strides: [2, 2],
      use_bias: false,
      kernel_initializer: "one",
    },
  ],
  [
    "Convolution1D",
    { nb_filter: 8, filter_length: 3, subsample_length: 2, border_mode: "causal" },
    "Conv1D",
    { filters: 8, kernel_size: [3], strides: [2], padding: "causal" },
  ],
  ["Convolution3D", { kernel_dim1: 1, kernel_dim2: 2, kernel_dim3: 3 }, "Conv3D", { kernel_size: [1, 2, 3] }],
  ["AtrousConvolution1D", { atrous_rate: 2 }, "Conv1D", { dilation_rate: [2] }],
  ["AtrousConvolution2D", { atrous_rate: [2, 3] }, "Conv2D", { dilation_rate: [2, 3] }],
  [
    "Deconvolution2D",
    { dim_ordering: "th", output_shape: [null, 3, 9, 9] },
    "Conv2DTranspose",
    { data_format: "channels_first", output_shape: [null, 3, 9, 9] },
  ],
  ["SeparableConvolution2D", { dim_ordering: "tf" }, "SeparableConv2D", { data_format: "channels_last" }],
  ["MaxPooling1D", { pool_length: 3, stride: 2 }, "MaxPooling1D", { pool_size: [3], strides: [2] }],
  ["UpSampling1D", { length: 2 }, "UpSampling1D", { size: 2 }],
  [
    "ZeroPadding2D",
    { padding: [1, 2, 3, 4] },
    "ZeroPadding2D",
    {
      padding: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  [
    "ZeroPadding2D",
    { padding: { top_pad: 1, right_pad: 2 } },
    "ZeroPadding2D",
    {
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  ],
  ["ZeroPadding2D", { padding: [1, 2] }, "ZeroPadding2D", { padding: [1, 2] }],
  ["Dense", { output_dim: 4, W_regularizer: null }, "Dense", { units: 4, kernel_regularizer: null }],
  ["TimeDistributedDense", { output_dim: 4 }, "Dense", { units: 4 }],
  ["Embedding", { output_dim: 4, input_dim: 9 }, "Embedding", { output_dim: 4, input_dim: 9 }],
  ["Dropout", { p: 0.25 }, "Dropout", { rate: 0.25 }],
  ["GaussianNoise", { sigma: 0.5 }, "GaussianNoise", { stddev: 0.5 }],
  [
    "LSTM",
    { output_dim: 4, inner_activation: "relu", forget_bias_init: "one" },
    "LSTM",
    { units: 4, recurrent_activation: "relu", unit_forget_bias: true },
  ],
  ["Merge", { mode: "sum" }, "Add", { mode: "sum" }],
  ["Merge", { mode: "mul" }, "Multiply", { mode: "mul" }],
  ["Merge", { mode: "ave" }, "Average", { mode: "ave" }],
  ["Merge", { mode: "max" }, "Maximum", { mode: "max" }],
  ["Merge", { mode: "concat", concat_axis: 1 }, "Concatenate", { mode: "concat", axis: 1 }],
  ["Merge", { mode: "dot", dot_axes: [1, 2] }, "Dot", { axes: [1, 2], normalize: false }],
  ["Merge", { mode: "cos", dot_axes: 1 }, "Dot", { axes: 1, normalize: true }],
  ["Merge", { mode: "lambda x: x" }, "Merge", { mode: "lambda x: x" }],
  ["LeakyReLU", { alpha: 0.1 }, "LeakyReLU", { negative_slope: 0.1 }],
  ["BatchNormalization", { axis: [3] }, "BatchNormalization", { axis: [3] }],
  [
    "MaxPool2D",
    { pool_size: { class_name: "__tuple__", items: [2, 2] } },
    "MaxPooling2D",
    { pool_size: [2, 2] },
  ],
  ["Custom>Conv2D", { filters: 8 }, "Conv2D", { filters: 8 }],
  [
    "Conv2D",
    {
      kernelSize: [3, 3],
      dataFormat: "channelsFirst",
      kernelInitializer: { className: "Zeros", config: {} },
    },
    "Conv2D",
    {
      kernel_size: [3, 3],
      data_format: "channels_first",
      kernel_initializer: { class_name: "Zeros", config: {} },
    },
  ],
  ["Conv2D", { filters: 8, nb_filter: 4 }, "Conv2D", { filters: 8 }],
  ["MyLayer", { init: "one", bias: 1 }, "MyLayer", { init: "one", bias: 1 }],
];

for (const [className, given, current, expected] of legacy) {
  test(`${className} ${JSON.stringify(given)}`, () => {
    const [name, values] = read(className, given);
    assert.equal(name, current);
    // Nested records have no prototype; the order of arguments means nothing.
    assert.deepEqual(JSON.parse(JSON.stringify(values)), expected);
  });
}

test("a Keras 1 layer without dim_ordering takes that of the layer before it, else of the one after", () => {
  const config = [
    layer("UpSampling2D", "first", { size: [2, 2] }),
    layer("Convolution2D", "a", { dim_ordering: "th" }),
    layer("UpSampling2D", "up", { size: [2, 2] }),
    layer("Convolution2D", "b", { dim_ordering: "tf" }),
    layer("MaxPooling2D", "pool"),
    layer("Flatten", "flat"),
  ];
  const graph = modelOf({ class_name: "Sequential", config });
  assert.deepEqual(
    graph.layers.map((node) => valuesOf(node).data_format),
    ["channels_first", "channels_first", "channels_first", "channels_last", "channels_last", undefined],
  );
});

test("a Keras 2 layer without data_format gets none from its neighbours", () => {
  const layers = [layer("Conv2D", "a", { data_format: "channels_first" }), layer("UpSampling2D", "up")];
  const graph = modelOf({ class_name: "Sequential", config: { layers } });
  assert.equal(valuesOf(layerOf(graph, "up")).data_format, undefined);
});

const inputShapes: readonly [string, object, unknown][] = [
  ["Conv2D", { batch_input_shape: [null, 8, 8, 3] }, [null, 8, 8, 3]],
  ["Conv2D", { batchInputShape: [null, 8, 8, 3] }, [null, 8, 8, 3]],
  ["InputLayer", { batch_shape: [2, 8] }, [2, 8]],
  ["InputLayer", { shape: [8] }, [null, 8]],
  ["Conv2D", { input_shape: [8, 8, 3] }, [null, 8, 8, 3]],
  ["Dense", { input_dim: 5 }, [null, 5]],
  ["Dense", { input_dim: null, input_shape: null }, undefined],
  ["LSTM", { input_dim: 5, input_length: 7 }, [null, 7, 5]],
  ["LSTM", { input_dim: 5, input_length: null }, [null, null, 5]],
  ["Embedding", { input_dim: 100, input_length: 7 }, [null, 7]],
  ["Embedding", { input_dim: 100 }, undefined],
];

for (const [className, config, shape] of inputShapes) {
  test(`input shape of a first ${className} ${JSON.stringify(config)}`, () => {
    const graph = modelOf({ class_name: "Sequential", config: { layers: [layer(className, "x", config)] } });
    const values = valuesOf(layerOf(graph, "x"));
    assert.deepEqual(values.batch_shape, shape);
    assert.equal("batch_input_shape" in values, false);
  });
}

test("a built Sequential remembers its input shape, and a first layer its own", () => {
  const config = { layers: [layer("Dense", "x", { units: 2 })], build_input_shape: [null, 5] };
  const built = modelOf({ class_name: "Sequential", config });
  assert.deepEqual(valuesOf(layerOf(built, "x")).batch_shape, [null, 5]);
  const first = { ...layer("Dense", "x", { units: 2 }), build_config: { input_shape: [null, 6] } };
  const own = modelOf({ class_name: "Sequential", config: { layers: [first, { ...first, name: "y" }] } });
  assert.deepEqual(
    own.layers.map((node) => valuesOf(node).batch_shape),
    [[null, 6], undefined],
  );
});

test("wrappers hold a layer, or a model", () => {
  const inner = { class_name: "Sequential", config: { name: "cnn", layers: [layer("Flatten", "f")] } };
  const layers = [
    layer("TimeDistributed", "td", { layer: layer("Convolution2D", "c", { nb_filter: 4 }) }),
    layer("TimeDistributed", "model", { layer: inner }),
    layer("Bidirectional", "bi", { layer: layer("LSTM", "l", { units: 3 }), merge_mode: "sum" }),
  ];
  const graph = modelOf({ class_name: "Sequential", config: { layers } });
  const td = layerOf(graph, "td");
  assert.equal(td.wrapped?.className, "Conv2D");
  assert.equal(td.wrapped && valuesOf(td.wrapped).filters, 4);
  assert.equal(td.model, undefined);
  assert.deepEqual(
    layerOf(graph, "model").wrapped?.model?.layers.map((node) => node.name),
    ["f"],
  );
  assert.deepEqual(valuesOf(layerOf(graph, "bi")), { merge_mode: "sum" });
});

test("trainable is read of layers and of nested models", () => {
  const nested = {
    class_name: "Functional",
    trainable: false,
    config: { name: "n", layers: [layer("Dense", "d")] },
  };
  const graph = modelOf({
    class_name: "Sequential",
    config: {
      layers: [layer("Dense", "a", { trainable: false }), layer("Dense", "b", { trainable: true }), nested],
    },
  });
  assert.deepEqual(
    graph.layers.map((node) => node.trainable),
    [false, true, false],
  );
  assert.equal(graph.layers[2]?.model?.trainable, false);
});

test("a name that stands only on the layer's entry, and a layer without any", () => {
  const layers = [
    { class_name: "Dense", name: "outer", config: { units: 1 } },
    { class_name: "Dense", config: { units: 1 } },
    { config: { units: 1 } },
  ];
  const graph = modelOf({ class_name: "Sequential", config: { layers } });
  assert.deepEqual(
    graph.layers.map((node) => node.name),
    ["outer", "Dense_1", "layer_2"],
  );
  assert.match(graph.layers[2]?.unreadable ?? "", /class_name/);
});

test("formats by version, by names and by their wrappers", () => {
  const model = (extra: object, config: object, entry: object = {}) =>
    readText(
      JSON.stringify({
        class_name: "Sequential",
        config: { layers: [{ ...layer("Dense", "d", config), ...entry }] },
        ...extra,
      }),
    );
  assert.equal(model({ keras_version: "1.2.2" }, {}).format, "keras1-json");
  assert.equal(model({ keras_version: "2.4.0" }, {}).format, "keras2-json");
  assert.equal(model({ keras_version: "3.1.0" }, {}).format, "keras3-json");
  assert.equal(model({}, { W_regularizer: null }).format, "keras1-json");
  assert.equal(model({}, {}).format, "keras2-json");
  assert.equal(model({}, {}, { registered_name: null }).format, "keras3-json");
  assert.equal(model({}, { batch_input_shape: [null, 2] }, { registered_name: null }).format, "keras2-json");
  assert.equal(model({ keras_version: "tfjs-layers 4.22.0" }, {}).format, "tfjs-layers-json");
  assert.equal(model({ keras_version: "tfjs-layers 4.22.0" }, {}).models[0]?.dialect, "tfjs");
});

test("several models side by side in one file", () => {
  const model = (name: string) => ({
    class_name: "Sequential",
    config: { name, layers: [layer("Dense", "d")] },
  });
  for (const file of [{ a: model("one"), b: model("two"), note: 1 }, [model("one"), model("two")]]) {
    assert.deepEqual(
      readText(JSON.stringify(file)).models.map((graph) => graph.name),
      ["one", "two"],
    );
  }
});

test("one serialised layer by itself", () => {
  const node = readKerasLayer(
    '{"class_name": "Conv2D", "config": {"name": "c", "filters": 3, "trainable": false}}',
  );
  assert.deepEqual([node.name, node.className, node.trainable], ["c", "Conv2D", false]);
  assert.equal(valuesOf(node).filters, 3);
  assert.match(readKerasLayer("[1]").unreadable ?? "", /no layer/);
});
