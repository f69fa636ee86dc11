/**
 * Whole networks against TensorFlow.js with the same weights: every value of the output, taken before its last activation, since a softmax
 * of random values lies close to a constant and would hide differences.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import type { WeightStore } from "../../engine/weights/weightStore.ts";
import { writeModel } from "../../server/write/index.ts";
import { hashedWeights } from "../support/hashedNumbers.ts";
import {
  analysisOfModel,
  largestDifference,
  type Network,
  networks,
  networkTolerance,
  pictureFor,
  runNetwork,
  waysToRun,
} from "./networkModels.ts";

for (const network of networks) {
  test(`${network.what} computes what TensorFlow.js computes`, async (context) => {
    const analysis = analysisOfModel(withoutLastActivation(network.model));
    const { store } = hashedWeights(analysis);
    const truth = await runTensorflowJs(writeModel(analysis, "tfjs-json"), store, pictureFor(analysis));
    const layer = network.checks.at(-1)?.layer ?? "";
    for (const [name, backend, options] of waysToRun) {
      const output = await runNetwork({ analysis, layer, weights: store, backend, options });
      assert.deepEqual(output.shape, truth.shape);
      const difference = largestDifference(output.data, truth.data);
      context.diagnostic(`${name}: ${difference.toExponential(1)} of ${truth.data.length} values`);
      assert.ok(difference <= networkTolerance, `${name}: ${difference}`);
    }
  });
}

function withoutLastActivation(model: Network["model"]): object {
  const { layers } = model.config;
  const last = layers.at(-1);
  assert.ok(last && "activation" in last.config);
  const linear = { ...last, config: { ...last.config, activation: "linear" } };
  return { ...model, config: { ...model.config, layers: [...layers.slice(0, -1), linear] } };
}

/** Keras's `Normalization`, which TensorFlow.js lacks: values less their mean, over their deviation. */
class Normalization extends tf.layers.Layer {
  static readonly className = "Normalization";
  private statistics: tf.LayerVariable[] = [];

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [(inputShape as tf.Shape).at(-1) ?? 0];
    this.statistics = ["mean", "variance"].map((name) =>
      this.addWeight(name, channels, "float32", tf.initializers.zeros()),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const [mean, variance] = this.statistics.map((weight) => weight.read());
    assert.ok(x && mean && variance);
    return tf.tidy(() => x.sub(mean).div(tf.maximum(variance.sqrt(), 1e-7)));
  }
}
tf.serialization.registerClass(Normalization);

async function runTensorflowJs(text: string, { layers }: WeightStore, picture: Tensor): Promise<Tensor> {
  const { modelTopology } = JSON.parse(text) as { modelTopology: tf.io.ModelJSON["modelTopology"] };
  const model = await tf.models.modelFromJSON({ modelTopology } as tf.io.ModelJSON);
  for (const layer of model.layers) {
    const values = layer.weights.map(({ originalName }) => {
      const name = originalName.split("/").at(-1) ?? "";
      const entries = layers.get(layer.name);
      // Keras 3 calls the kernel of a depthwise layer as that of any other.
      const entry = entries?.get(name) ?? entries?.get(name.replace("depthwise_", ""));
      assert.ok(entry, `${originalName} has no values`);
      return tf.tensor(entry.read().data, [...entry.shape]);
    });
    layer.setWeights(values);
    tf.dispose(values);
  }
  const output = tf.tidy(() => model.predict(tf.tensor(picture.data, [...picture.shape])) as tf.Tensor);
  const result = { shape: output.shape, data: Float32Array.from(await output.data()) };
  output.dispose();
  model.dispose();
  return result;
}
