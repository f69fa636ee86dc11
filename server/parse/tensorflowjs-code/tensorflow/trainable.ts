/** `trainable` of layers and models, with what TensorFlow.js does where one layer wraps another. */
import type { LayerRecord, ModelRecord } from "./records.ts";

/** A TimeDistributed has no answer of its own: it is its layer's. */
export function isTrainable(part: LayerRecord | ModelRecord): boolean {
  return wrappedPart(part)?.trainable ?? part.trainable;
}

export function setTrainable(part: LayerRecord | ModelRecord, value: boolean): void {
  (wrappedPart(part) ?? part).trainable = value;
  if (part.kind === "model" && part.layer) part.layer.trainable = value;
}

function wrappedPart(part: LayerRecord | ModelRecord): LayerRecord | undefined {
  return part.kind === "layer" && part.className === "TimeDistributed" ? part.wrapped : undefined;
}
