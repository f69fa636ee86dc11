// Runs TensorFlow.js on the cases that come in by standard input, one JSON text a line, and answers each with a line: what it
// declares of the model's layer, and what comes out when it runs. A program of its own, so that a time limit can end it.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { packagesOfPrograms } from "./programPackages.mjs";

// A program may start what it never waits for; where that fails, its models are still there.
process.on("unhandledRejection", () => {});

const require = createRequire(path.join(process.env.CONVLENS_ROOT ?? process.cwd(), "package.json"));
// Its advice to install a native backend is of no use here; answers have the output for themselves.
console.warn = () => {};
console.log = () => {};
const tf = require("@tensorflow/tfjs");
// Programs may wait at their top level, as modules do.
const { constructor: AsyncFunction } = async () => {};

await tf.setBackend("cpu");
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "") process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}

async function answer(given) {
  if (given.ask === "classes") return { classes: Object.keys(classNames()) };
  if (given.ask === "version") return { version: tf.version_layers };
  if (given.ask === "program") return await runProgram(given);
  tf.engine().startScope();
  try {
    return await (given.ask === "model" ? runModel(given) : runCase(given));
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
    const inputs = built.inputs.map((tensor) => filled(tensor, batch, freeSize, fill));
    const results = [built.predict(inputs)].flat();
    const first = Array.from(await results[0].data()).slice(0, 8);
    return { outputs, weights, ran: results.map((tensor) => tensor.shape), first };
  } catch (error) {
    return { outputs, weights, fails: messageOf(error) };
  }
}

/** All layers of a whole model, and what comes out when it runs. */
async function runModel({ model, batch, freeSize }) {
  let built;
  try {
    built = await tf.models.modelFromJSON(model);
  } catch (error) {
    return { refuses: messageOf(error) };
  }
  const facts = { ...parametersOf(built), layers: built.layers.map(factsOf) };
  try {
    const inputs = built.inputs.map((tensor) => filled(tensor, batch, freeSize, 1));
    const results = [built.predict(inputs)].flat();
    return { ...facts, ran: results.map((tensor) => tensor.shape) };
  } catch (error) {
    return { ...facts, fails: messageOf(error) };
  }
}

function factsOf(layer) {
  return {
    name: layer.name,
    calls: layer.inboundNodes.map((node) =>
      listOfShapes(node.outputShapes).map((shape) => shape.map(plainSize)),
    ),
    ...parametersOf(layer),
    ...(layer.layers ? { layers: layer.layers.map(factsOf) } : {}),
  };
}

/** A model of one output keeps its shape alone, without a list around it. */
function listOfShapes(shapes) {
  return Array.isArray(shapes[0]) ? shapes : [shapes];
}

function parametersOf(layer) {
  return { parameters: sizeOf(layer.weights), trainable: sizeOf(layer.trainableWeights) };
}

/** Numbers in distinct weights. */
function sizeOf(weights) {
  return [...new Set(weights)].reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
}

function filled({ shape }, batch, freeSize, value) {
  return tf.fill(
    shape.map((size, axis) => size ?? (axis === 0 ? batch : freeSize)),
    value,
  );
}

/**
 * The models that a CommonJS program of the tests makes, in the order in which it makes them; with `predicts`, also why one does
 * not run on zeros, and what the program was refused and went on from.
 */
async function runProgram({ code, predicts = false }) {
  const { models, refusals, find, tensorflow } = packagesOfPrograms(require, tf);
  globalThis.tf = tensorflow;
  // What a page or a web worker has.
  globalThis.self = globalThis;
  globalThis.importScripts = () => {};
  const globals = new Set(Object.keys(globalThis));
  tf.engine().startScope();
  try {
    await new AsyncFunction("require", "exports", "module", code)(find, {}, { exports: {} });
    const described = models.map(describe);
    if (!predicts) return { models: described };
    return { models: described, fails: [...refusals, ...models.flatMap(failuresOf)] };
  } catch (error) {
    return { throws: messageOf(error) };
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
    // What one program leaves on the window is not there for the next.
    for (const key of Object.keys(globalThis)) if (!globals.has(key)) delete globalThis[key];
  }
}

/** Why a model cannot be used: a size that is none, or what its run on zeros throws. */
function failuresOf(model) {
  if (model.layers.length === 0) return [];
  const isNoSize = (size) => size !== null && !(size > 0);
  for (const { name, inboundNodes } of model.layers)
    for (const { outputShapes } of inboundNodes)
      if (listOfShapes(outputShapes).some((shape) => shape.some(isNoSize)))
        return [`${name} declares ${JSON.stringify(outputShapes)}`];
  try {
    // A Sequential makes the model that runs when it is first asked for it.
    const inputs = (model.inputs ?? []).map((tensor) => filled(tensor, 1, 8, 0));
    model.predict(inputs.length === 1 ? inputs[0] : inputs);
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

function describe(model) {
  // A Sequential has a layer in its list as often as it was added.
  const layers = [...new Set(model.layers)];
  return {
    name: model.name,
    kind: kindOf(model) === "Sequential" ? "sequential" : "functional",
    // A Sequential counts only once it is compiled; its layers' weights, each once, are the same number.
    parameters: sizeOf(layers.flatMap((layer) => layer.weights)),
    layers: layers.map((layer) => {
      const shapes = layer.inboundNodes.flatMap((node) =>
        listOfShapes(node.outputShapes).map((shape) => JSON.stringify(shape)),
      );
      return [layer.name, kindOf(layer), layer.countParams(), layer.trainable, [...new Set(shapes)]];
    }),
  };
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
