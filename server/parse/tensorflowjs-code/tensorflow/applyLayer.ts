/** Calls a layer on tensors: one more call of the same layer, with a tensor for each output. */
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { CallSite } from "../language/callSite.ts";
import { type Evaluation, unknownAt } from "../language/evaluation.ts";
import { isKind, isUnknown, type Slot, type Unknown, type Value } from "../language/values.ts";
import { resultOf } from "./callResult.ts";
import { snakeCaseOfKey } from "./configValues.ts";
import { askOwnLayer } from "./customLayer.ts";
import { isGivenList, tensorOfGivenList } from "./givenTensors.ts";
import type { CallRecord, LayerRecord, TensorValue } from "./records.ts";

export function applyLayer(
  layer: LayerRecord,
  inputs: readonly (TensorValue | Unknown)[],
  range: SourceRange,
  evaluation: Evaluation,
  keywords?: CallRecord["keywords"],
): CallRecord {
  const call: CallRecord = {
    id: evaluation.calls.length,
    layer,
    inputs,
    range,
    path: evaluation.program.calls,
    ...(keywords?.size ? { keywords } : {}),
  };
  evaluation.calls.push(call);
  layer.calls.push(call);
  if (layer.own) askOwnLayer(call, layer.own);
  return call;
}

/** `layer.apply(x)`, `layer.apply([a, b])`, `layer.apply(x, {initialState: [h, c]})`. */
export function applyToArguments(
  layer: LayerRecord,
  [argument, options]: readonly Slot[],
  site: CallSite,
): Value {
  const { evaluation } = site.scope;
  if (layer.className === "InputLayer")
    return unknownAt(evaluation, site.node, "applies an input layer, which throws");
  if (layer.model?.modelKind === "sequential" && layer.model.stack.length === 0)
    return unknownAt(
      evaluation,
      site.node,
      "applies a Sequential model that has no layers yet, which throws",
    );
  const inputs = tensorsOf(argument?.value, site);
  const call = applyLayer(layer, inputs, site.range, evaluation, keywordsOf(options?.value, site));
  return resultOf(call, site.node, evaluation);
}

function keywordsOf(options: Value, site: CallSite): CallRecord["keywords"] {
  const keywords = new Map<string, (TensorValue | Unknown)[]>();
  if (!isKind(options, "object")) return keywords;
  for (const [key, { value }] of options.entries) {
    const first = isKind(value, "array") ? value.items[0]?.value : value;
    if (isKind(first, "tensor")) keywords.set(snakeCaseOfKey(key), tensorsOf(value, site));
  }
  return keywords;
}

/** The tensors of a value; what is none of them stands as an unknown. */
export function tensorsOf(value: Value, site: CallSite): (TensorValue | Unknown)[] {
  if (isKind(value, "array")) {
    if (isGivenList(value, site)) return [tensorOf(value, site)];
    const tensors = value.items.map((item) => tensorOf(item.value, site));
    return value.rest ? [...tensors, value.rest] : tensors;
  }
  return [tensorOf(value, site)];
}

function tensorOf(listOrTensor: Value, site: CallSite): TensorValue | Unknown {
  const value = isKind(listOrTensor, "array") ? tensorOfGivenList(listOrTensor, site) : listOrTensor;
  if (isKind(value, "tensor") || isUnknown(value)) return value;
  return unknownAt(site.scope.evaluation, site.node, "takes something that is no symbolic tensor");
}
