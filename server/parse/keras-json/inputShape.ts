/** Brings all the ways in which a layer states its input shape to one: `batch_shape`, batch first. */
import type { ConfigData, ParamValue } from "../../../core/graph/paramValue.ts";

/**
 * Sets `batch_shape` from `batch_input_shape`, and for a layer that starts a model also from `input_shape`,
 * `shape`, `input_dim` and `input_length`, or else from `built`, the shape that the file remembers of a built model.
 */
export function normaliseInputShape(
  params: Map<string, ParamValue>,
  layer: { readonly className: string; readonly first: boolean; readonly built: ParamValue | undefined },
): void {
  const written = params.get("batch_shape") ?? params.get("batch_input_shape");
  params.delete("batch_input_shape");
  const starts = layer.first || layer.className === "InputLayer";
  const shape =
    given(written) ?? (starts ? (shapeOfFirst(params, layer.className) ?? given(layer.built)) : undefined);
  if (shape) params.set("batch_shape", shape);
  else params.delete("batch_shape");
}

function shapeOfFirst(params: Map<string, ParamValue>, className: string): ParamValue | undefined {
  const shape =
    given(params.get("input_shape")) ?? (className === "InputLayer" ? given(params.get("shape")) : undefined);
  if (shape) return withBatch(shape);
  const length = given(params.get("input_length"));
  // The `input_dim` of an Embedding is its vocabulary.
  if (className === "Embedding") return length ? joined([length]) : undefined;
  const width = given(params.get("input_dim"));
  if (!width) return undefined;
  return joined(takesSequences(className) ? [length, width] : [width]);
}

/** Layers over time steps, for which Keras 1 and 2 read `input_dim` as the features of each step. */
function takesSequences(className: string): boolean {
  return /^(?:LSTM|GRU|SimpleRNN|Conv1D|SeparableConv1D|LocallyConnected1D|Bidirectional)$/.test(className);
}

/** A value that is there and not null. */
function given(param: ParamValue | undefined): ParamValue | undefined {
  return param?.kind === "constant" && param.value === null ? undefined : param;
}

function withBatch(shape: ParamValue): ParamValue {
  if (shape.kind !== "constant" || !Array.isArray(shape.value)) return shape;
  const value: ConfigData[] = [null, ...shape.value];
  return { ...shape, value, elements: [shape.range, ...(shape.elements ?? [])] };
}

/** `[null, ...sizes]`, free where a size is absent; it stands where the last size does. */
function joined(sizes: readonly (ParamValue | undefined)[]): ParamValue | undefined {
  const last = sizes.at(-1);
  if (last?.kind !== "constant") return last;
  const value: ConfigData[] = [null];
  for (const size of sizes) value.push(size?.kind === "constant" ? size.value : null);
  const elements = [last.range, ...sizes.map((size) => size?.range ?? last.range)];
  return { kind: "constant", value, range: last.range, elements };
}
