// The packages that a test program can import: a TensorFlow.js whose automatic names start at 1 and that notes every model
// made, and as much of React as a component needs to run once.

import { readFileSync } from "node:fs";
import { Module } from "node:module";

/** `find` is the program's `require`; `models` fills while it runs, and `refusals` with what layers threw when they were made. */
export function packagesOfPrograms(require, tf) {
  const models = [];
  const refusals = [];
  const packages = { ...tf, ...freshLayers(require) };
  const layers = withRefusals(packages.layers, refusals);
  const tensorflow = withNotes({ ...packages, layers }, models);
  return {
    models,
    refusals,
    tensorflow,
    find: (name) =>
      /exports_layers/.test(name) ? tensorflow.layers : /^p?react/.test(name) ? react : tensorflow,
  };
}

let layersPackage;

/** The numbers of automatic names are a variable of the layers' module: it is read with a line behind it that starts them anew. */
function freshLayers(require) {
  if (!layersPackage) {
    const file = require.resolve("@tensorflow/tfjs-layers");
    const module = new Module(file);
    module.filename = file;
    module.paths = require.resolve.paths("@tensorflow/tfjs-layers");
    module._compile(
      `${readFileSync(file, "utf8")}\nexports.startNames = () => { for (const key in _uidPrefixes) delete _uidPrefixes[key]; };`,
      file,
    );
    layersPackage = module.exports;
  }
  layersPackage.startNames();
  return layersPackage;
}

/** The factories; what they throw, or their layers when they are called, is noted, since the program may catch it. */
function withRefusals(layers, refusals) {
  const noted = (run) => {
    try {
      return run();
    } catch (error) {
      refusals.push(String(error?.message ?? error));
      throw error;
    }
  };
  const noting =
    (make) =>
    (...given) => {
      const layer = noted(() => make(...given));
      // `tf.layers.input` gives a tensor.
      if (typeof layer?.apply !== "function") return layer;
      const apply = layer.apply.bind(layer);
      layer.apply = (...tensors) => noted(() => apply(...tensors));
      return layer;
    };
  const isClass = (member) => /^[A-Z]/.test(member);
  return Object.fromEntries(
    Object.entries(layers).map(([key, member]) => [
      key,
      typeof member === "function" && !isClass(key) ? noting(member) : member,
    ]),
  );
}

function withNotes(tf, models) {
  const note = (model) => {
    // Here is nowhere to save to, and nobody waits for training.
    model.save = async () => undefined;
    // What is not compiled throws as it does.
    const { fit } = model;
    model.fit = async (...given) =>
      model.optimizer === undefined ? await fit.apply(model, given) : { history: {}, epoch: [] };
    models.push(model);
    return model;
  };
  const noting =
    (make) =>
    (...given) =>
      note(make(...given));
  const notingClass = (Made) =>
    class extends Made {
      constructor(...given) {
        super(...given);
        note(this);
      }
    };
  return {
    ...tf,
    sequential: noting(tf.sequential),
    model: noting(tf.model),
    Sequential: notingClass(tf.Sequential),
    LayersModel: notingClass(tf.LayersModel),
  };
}

const react = {
  createElement: (type, props, ...children) => ({ type, props, children }),
  Fragment: "fragment",
  useMemo: (make) => make(),
  useCallback: (callback) => callback,
  useRef: (current) => ({ current }),
  useState: (first) => [typeof first === "function" ? first() : first, () => undefined],
  useEffect: (effect) => {
    effect();
  },
  memo: (component) => component,
};
