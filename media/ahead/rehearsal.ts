/**
 * A program runs many times slower before the engine has compiled it: a small model is run a few times, so that a person's own comes out
 * quickly. It has the layers that most models have, each large enough that its loops are compiled.
 */
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import type { ToPanel } from "../../protocol/panel.ts";
import { readChoices } from "../../protocol/panelChoices.ts";
import { createAheadAnswers } from "./answerAhead.ts";

/** Runs after which little is left to compile. */
const runs = 3;

/** Each time from the start. */
export async function rehearse(yieldNow: () => Promise<void>): Promise<void> {
  for (let run = 0; run < runs; run++) await createAheadAnswers(yieldNow)(rehearsalMessages());
}

/** What the host of a panel would send. */
export function rehearsalMessages(): ToPanel[] {
  const target = { uri: "rehearsal:", modelIndex: 0, layerPath: ["last"] };
  return [
    { type: "choices", choices: readChoices(undefined) },
    { type: "weights", fileName: null, again: false },
    {
      type: "model",
      target,
      version: 1,
      fileName: "",
      modelNames: [""],
      graph: rehearsalModel,
      memoryLimitBytes: 1e9,
      cause: "asked",
    },
  ];
}

const rehearsalModel: ModelGraph = {
  name: "rehearsal",
  kind: "sequential",
  dialect: "keras",
  layers: [
    layer(0, "picture", "InputLayer", { batch_shape: [null, 96, 96, 3] }),
    layer(1, "strided", "Conv2D", convolution(32, 3, 2)),
    layer(2, "standard", "Conv2D", convolution(64, 3, 1)),
    layer(3, "depthwise", "DepthwiseConv2D", { kernel_size: [3, 3], padding: "same" }),
    layer(4, "normalised", "BatchNormalization", {}),
    layer(5, "pooled", "MaxPooling2D", { pool_size: [2, 2] }),
    layer(6, "wide", "Conv2D", convolution(128, 3, 2)),
    layer(7, "deep", "Conv2D", convolution(256, 3, 1)),
    layer(8, "last", "Conv2D", convolution(64, 1, 1)),
  ],
  inputs: [{ layer: 0, call: 0, tensor: 0 }],
  outputs: [{ layer: 8, call: 0, tensor: 0 }],
  range: { start: 0, end: 0 },
  anchor: 0,
  trainable: true,
};

function convolution(filters: number, size: number, stride: number): Record<string, ConfigData> {
  return {
    filters,
    kernel_size: [size, size],
    strides: [stride, stride],
    padding: "same",
    activation: "relu",
  };
}

function layer(
  index: number,
  name: string,
  className: string,
  settings: Record<string, ConfigData>,
): LayerNode {
  const range = { start: 0, end: 0 };
  const config = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, { kind: "constant", value, range } as const]),
  );
  const inputs = index === 0 ? [] : [{ layer: index - 1, call: 0, tensor: 0 }];
  const places = { range, classRange: range, anchor: 0 };
  return {
    name,
    className,
    writtenClass: className,
    config,
    calls: [{ inputs }],
    ...places,
    trainable: true,
  };
}
