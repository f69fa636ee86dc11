/** The cases of keras-values.jsonl: a layer, its input numbers and weights, and what Keras computed from them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import { type Tensor, tensorOf } from "../../engine/tensor/tensor.ts";

import { readKerasLayer } from "../../server/parse/keras-json/readKerasLayer.ts";
import { repositoryRoot } from "./repositoryRoot.ts";

export interface KerasValueCase {
  readonly id: string;
  readonly className: string;
  readonly given: unknown;
  readonly node: LayerNode;
  readonly inputs: readonly Tensor[];
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly output: Tensor;
}

interface WrittenCase {
  readonly id: string;
  readonly class: string;
  readonly given: unknown;
  readonly layer: unknown;
  /** Shapes with a free batch, which the numbers have as 1. */
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly values: {
    readonly inputs: readonly (readonly number[])[];
    readonly weights: readonly { readonly name: string; readonly shape: number[]; readonly data: number[] }[];
    readonly output: readonly number[];
    readonly outputShape: readonly number[];
  };
}

/** All cases, in the file's order. */
export function kerasValueCases(): KerasValueCase[] {
  const text = readFileSync(path.join(repositoryRoot, "test/data/keras-values.jsonl"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => readCase(JSON.parse(line) as WrittenCase));
}

function readCase(written: WrittenCase): KerasValueCase {
  const { values } = written;
  return {
    id: written.id,
    className: written.class,
    given: written.given,
    node: readKerasLayer(JSON.stringify(written.layer)),
    inputs: values.inputs.map((numbers, at) => {
      const sizes = written.inputs[at] ?? [];
      return tensorOf(
        sizes.map((size) => size ?? 1),
        numbers,
      );
    }),
    weights: Object.fromEntries(
      values.weights.map((weight) => [weight.name, tensorOf(weight.shape, weight.data)]),
    ),
    output: tensorOf(values.outputShape, values.output),
  };
}
