/** What adaptive pooling reads: every window counted by walking over it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { windowReads } from "../../../core/layers/adaptivePooling.ts";
import { knownDim } from "../../../core/shape/dim.ts";

function byWalking(input: number, output: number): number {
  let reads = 0;
  for (let window = 0; window < output; window++) {
    const from = Math.floor((window * input) / output);
    const to = Math.ceil(((window + 1) * input) / output);
    reads += to - from;
  }
  return reads;
}

test("reads of one axis equal those of a walk over all windows, up to 40 by 40", () => {
  for (let input = 1; input <= 40; input++) {
    for (let output = 1; output <= 40; output++) {
      const counted = windowReads([knownDim(input)], [output], knownDim(1));
      assert.deepEqual(counted, { kind: "exact", value: byWalking(input, output) }, `${input} to ${output}`);
    }
  }
});

test("axes and channels multiply", () => {
  const counted = windowReads([knownDim(7), knownDim(5)], [3, 2], knownDim(4));
  assert.deepEqual(counted, { kind: "exact", value: byWalking(7, 3) * byWalking(5, 2) * 4 });
});
