/** Whole networks, from the file to the output, against Keras 3.15 with the same weights: by plain kernels and by generated code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashedWeights } from "../support/hashedNumbers.ts";
import {
  analysisOfModel,
  largestDifference,
  networks,
  networkTolerance,
  runNetwork,
  waysToRun,
} from "./networkModels.ts";

test("the networks are the eight that are promised", () => {
  assert.deepEqual(
    networks.map(({ what }) => what),
    [
      "MobileNet V1",
      "MobileNet V2",
      "ResNet50",
      "Xception",
      "DenseNet121",
      "EfficientNetB0",
      "U-Net",
      "tiny YOLO",
    ],
  );
});

for (const network of networks) {
  test(`${network.what} computes what Keras computes`, async (context) => {
    const analysis = analysisOfModel(network.model);
    const { store, count } = hashedWeights(analysis);
    assert.equal(count, network.weights);
    for (const [name, backend, options] of waysToRun) {
      const differences: string[] = [];
      for (const { layer, shape, values } of network.checks) {
        const output = await runNetwork({ analysis, layer, weights: store, backend, options });
        assert.deepEqual(output.shape, shape);
        const step = Math.max(1, Math.ceil(output.data.length / 400));
        const some = output.data.filter((_, at) => at % step === 0);
        const expected = numbersOf(values);
        assert.equal(expected.length, some.length);
        const difference = largestDifference(some, expected);
        differences.push(`${layer} ${difference.toExponential(1)}`);
        assert.ok(difference <= networkTolerance, `${name}, ${layer}: ${difference}`);
      }
      context.diagnostic(`${name}: ${differences.join(", ")}`);
    }
  });
}

function numbersOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
