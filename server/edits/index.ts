/** Changes of texts that hold models. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { codeLayerText } from "./codeLayerText.ts";
import { jsonLayerText } from "./jsonLayerText.ts";
import type { LayerText } from "./layerText.ts";

export type { LayerText } from "./layerText.ts";
export { replaceLayer } from "./replaceLayer.ts";
export { applyEdits, insertion, overlap, type TextEdit } from "./textEdit.ts";

/** The layer as its file writes it; `undefined` where its text cannot be changed. */
export function layerTextOf({ format, text }: Analysis, node: LayerNode): LayerText | undefined {
  return format === "tfjs-code" ? codeLayerText(text, node) : jsonLayerText(text, node);
}
