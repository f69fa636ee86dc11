/** What attention layers of all kinds are called with: query, value and key, and the call's own settings. */
import { type Dim, formatDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import type { ConfigReader } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";

export interface Sequences {
  readonly query: RankedShape;
  readonly value: RankedShape;
  readonly key: RankedShape;
}

/** A text is the reason why an input is not known. */
export function readSequences(reader: ConfigReader, call: LayerCallContext): Sequences | string | undefined {
  const [query, value, key = value] = call.inputs;
  if (!query || !value || !key) {
    reader.report(
      "wrong-input-count",
      `${call.node.className} "${call.node.name}" takes a query, a value and perhaps a key, and is given ${call.inputs.length} input.`,
    );
    return undefined;
  }
  if (query.kind === "unranked") return query.reason;
  if (value.kind === "unranked") return value.reason;
  if (key.kind === "unranked") return key.reason;
  const flat = [query, value, key].find((shape) => shape.dims.length < 3);
  if (!flat) return { query, value, key };
  reader.report(
    "wrong-rank",
    `${call.node.className} "${call.node.name}" works on sequences (steps, features) and is given ${formatShape(flat)}.`,
  );
  return undefined;
}

/** Keras 2 and TensorFlow.js have `causal` in the configuration; Keras 3 has it as an argument of the call. */
export function isCausal(reader: ConfigReader, { settings }: LayerCallContext): boolean {
  return settings.use_causal_mask === true || (reader.boolean("causal", false) ?? false);
}

/** The scores, where the call asks for them as a second output. */
export function scoresOutput({ settings }: LayerCallContext, dims: readonly Dim[]): RankedShape[] {
  return settings.return_attention_scores === true ? [rankedShape(dims)] : [];
}

export function knownSize(
  reader: ConfigReader,
  dim: Dim | undefined,
  shape: RankedShape,
): number | undefined {
  if (dim?.kind === "known") return dim.value;
  if (dim?.kind === "symbol") {
    reader.report(
      "size-not-known",
      `${reader.node.className} "${reader.node.name}" needs to know the number of features to have weights, but ${formatShape(shape)} leaves it free (${formatDim(dim)}).`,
    );
  }
  if (dim?.kind === "unknown") reader.setUnsure(dim.reason);
  return undefined;
}

export function weight(
  reader: ConfigReader,
  name: string,
  shape: readonly number[],
  param: string,
  fallback: string,
): WeightSpec {
  return { name, shape, trainable: true, initializer: readInitializer(reader, param, fallback) };
}
