/** MACs of 600 convolutions against the count of PyTorch's own FLOP counter, which counts 2 per multiply-add. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { addCounts, countToNumber, scaleCount } from "../../../core/cost/count.ts";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

interface TorchCase {
  readonly id: string;
  readonly class: string;
  readonly config: {
    readonly padding: string;
    readonly data_format: string;
    readonly kernel_size: readonly number[];
    readonly strides: readonly number[];
    readonly dilation_rate: readonly number[];
  };
  readonly input: (number | null)[];
  readonly output: (number | null)[];
  readonly torchFlops: number;
  readonly params: number;
}

test("output, parameters and 2 × MACs equal PyTorch's", (context) => {
  const cases: TorchCase[] = readFileSync(path.join(repositoryRoot, "test/data/torch-flops.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  for (const entry of cases) {
    const node = readKerasLayer(JSON.stringify({ class_name: entry.class, config: entry.config }));
    const { value } = inferLayer(node, [shapeFromNumbers(entry.input)], "keras");
    const where = `${entry.id} ${JSON.stringify(entry.config)}`;
    const [output] = value.outputs;
    assert.deepEqual(output && shapeToNumbers(output), kerasOutput(entry), where);
    const sizes = (value.weights ?? []).map((weight) =>
      weight.shape.reduce((product, size) => product * size, 1),
    );
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      entry.params,
      where,
    );
    const macs = addCounts(value.macs.map((stage) => stage.count));
    assert.equal(countToNumber(scaleCount(macs, 2)), entry.torchFlops, where);
  }
  context.diagnostic(`${cases.length} convolutions equal`);
  assert.equal(cases.length, 600);
});

/**
 * PyTorch's output is the reach of the kernels. Where a transposed kernel is smaller than its stride, Keras adds the empty
 * positions up to a whole stride (`input·stride`), as its own cases in keras-layers.jsonl show.
 */
function kerasOutput(entry: TorchCase): (number | null)[] {
  if (!entry.class.endsWith("Transpose") || entry.config.padding !== "valid") return entry.output;
  const first = entry.config.data_format === "channels_last" ? 1 : 2;
  return entry.output.map((size, axis) => {
    const stride = entry.config.strides[axis - first];
    const kernel = entry.config.kernel_size[axis - first];
    const dilation = entry.config.dilation_rate[axis - first];
    if (size === null || stride === undefined || kernel === undefined || dilation === undefined) return size;
    return size + Math.max(stride - ((kernel - 1) * dilation + 1), 0);
  });
}
