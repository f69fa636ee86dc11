/** Problems of a graph as a whole: layers in a circle, and inputs of which nothing says the shape. */
import { oddInputSize } from "../layers/inputLayer.ts";
import type { LayerNode, ModelGraph } from "./modelGraph.ts";
import { atPlace } from "./placeReasons.ts";
import type { Problem } from "./problem.ts";

export function cycleProblem(graph: ModelGraph, layers: readonly number[]): Problem {
  const names = [...new Set(layers)].map((layer) => graph.layers[layer]?.name ?? "?");
  const first = graph.layers[layers[0] ?? 0];
  const shown = names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(", ");
  return {
    code: "graph-cycle",
    severity: "error",
    message: `These layers wait for one another's output and can never run: ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ""}.`,
    range: first?.classRange ?? graph.range,
    ...(first ? { layer: first.name } : {}),
  };
}

/** Why the shape that enters at a layer is not known, and what to tell of it. */
export function missingInputShape(node: LayerNode): { readonly reason: string; readonly problem: Problem } {
  const given = Object.hasOwn(node.config, "batch_shape") ? node.config.batch_shape : undefined;
  if (given?.kind === "notComputable") {
    const reason = `the input shape of "${node.name}" cannot be worked out: ${given.reason}`;
    const message = `The input shape of "${node.name}" cannot be worked out: ${given.reason}.`;
    return {
      reason,
      problem: {
        code: "argument-not-computable",
        severity: "information",
        message,
        range: given.range,
        layer: node.name,
      },
    };
  }
  const odd = oddInputSize(node);
  if (odd !== undefined) {
    const size = `the input shape of "${node.name}" has the size ${JSON.stringify(odd)}`;
    return {
      reason: atPlace(size, node),
      problem: {
        code: "missing-input-shape",
        severity: "warning",
        message: `${size.charAt(0).toUpperCase()}${size.slice(1)}. Sizes are positive whole numbers, or null where they are free.`,
        range: given?.range ?? node.classRange,
        layer: node.name,
      },
    };
  }
  const reason = `the model does not say the shape of its input "${node.name}"`;
  return {
    reason: node.unreadable ?? atPlace(reason, node),
    problem: {
      code: "missing-input-shape",
      severity: "warning",
      message: `Nothing says what shape enters the model at "${node.name}", so no size can be worked out. Add an InputLayer, or batch_shape to this layer.`,
      range: node.classRange,
      layer: node.name,
    },
  };
}
