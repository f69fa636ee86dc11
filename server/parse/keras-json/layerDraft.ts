/** A layer that is read but not connected yet: its node without calls, and the calls as the file names them. */
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import type { WrittenCall } from "./inboundNodes.ts";

export interface LayerDraft {
  readonly node: Omit<LayerNode, "calls">;
  readonly calls: readonly WrittenCall[];
}
