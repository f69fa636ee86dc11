// What the reference kernels make of a sample: the numbers that the panel's are compared with.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type OrderResult, runOrder } from "../../../media/worker/runOrder.ts";
import { defaultChoices, type RunMode } from "../../../protocol/panelChoices.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { environment } from "./environment.ts";

export type ReferenceRun = Extract<OrderResult, { readonly kind: "done" }>;

/** Runs a layer of the first model of a sample as the panel does when nothing else is chosen. */
export async function referenceRun(
  file: string,
  layer: string,
  sample = defaultChoices.sample,
  mode: RunMode = "upTo",
): Promise<ReferenceRun> {
  const text = await readFile(path.join(environment.root, "samples", file), "utf8");
  const document = readDocument({ text, languageId: "json", fileName: file });
  const [graph] = document?.models ?? [];
  assert.ok(graph, `${file} holds no model`);
  const result = await runOrder(
    analyseModel(graph),
    {
      layerPath: [layer],
      inputShape: null,
      mode,
      picture: { kind: "sample", id: sample },
      seed: 0,
      memoryLimitBytes: 1e9,
    },
    {
      onProgress: () => undefined,
      signal: { aborted: false },
      yieldNow: () => Promise.resolve(),
      now: () => 0,
    },
  );
  assert.equal(result.kind, "done");
  return result as ReferenceRun;
}

/** Fails unless the number is the expected one up to the rounding of float32 sums in another order. */
export function assertClose(actual: number, expected: number, scale: number, what: string): void {
  const slack = 1e-5 * Math.max(scale, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= slack, `${what}: ${actual} is not ${expected}`);
}
