// Runs TensorFlow.js on the cases that come in by standard input, one JSON text a line, and answers each with a line: what it
// declares of the model's layer, and what comes out when it runs. A program of its own, so that a time limit can end it.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { packagesOfPrograms } from "./programPackages.mjs";

const require = createRequire(path.join(process.env.CONVLENS_ROOT ?? process.cwd(), "package.json"));
// Its advice to install a native backend is of no use here; answers have the output for themselves.
console.warn = () => {};
console.log = () => {};
const tf = require("@tensorflow/tfjs");

await tf.setBackend("cpu");
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "") process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}

async function answer(given) {
  if (given.ask === "classes") return { classes: Object.keys(classNames()) };
  if (given.ask === "version") return { version: tf.version_layers };
  if (given.ask === "program") return await runProgram(given.code);
  tf.engine().startScope();
  try {
    return await runCase(given);
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

async function runCase({ model, layer, batch, freeSize, fill = 1 }) {
  let built;
  try {
    built = await tf.models.modelFromJSON(model);
  } catch (error) {
    return { refuses: messageOf(error) };
  }
  const node = built.getLayer(layer);
  const outputs = [node.output].flat().map((tensor) => tensor.shape.map(plainSize));
  const weights = [...new Set(node.weights)].map((weight) => weight.shape);
  try {
    const inputs = built.inputs.map((tensor) =>
      tf.fill(
        tensor.shape.map((size, axis) => size ?? (axis === 0 ? batch : freeSize)),
        fill,
      ),
    );
    const results = [built.predict(inputs)].flat();
    const first = Array.from(await results[0].data()).slice(0, 8);
    return { outputs, weights, ran: results.map((tensor) => tensor.shape), first };
  } catch (error) {
    return { outputs, weights, fails: messageOf(error) };
  }
}

/** The models that a CommonJS program of the tests makes, in the order in which it makes them. */
async function runProgram(code) {
  const { models, find, tensorflow } = packagesOfPrograms(require, tf);
  globalThis.tf = tensorflow;
  // What a page or a web worker has.
  globalThis.self = globalThis;
  globalThis.importScripts = () => {};
  tf.engine().startScope();
  try {
    await new Function("require", "exports", "module", code)(find, {}, { exports: {} });
    return { models: models.map(describe) };
  } catch (error) {
    return { throws: messageOf(error) };
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
  }
}

function describe(model) {
  return {
    name: model.name,
    kind: kindOf(model) === "Sequential" ? "sequential" : "functional",
    parameters: parametersOf(model),
    layers: model.layers.map((layer) => {
      const shapes = layer.inboundNodes.flatMap((node) =>
        node.outputShapes.map((shape) => JSON.stringify(shape)),
      );
      return [layer.name, kindOf(layer), layer.countParams(), layer.trainable, [...new Set(shapes)]];
    }),
  };
}

/** A Sequential counts only once it is compiled; its layers' weights, each once, are the same number. */
function parametersOf(model) {
  const weights = new Set(model.layers.flatMap((layer) => layer.weights));
  return [...weights].reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

/** Keras calls a functional model by its own name. */
function kindOf(layer) {
  const name = layer.getClassName();
  return name === "Model" ? "Functional" : name;
}

/** JSON has no NaN, which TensorFlow.js makes of some sizes. */
function plainSize(size) {
  return Number.isNaN(size) ? "NaN" : (size ?? null);
}

function classNames() {
  return tf.serialization.SerializationMap.getMap().classNameMap;
}

function messageOf(error) {
  return String(error?.message ?? error).slice(0, 300);
}
