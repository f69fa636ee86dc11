/**
 * Parameters of a builder that nothing gives a value stay in shapes and counts under their names. With numbers put in their place the
 * formulas come to what TensorFlow.js makes of the same builder called with those numbers.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Count, countExpression } from "../../../../core/cost/count.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import { dimExpression } from "../../../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../../../core/shape/shape.ts";
import { evaluateExpression, type SizeExpression } from "../../../../core/shape/sizeExpression.ts";
import { modelsOfPrograms, type TensorflowJsModel } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";
import { runnable } from "./runnable.ts";

type Values = Readonly<Record<string, number>>;

/** Builders, each with values for its parameters in their order. */
const builders: readonly { readonly text: string; readonly values: readonly Values[] }[] = [
  {
    text: `function build(size, base, classes) {
  const input = tf.input({ shape: [size, size, 3] });
  let x = tf.layers.conv2d({ filters: base, kernelSize: 3, strides: 2, padding: "same" }).apply(input);
  x = tf.layers.batchNormalization().apply(x);
  const skip = tf.layers.conv2d({ filters: base * 2, kernelSize: 3, activation: "relu" }).apply(x);
  x = tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }).apply(skip);
  x = tf.layers.concatenate().apply([x, skip]);
  x = tf.layers.separableConv2d({ filters: base + 4, kernelSize: 3, useBias: false }).apply(x);
  x = tf.layers.conv2dTranspose({ filters: x.shape[3], kernelSize: 2, strides: 2 }).apply(x);
  x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x);
  x = tf.layers.flatten().apply(x);
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: classes }).apply(x) });
}`,
    values: [
      { size: 33, base: 4, classes: 10 },
      { size: 64, base: 7, classes: 3 },
    ],
  },
  {
    text: `function build({ inputDim, hidden }, depth) {
  const net = tf.sequential();
  net.add(tf.layers.dense({ units: hidden, inputDim }));
  net.add(tf.layers.layerNormalization());
  net.add(tf.layers.dense({ units: hidden / 2, inputShape: [inputDim], useBias: false }));
  net.add(tf.layers.prelu());
  net.add(tf.layers.dense({ units: Math.floor(hidden / 4) + depth }));
  net.add(tf.layers.repeatVector({ n: depth }));
  net.add(tf.layers.lstm({ units: depth * 3, returnSequences: true }));
  net.add(tf.layers.gru({ units: hidden }));
  net.add(tf.layers.dropout({ rate: 0.5 }));
  net.add(tf.layers.dense({ units: 1 }));
  return net;
}`,
    values: [
      { inputDim: 5, hidden: 12, depth: 2 },
      { inputDim: 9, hidden: 6, depth: 4 },
    ],
  },
  {
    text: `function build(words, options) {
  const size = options.size;
  const net = tf.sequential();
  net.add(tf.layers.embedding({ inputDim: words, outputDim: size, inputLength: options.length }));
  net.add(tf.layers.conv1d({ filters: size + 1, kernelSize: 3 }));
  net.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 8, returnSequences: true }), mergeMode: "concat" }));
  net.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }));
  net.add(tf.layers.globalMaxPooling1d());
  net.add(tf.layers.dense({ units: 2 }));
  return net;
}`,
    values: [
      { words: 100, "options.size": 6, "options.length": 20 },
      { words: 31, "options.size": 9, "options.length": 11 },
    ],
  },
  {
    text: `function build(units, half) {
  const grow = (x, by) => tf.layers.dense({ units: x.shape[1] + by }).apply(x);
  const input = tf.input({ shape: [units] });
  let x = grow(input, half);
  let width = units;
  for (let i = 0; i < 3; i++) {
    width += 2 * i;
    x = tf.layers.dense({ units: width, name: "step" + i }).apply(x);
  }
  const y = tf.layers.dense({ units: Math.ceil(half / 2) }).apply(x);
  const z = tf.layers.dense({ units: Math.round(half / 4) + Number(units) }).apply(y);
  const twice = tf.layers.multiply().apply([z, z]);
  return tf.model({ inputs: input, outputs: tf.layers.concatenate().apply([twice, x, y]) });
}`,
    values: [
      { units: 5, half: 7 },
      { units: 8, half: 6 },
    ],
  },
];

const start = 'import * as tf from "@tensorflow/tfjs";\n';

test("formulas of open parameters come to TensorFlow.js's numbers", { timeout: 60_000 }, async (context) => {
  const runs = builders.flatMap(({ text, values }) =>
    values.map((each) => ({ text: start + text, values: each, call: `build(${argumentsOf(text, each)})` })),
  );
  const answers = await modelsOfPrograms(
    runs.map(({ text, call }) => runnable(`${text}\n// run: ${call}`, "open.ts")),
  );
  let formulas = 0;
  for (const [index, { text, values, call }] of runs.entries()) {
    const answer = answers[index];
    assert.ok(answer && "models" in answer, JSON.stringify(answer));
    const document = read(text, "open.ts");
    assert.deepEqual(document.problems, []);
    const [graph] = document.models;
    assert.ok(graph);
    const open = analyseModel(graph);
    assert.deepEqual(
      open.problems.map(({ message }) => message),
      [],
    );
    formulas += compare(open, answer.models[0], values);
    const [given] = read(`${text}\nconst net = ${call};`, "open.ts").models;
    assert.ok(given);
    compareWork(open, analyseModel(given), values);
  }
  context.diagnostic(`${formulas} formulas`);
  assert.ok(formulas > 100);
});

/** Layer by layer; gives how many shapes and counts were formulas. */
function compare(open: ModelAnalysis, wanted: TensorflowJsModel | undefined, values: Values): number {
  assert.ok(wanted);
  let formulas = 0;
  const order = wanted.layers.map(([name]) => name);
  const layers = [...open.layers].sort((a, b) => order.indexOf(a.node.name) - order.indexOf(b.node.name));
  assert.deepEqual(
    layers.map(({ node }) => node.name),
    order,
  );
  for (const [index, layer] of layers.entries()) {
    const [name, , parameters, , shapes] = wanted.layers[index] as TensorflowJsModel["layers"][number];
    for (const { outputs } of layer.calls)
      for (const shape of outputs) {
        assert.ok(
          shapes.includes(numbersOf(shape, values)),
          `${name}: ${formatShape(shape)} is not ${shapes}`,
        );
        if (/[a-z]/.test(formatShape(shape))) formulas++;
      }
    assert.equal(countOf(layer.parameters, values), parameters, `parameters of ${name}`);
    if (layer.parameters.kind === "unknown") formulas++;
  }
  return formulas;
}

/** Work is that of the same builder with numbers. */
function compareWork(open: ModelAnalysis, given: ModelAnalysis, values: Values): void {
  for (const [index, layer] of open.layers.entries()) {
    const other = given.layers[index];
    const macs = other?.macs.kind === "exact" ? other.macs.value : undefined;
    const formula = countOf(layer.macs, values);
    if (layer.macs.kind === "unknown" && formula === undefined)
      assert.match(layer.macs.reason, /\(line \d+\)/);
    else assert.equal(formula, macs, `MACs of ${layer.node.name}`);
  }
}

function numbersOf(shape: Shape, values: Values): string {
  if (shape.kind === "unranked") return shape.reason;
  return JSON.stringify(
    shape.dims.map((dim, axis) =>
      axis === 0 ? null : dim.kind === "unknown" ? dim.reason : numberOf(dimExpression(dim), values),
    ),
  );
}

function countOf(count: Count, values: Values): number | undefined {
  const expression = countExpression(count);
  return expression && numberOf(expression, values);
}

function numberOf(expression: SizeExpression, values: Values): number | undefined {
  return evaluateExpression(expression, (name) => values[name]);
}

/** The call's arguments: objects for names that are taken out of one. */
function argumentsOf(text: string, values: Values): string {
  const data = (name: string): string => {
    const inner = Object.entries(values).filter(([key]) => key.startsWith(`${name}.`));
    return inner.length === 0
      ? String(values[name])
      : `{ ${inner.map(([key, value]) => `${key.slice(name.length + 1)}: ${value}`).join(", ")} }`;
  };
  const [, list = ""] = /build\((.*?)\) \{/.exec(text) ?? [];
  return list.replace(/\w+/g, (name) =>
    list.includes("{") && list.indexOf(name) < list.indexOf("}") ? `${name}: ${data(name)}` : data(name),
  );
}

test("a size without value is free in the shape, and no error", () => {
  const [graph] = read(`${start}export function build(size) {
  const input = tf.input({ shape: [size, size, 3] });
  const x = tf.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: "same" }).apply(input);
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(x)) });
}`).models;
  assert.ok(graph);
  const { layers, problems } = analyseModel(graph);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    layers.map(({ calls }) => formatShape(calls[0]?.outputs[0] as Shape)),
    ["size×size×3", "⌈size/2⌉×⌈size/2⌉×8", "8·⌈size/2⌉·⌈size/2⌉", "2"],
  );
  assert.match(
    layers.at(-1)?.parameters.kind === "unknown" ? (layers.at(-1)?.unknown[0]?.reason ?? "") : "",
    /^`size` \(line 2\) is a parameter that no call/,
  );
});

test("what is wrong for every number is an error all the same", () => {
  const [graph] = read(`${start}export function build(filters) {
  return tf.sequential({ layers: [tf.layers.conv2d({ filters, kernelSize: 9, inputShape: [5, 5, 1] })] });
}`).models;
  assert.ok(graph);
  assert.deepEqual(
    analyseModel(graph).problems.map(({ code, severity }) => `${severity} ${code}`),
    ["error window-larger-than-input"],
  );
});

test("what only depends on an open number is not taken for it", () => {
  const ways = [
    "widths[units]",
    "Math.sqrt(units)",
    "Math.round(units * 3)",
    "Math.round(alpha * 32)",
    "Math.floor(alpha * 32 / 8)",
    "units % 8",
    "units ** 2",
    "units << 1",
    "-units",
    "units > 8 ? units : 8",
    "units.length",
    "[...units][0]",
    "units.map((x) => x)[0]",
    "find(units)",
    `\`\${units}\``,
    "units && 3",
    "units.toFixed()",
    "Math.max(units, 8)",
  ];
  for (const way of ways) {
    const [graph] = read(`${start}import { find } from "./other";
const widths = [1, 2, 3];
export function build(units, alpha) {
  return tf.sequential({ layers: [tf.layers.dense({ units: ${way}, inputShape: [5] })] });
}`).models;
    assert.ok(graph, way);
    const [output] = analyseModel(graph).layers[0]?.calls[0]?.outputs ?? [];
    const text = output ? formatShape(output) : "";
    assert.ok(text === "?" || text === "units.length", `${way}: ${text}`);
  }
});
