/** The analysis of a graph made by hand, in a text where each layer is one line of nine letters. */
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import { type Analysis, analysisOf } from "../../../server/analysis/analysis.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

/** Characters from one layer to the next; its anchor is the end of its line. */
export const lineStep = 10;

export interface HandMadeDocument {
  readonly models: readonly ModelGraph[];
  readonly problems?: readonly Problem[];
  /** In place of the text of nine letters a line. */
  readonly text?: string;
}

export function handMadeAnalysis({ models, problems = [], text }: HandMadeDocument): Analysis {
  const lines = Math.max(0, ...models.map((graph) => graph.layers.length));
  return analysisOf(
    {
      uri: "file:///model.json",
      version: 3,
      languageId: "json",
      text: text ?? `${"x".repeat(lineStep - 1)}\n`.repeat(lines),
    },
    { format: models.length === 0 ? null : "keras3-json", models, problems },
  );
}

/** The first layer of MobileNet: 3×3, stride 2, "same", no bias, on 224×224×3. */
export const mobileNetStem: HandMadeLayer = {
  className: "Conv2D",
  name: "conv1",
  config: { filters: 32, kernel_size: [3, 3], strides: [2, 2], padding: "same", use_bias: false },
};

export function stemAnalysis(): Analysis {
  return handMadeAnalysis({
    models: [handMadeGraph([handMadeInput("image", 224, 224, 3), mobileNetStem])],
  });
}

export const everything = { start: 0, end: Number.MAX_SAFE_INTEGER };
