/** Reads one serialised Keras layer by itself, outside any model. */
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import { lineEndsOf } from "./lineEnds.ts";
import { readJson } from "./readJson.ts";
import { readLayer, writtenClassOf, writtenNameOf } from "./readLayer.ts";
import { readModel } from "./readModel.ts";

/** The layer of a text such as `{"class_name": "Conv2D", "config": {...}}`, called once without inputs. */
export function readKerasLayer(text: string): LayerNode {
  const { root, error } = readJson(text);
  const range = { start: 0, end: text.length };
  if (root?.kind !== "object") {
    const reason = error?.message ?? "the text holds no layer";
    const names = { name: "layer", className: "", writtenClass: "" };
    return {
      ...names,
      config: {},
      calls: [],
      range,
      classRange: range,
      anchor: text.length,
      trainable: true,
      unreadable: reason,
    };
  }
  const name = writtenNameOf(root) ?? writtenClassOf(root);
  const { node } = readLayer(
    root,
    { name, first: true, built: undefined, dataFormat: undefined, readNested: readModel },
    {
      dialect: "keras",
      rangeOf: ({ start, end }) => ({ start, end }),
      lines: lineEndsOf(text),
      problems: [],
      damaged: error !== undefined,
    },
  );
  return { ...node, calls: [{ inputs: [] }] };
}
