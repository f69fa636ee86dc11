/** Tells of a TensorFlow.js file whose layers are written in Keras 3's form, which TensorFlow.js 4.22 cannot load. */
import type { Problem } from "../../../core/graph/problem.ts";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import { arrayAt, type JsonNode, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import type { ModelParts } from "./modelParts.ts";

/** One problem, at the first layer that stops the loader; none for a file in Keras 2's form. */
export function keras3TopologyProblem(
  parts: ModelParts,
  rangeOf: (place: SourceRange) => SourceRange,
): Problem | undefined {
  for (const layer of parts.layers.items) {
    const written = keras3Part(layer);
    if (written === undefined) continue;
    const name = stringAt(layer, "name") ?? stringAt(objectAt(layer, "config"), "name");
    return {
      code: "tfjs-cannot-build",
      severity: "information",
      message: `TensorFlow.js 4.22 cannot load this file: ${written}, as Keras 3 does and TensorFlow.js does not read. Convert the model from tf.keras 2 (the package tf_keras), or rewrite that part; the numbers here are right all the same.`,
      range: rangeOf(memberOf(layer, "class_name", "className") ?? layer),
      ...(name === undefined ? {} : { layer: name }),
    };
  }
  return undefined;
}

function keras3Part(layer: JsonNode): string | undefined {
  const config = objectAt(layer, "config");
  const inputLayer = stringAt(layer, "class_name", "className") === "InputLayer";
  if (
    inputLayer &&
    memberOf(config, "batch_shape") &&
    !memberOf(config, "batch_input_shape", "batchInputShape")
  ) {
    return "its InputLayer has batch_shape in place of batch_input_shape";
  }
  const [call] = arrayAt(layer, "inbound_nodes", "inboundNodes")?.items ?? [];
  return memberOf(call, "args") ? "its inbound_nodes are objects with args in place of lists" : undefined;
}
