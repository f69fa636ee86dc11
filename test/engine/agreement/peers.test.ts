/** Plain and generated kernels against TensorFlow.js and ONNX Runtime: random layers of every kind, where the other has the operation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findBackend } from "../../../engine/kernels/backend.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { generatedFor } from "../../support/kernelBackends.ts";
import type { RandomCall } from "../randomCalls.ts";
import { compareValues, runOnCopies } from "./compareValues.ts";
import { kernelKinds } from "./kernelKinds.ts";
import { runOnnxRuntime } from "./peers/onnxRuntime.ts";
import { runTensorflowJs } from "./peers/tensorflowJs.ts";

type Peer = (call: RandomCall) => Tensor | undefined | Promise<Tensor | undefined>;

const peers: Readonly<Record<string, Peer>> = {
  "TensorFlow.js": runTensorflowJs,
  "ONNX Runtime": runOnnxRuntime,
};
/** Layers of each kind that the other program computes, too. */
const layersOfKind = 300;

for (const [peer, run] of Object.entries(peers)) {
  for (const { name, call, winograd = null } of kernelKinds) {
    const { backend, runtime, tolerance } = generatedFor({ level: "relaxed", winograd });
    const backends = { plain: findBackend("reference"), generated: backend };
    test(`${name}: ${layersOfKind} random layers give what ${peer} gives`, async (context) => {
      let seed = 0;
      for (let compared = 0; compared < layersOfKind; seed++) {
        const request = call(seed);
        // A crop may leave a transposed convolution no value.
        const truth = request.outputShape.includes(0) ? undefined : await run(request);
        if (truth === undefined) continue;
        compared++;
        const where = `${name} seed ${seed} ${JSON.stringify(request.operation)}`;
        assert.deepEqual(truth.shape, request.outputShape, where);
        for (const [kernels, each] of Object.entries(backends))
          compareValues(
            runOnCopies(each, request),
            truth,
            tolerance,
            `${where}, ${kernels}`,
            request.operation,
          );
      }
      runtime.packed.clear();
      context.diagnostic(`seeds 0 to ${seed - 1}, ${seed - layersOfKind} of which ${peer} does not take`);
    });
  }
}
