/** What a call of a layer gives to the program: a tensor, or a list of them where the layer has several outputs. */
import type ts from "typescript";
import { type Evaluation, unknownAt } from "../language/evaluation.ts";
import { newArray, type Value } from "../language/values.ts";
import { type CallRecord, type LayerRecord, modelOutputs, type TensorValue } from "./records.ts";
import { outputShapes } from "./tensorShapes.ts";

/** `node` is what asks for it. */
export function resultOf(call: CallRecord, node: ts.Node, evaluation: Evaluation): Value {
  const count = outputCount(call, evaluation);
  if (typeof count === "string") return unknownAt(evaluation, node, count);
  const tensors = Array.from({ length: count }, (_, index): TensorValue => ({ kind: "tensor", call, index }));
  if (tensors.length === 1) return tensors[0];
  return newArray(tensors.map((value) => ({ value, range: call.range })));
}

/** A text is the reason why it is not known. */
function outputCount(call: CallRecord, evaluation: Evaluation): number | string {
  const { model, own, className, config, wrapped } = call.layer;
  if (model) return Math.max(modelOutputs(model).length, 1);
  if (own) return own.shapes.at(-1)?.outputs.length ?? 1;
  const returnsState = config.has("return_state") || wrapped?.config.has("return_state");
  if (!returnsState && !(className === "Bidirectional" && config.has("merge_mode"))) return 1;
  const shapes = outputShapes(call, evaluation);
  // A layer of which nothing is known stands with one output.
  const [first] = shapes;
  if (shapes.length !== 1 || first?.kind !== "unranked") return shapes.length;
  return statedCount(call.layer) ?? `gives tensors whose number is not known: ${first.reason}`;
}

/** Outputs by the layer's settings alone, whatever it is given; `undefined` where they do not say it. */
function statedCount({ className, config, wrapped }: LayerRecord): number | undefined {
  if (className === "Bidirectional") {
    const inner = wrapped && statedCount(wrapped);
    const merge = config.get("merge_mode");
    if (inner === undefined || merge?.kind === "notComputable") return undefined;
    return (merge?.value === null ? 2 : 1) + 2 * (inner - 1);
  }
  const states = config.get("return_state");
  if (states?.kind === "notComputable") return undefined;
  if (states?.value !== true) return 1;
  return stateCounts.has(className) ? 1 + (stateCounts.get(className) ?? 0) : undefined;
}

const stateCounts: ReadonlyMap<string, number> = new Map([
  ["SimpleRNN", 1],
  ["GRU", 1],
  ["LSTM", 2],
  ["ConvLSTM2D", 2],
]);
