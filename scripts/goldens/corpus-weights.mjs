// Writes test/data/tfjs-corpus-weights.json: what TensorFlow.js 4.22 computes at every layer of the corpus's complete models with
// their own weights. Run: node scripts/goldens/corpus-weights.mjs CORPUS > test/data/tfjs-corpus-weights.json
import { readFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";

const models = {
  tfjs_cnn_explainer_tiny_vgg: { input: [1, 64, 64, 3] },
  // The whole brain, 256 each way, would take hours here; the kernels reach 16 to each side all the same.
  tfjs_brainchop_model5_gw_ae: { input: [1, 40, 40, 40, 1] },
};
const samples = 60;

await tf.setBackend("cpu");
const answers = [];
for (const [name, { input }] of Object.entries(models)) {
  const folder = path.join(process.argv[2], "weights", name);
  const file = JSON.parse(readFileSync(path.join(folder, "model.json"), "utf8"));
  const text = JSON.stringify(file.modelTopology).replaceAll(
    /"batch_input_shape":\[[^\]]*\]/g,
    `"batch_input_shape":${JSON.stringify([null, ...input.slice(1)])}`,
  );
  const [group] = file.weightsManifest;
  const bytes = Buffer.concat(group.paths.map((each) => readFileSync(path.join(folder, each))));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology: JSON.parse(text), weightSpecs: group.weights, weightData }),
  );
  const count = input.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: count }, (_, at) => ((at * 37) % 101) / 101);
  const layers = model.layers.filter((layer) => layer.getClassName() !== "InputLayer");
  let tensors = tf.tensor(values, input);
  for (const layer of layers) {
    tensors = layer.apply(tensors);
    const data = await tensors.data();
    const step = Math.max(1, Math.ceil(data.length / samples));
    answers.push({
      model: name,
      input,
      layer: layer.name,
      shape: tensors.shape,
      values: Array.from(data).filter((_, at) => at % step === 0),
    });
  }
}
process.stdout.write(`${JSON.stringify(answers)}\n`);
