/** Functions that nothing calls: the values that are typed or noted for their parameters, told as if a call gave them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { outputText } from "../../../../server/features/layerText.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import type { FunctionChoices } from "../../../../server/parse/tensorflowjs-code/language/programFunction.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";

const head = 'import * as tf from "@tensorflow/tfjs";\n';

function readWith(text: string, typed: FunctionChoices = {}): ParsedDocument {
  const document = readTensorflowJsCode(head + text, "model.ts", { choices: typed });
  assert.ok(document);
  return document;
}

/** `conv2d_Conv2D1 62×62×16 448` of every layer. */
function layersOf(document: ParsedDocument): string[] {
  return document.models.flatMap((graph) =>
    analyseModel(graph).layers.map((layer) => {
      const { parameters } = layer;
      return `${layer.node.name} ${outputText(layer)} ${parameters.kind === "exact" ? parameters.value : "?"}`;
    }),
  );
}

/** What is shown of `text` with values is what is shown where a call gives them. */
function assertAsCalled(text: string, typed: FunctionChoices, call: string): void {
  const called = readTensorflowJsCode(`${head}${text}\n${call}`, "model.ts");
  assert.ok(called);
  const expected = layersOf(called);
  assert.ok(expected.length > 0 && !expected.join().includes("?"), expected.join());
  assert.deepEqual(layersOf(readWith(text, typed)), expected);
}

const net = `function net(size: number, filters: number, alpha = 0.5) {
  const input = tf.input({ shape: [size, size, 3] });
  const conv = tf.layers.conv2d({ filters: filters * alpha, kernelSize: 3 }).apply(input);
  return tf.model({ inputs: input, outputs: conv });
}`;

test("typed values count as those of a call, for every kind of function", () => {
  assertAsCalled(net, { net: { size: 64, filters: 16 } }, "net(64, 16);");
  assertAsCalled(net, { net: { size: 64, filters: 16, alpha: 1 } }, "net(64, 16, 1);");
  const arrow = net.replace("function net", "const net = async").replace(") {", ") => {");
  assertAsCalled(arrow, { net: { size: 8, filters: 4 } }, "net(8, 4);");
  const expression = net.replace("function net", "exports.net = function");
  assertAsCalled(expression, { net: { size: 8, filters: 4 } }, "exports.net(8, 4);");
  const method = `class Nets { ${net.replace("function net", "static make")} }`;
  assertAsCalled(method, { "Nets.make": { size: 8, filters: 4 } }, "Nets.make(8, 4);");
  const property = `const nets = { ${net.replace("function net", "make")} };`;
  assertAsCalled(property, { make: { size: 8, filters: 4 } }, "nets.make(8, 4);");
});

test("a class has the values of its constructor, its own or its base's, and of its methods", () => {
  const type = `class Encoder {
  constructor(private readonly filters: number) {}
  build(shape: number[]) {
    return tf.sequential({ layers: [tf.layers.conv2d({ filters: this.filters, kernelSize: 1, inputShape: shape })] });
  }
}`;
  const typed = { "new Encoder": { filters: 5 }, "Encoder.build": { shape: [4, 4, 2] } };
  assertAsCalled(type, typed, "new Encoder(5).build([4, 4, 2]);");
  assert.deepEqual(
    readWith(type).functions?.map(({ name }) => name),
    ["new Encoder", "Encoder.build"],
  );
  const derived = `${type}\nclass Deep extends Encoder { deep() { return this.build([4, 4, 2]); } }`;
  assertAsCalled(derived, { "new Deep": { filters: 6 } }, "new Deep(6).deep();");
});

test("objects: patterns, properties of a parameter, and defaults for what is not given", () => {
  const pattern = `function net({ units = 4, size = 8, activation }) {
  return tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [size], activation })] });
}`;
  assertAsCalled(pattern, { net: { units: 7 } }, "net({ units: 7 });");
  assertAsCalled(pattern, { net: { size: 3, activation: "relu" } }, 'net({ size: 3, activation: "relu" });');
  const properties = `function net(options) {
  const { size } = options;
  return tf.sequential({ layers: [tf.layers.dense({ units: options.units ?? 2, inputShape: [size] })] });
}`;
  assertAsCalled(
    properties,
    { net: { "options.units": 7, "options.size": 3 } },
    "net({ units: 7, size: 3 });",
  );
  assertAsCalled(properties, { net: { options: { units: 7, size: 3 } } }, "net({ units: 7, size: 3 });");
  assert.deepEqual(
    readWith(properties).functions?.[0]?.parameters.map(({ name }) => name),
    ["options.size", "options.units"],
  );
});

test("sizes given for a tensor are a tensor of those sizes", () => {
  for (const parameter of ["x: tf.SymbolicTensor", "x"]) {
    const block = `function block(${parameter}, filters = 8) {
  const y = tf.layers.conv2d({ filters, kernelSize: 3, padding: "same" }).apply(x);
  return tf.layers.add().apply([tf.layers.reLU().apply(y), x]);
}`;
    assert.deepEqual(layersOf(readWith(block, { block: { x: [56, 56, 8] } })), [
      "input1 56×56×8 0",
      "conv2d_Conv2D1 56×56×8 584",
      "re_lu_ReLU1 56×56×8 0",
      "add_Add1 56×56×8 0",
    ]);
  }
});

test("a comment gives values: @convlens width=1.0 inputShape=[224,224,3]", () => {
  const builder = (comment: string, start: string) => `${comment}
${start}(width, inputShape) {
  return tf.sequential({ layers: [tf.layers.conv2d({ filters: 32 * width, kernelSize: 3, inputShape })] });
}`;
  for (const comment of [
    "/** @convlens width=1.0 inputShape=[224,224,3] */",
    "/**\n * Builds it.\n * @convlens width=1.0\n *   inputShape=[224,224,3]\n * @returns a model\n */",
    "/**\r\n * @convlens width = 1, inputShape = [224, 224, 3]\r\n */",
  ]) {
    for (const start of ["function net", "export default function", "export async function net"]) {
      const document = readWith(builder(comment, start));
      assert.deepEqual(layersOf(document), ["conv2d_Conv2D1 222×222×32 896"], comment + start);
      assert.deepEqual(document.functions?.[0]?.parameters, [
        { name: "width", from: "comment", text: "1" },
        { name: "inputShape", from: "comment", text: "[224, 224, 3]" },
      ]);
      assert.deepEqual(document.problems, []);
    }
  }
  const arrow = `/** @convlens width=2 inputShape=[8,8,3] */
export const net = (width, inputShape) => tf.sequential({ layers: [tf.layers.conv2d({ filters: width, kernelSize: 3, inputShape })] });`;
  assert.deepEqual(layersOf(readWith(arrow)), ["conv2d_Conv2D1 6×6×2 56"]);
  const type = `/** @convlens units=3 */
class Net { constructor(units) { this.model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4] })] }); } }`;
  assert.deepEqual(layersOf(readWith(type)), ["dense_Dense1 3 15"]);
});

test("typed goes before noted, noted before the default, and a call before all", () => {
  const noted = net.replace("function net", "/** @convlens size=32 filters=8 alpha=1 */\nfunction net");
  const told = (typed: FunctionChoices) =>
    readWith(noted, typed).functions?.[0]?.parameters.map(
      ({ name, from, text }) => `${name} ${text} ${from}`,
    );
  assert.deepEqual(told({}), ["size 32 comment", "filters 8 comment", "alpha 1 comment"]);
  assert.deepEqual(told({ net: { size: 16 } }), ["size 16 typed", "filters 8 comment", "alpha 1 comment"]);
  assert.deepEqual(
    readWith(net).functions?.[0]?.parameters.map(({ from, text, kind }) => [from, text, kind]),
    [
      ["nothing", undefined, "number"],
      ["nothing", undefined, "number"],
      ["default", "0.5", "number"],
    ],
  );
  const called = readWith(`${noted}\nnet(64, 4);`);
  assert.deepEqual(
    called.functions?.map(({ shown }) => shown),
    ["all"],
  );
  assert.deepEqual(layersOf(called), ["input1 64×64×3 0", "conv2d_Conv2D1 62×62×2 56"]);
});

test("a function that is called is followed with typed values as well", () => {
  const text = `${net}\nnet(64, 4);`;
  const typed = readWith(text, { net: { size: 16, filters: 8 } });
  assert.deepEqual(layersOf(typed), [
    ...["input1 64×64×3 0", "conv2d_Conv2D1 62×62×2 56"],
    ...["input1 16×16×3 0", "conv2d_Conv2D1 14×14×4 112"],
  ]);
  const [built] = typed.functions ?? [];
  assert.equal(built?.shown, "values");
  assert.deepEqual(
    built.parameters.map(({ name, text: value, from }) => [name, value, from]),
    [
      ["size", "16", "typed"],
      ["filters", "8", "typed"],
      ["alpha", "0.5", "default"],
    ],
  );
});

test("calls are told with their text and line, and one can be chosen by its text", () => {
  const text = `${net}\nnet(64,\n  4);\nfor (const size of [8, 9]) net(size, 2);\nnet(64, 4);`;
  const calls = readWith(text).functions?.[0]?.calls;
  assert.deepEqual(
    calls?.map((call) => [call.text, call.line, (head + text).slice(call.start, call.start + 4)]),
    [
      ["net(64, 4)", 7, "net("],
      ["net(size, 2)", 9, "net("],
      ["net(64, 4) (2)", 10, "net("],
    ],
  );
  const shown = (choice: string) => readWith(text, { net: choice }).functions?.[0]?.shown;
  assert.deepEqual(shown("net(size, 2)"), calls[1]);
  assert.deepEqual(shown("net(64, 4) (2)"), calls[2]);
  assert.equal(shown("net(65, 4)"), "all");
});

test("a note with a mistake is named at its place, and what stands before counts", () => {
  const problemOf = (note: string, place: string) => {
    const document = readWith(`/** ${note} */\n${net}`);
    const [problem] = document.problems.filter(({ code }) => code === "parameter-note");
    assert.ok(problem, note);
    const text = `${head}/** ${note} */\n${net}`;
    assert.equal(text.slice(problem.range.start, problem.range.end), place);
    assert.equal(document.functions?.[0]?.parameters[1]?.text, "8");
    return problem.message;
  };
  const unknown = "@convlens filters=8 sise=3";
  assert.match(problemOf(unknown, "sise"), /no parameter sise; its parameters are size, filters, alpha/);
  const unread = "@convlens filters=8 size = wide";
  assert.match(problemOf(unread, unread), /The value of size cannot be read at "wide"/);
});

test("comments of other functions, and strings, are no notes", () => {
  const two = `/** @convlens size=32 filters=8 */
function other() { return 1; }
${net}
const text = "/** @convlens size=4 */";
function last(units) { return tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4] })] }); }`;
  for (const { parameters } of readWith(two).functions ?? [])
    for (const { from } of parameters) assert.notEqual(from, "comment");
});

test("functions that make no layers, or have nothing to give, are not among them", () => {
  const text = `${net}
function train(model, epochs) { return model.fit(epochs); }
function fixed() { return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] }); }
function all(tf, ...rest) { return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] }); }`;
  assert.deepEqual(
    readWith(text).functions?.map(({ name }) => name),
    ["net"],
  );
});

test("a function that calls a builder gives it its values, though it says nothing of models itself", () => {
  const text = `${net}
async function start() { const first = net(64, 16); return first; }
class Page { onClick = () => { this.shown = net(64, 16); } }`;
  const document = readWith(text);
  assert.deepEqual(
    document.functions?.map(({ calls }) => calls.map(({ line }) => line)),
    [[7, 8]],
  );
  assert.deepEqual(new Set(layersOf(document)), new Set(["input1 64×64×3 0", "conv2d_Conv2D1 62×62×8 224"]));
});
