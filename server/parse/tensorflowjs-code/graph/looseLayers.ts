/** Layers that the program makes and puts into no model: TensorFlow.js looks at their arguments all the same. */
import type { Problem, ProblemCode } from "../../../../core/graph/problem.ts";
import { inferLayer } from "../../../../core/layers/inferLayer.ts";
import type { LayerRecord } from "../tensorflow/records.ts";
import { type GraphBuilder, layerNode } from "./buildModelGraph.ts";

/** Most layers that are looked at. */
const looseLimit = 1_000;

/** What a constructor throws at, whatever the layer is called on. */
const codes: ReadonlySet<ProblemCode> = new Set(["missing-argument", "invalid-argument"]);

/** To be asked once all graphs are built. */
export function looseLayerProblems(builder: GraphBuilder): Problem[] {
  const loose = builder.evaluation.layers.filter((layer) => !builder.shown.has(layer) && isPlain(layer));
  return loose.slice(0, looseLimit).flatMap((layer) => {
    const node = layerNode(builder, layer, layer.name);
    if (node.range.start < 0) return [];
    return inferLayer(node, [], "tfjs").problems.filter(({ code }) => codes.has(code));
  });
}

function isPlain({ hidden, standIn, model, own, wrapped, unreadable }: LayerRecord): boolean {
  return !hidden && !standIn && !model && !own && !wrapped && unreadable === undefined;
}
