/** What a function of TensorFlow is called with in a file of tf.keras 2: its operands by place, and the rest by name. */
import type { ConfigData, LayerConfig, ParamValue } from "../../../core/graph/paramValue.ts";
import { callArguments, tensorOperand } from "../../../core/layers/operations/operands.ts";
import { paramFrom } from "./configData.ts";
import { isTensorTriple, isWrittenRef } from "./inboundNodes.ts";
import { integerOf, type JsonArray, type JsonNode, type JsonObject, memberOf } from "./jsonNode.ts";
import type { ReadContext } from "./readContext.ts";

/** True for the layers that tf.keras 2 made of functions, with their arguments in the first call. */
export function isTensorflowFunction(className: string): boolean {
  return /OpLambda$/.test(className);
}

/** The layer's arguments with those of its first call; tensors stand there as markers of their place among the inputs. */
export function withTensorflowArguments(
  layer: JsonObject,
  config: LayerConfig,
  context: ReadContext,
): LayerConfig {
  const refs = firstReferences(memberOf(layer, "inbound_nodes"));
  if (refs.length === 0) return config;
  const merged: Record<string, ParamValue> = Object.assign(Object.create(null), config);
  const range = context.rangeOf(refs[0] as JsonArray);
  let place = 0;
  const operands = refs.map((ref): ConfigData => {
    const [, node, value] = ref.items;
    // A constant stands under the name `_CONSTANT_VALUE` with node -1.
    return integerOf(node) === -1 && value ? dataOf(value, context) : tensorOperand(place++);
  });
  const named = refs[0]?.items[3];
  for (const { key: name, value } of named?.kind === "object" ? named.members : []) {
    if (name === "__proto__" || name === "name") continue;
    const data = tensorsMarked(value);
    merged[name] = { kind: "constant", value: data, range: context.rangeOf(value) };
  }
  merged[callArguments] = { kind: "constant", value: operands, range };
  return merged;

  function tensorsMarked(value: JsonNode): ConfigData {
    if (isTensorTriple(value)) return tensorOperand(place++);
    if (value.kind !== "array") return dataOf(value, context);
    return value.items.map((item) => (isTensorTriple(item) ? tensorOperand(place++) : dataOf(item, context)));
  }
}

function dataOf(node: JsonNode, context: ReadContext): ConfigData {
  const param = paramFrom(node, context);
  return param.kind === "constant" ? param.value : null;
}

/** The references of the first call, whether it is wrapped once, as tf.keras writes functions, or twice. */
function firstReferences(node: JsonNode | undefined): JsonArray[] {
  let list = node;
  for (let depth = 0; depth < 3 && list?.kind === "array"; depth++) {
    if (isWrittenRef(list)) return [list];
    const refs = list.items.filter((item) => isWrittenRef(item));
    if (refs.length > 0) return refs.filter((item) => item.kind === "array");
    list = list.items[0];
  }
  return [];
}
