// The packages that a test program can import: a TensorFlow.js whose automatic names start at 1 and that notes every model
// made, and as much of React as a component needs to run once.

/** `find` is the program's `require`; `models` fills while it runs. */
export function packagesOfPrograms(require, tf) {
  const models = [];
  const tensorflow = withNotes({ ...tf, ...freshLayers(require) }, models);
  return {
    models,
    tensorflow,
    find: (name) =>
      /exports_layers/.test(name) ? tensorflow.layers : /^p?react/.test(name) ? react : tensorflow,
  };
}

/** The numbers of automatic names are a variable of the layers' module, so each program gets that module anew. */
function freshLayers(require) {
  delete require.cache[require.resolve("@tensorflow/tfjs-layers")];
  return require("@tensorflow/tfjs-layers");
}

function withNotes(tf, models) {
  const note = (model) => {
    // Here is nowhere to save to, and nobody waits for training.
    model.save = async () => undefined;
    model.fit = async () => ({ history: {}, epoch: [] });
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
