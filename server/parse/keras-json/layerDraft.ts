/** A layer that is read but not connected yet: its node without calls, and the calls as the file names them. */
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import type { WrittenCall } from "./inboundNodes.ts";

export interface LayerDraft {
  /** Becomes the layer of the graph, and so is filled in rather than copied. */
  readonly node: DraftNode;
  readonly calls: readonly WrittenCall[];
}

/** A node whose fields are still being set. */
export type DraftNode = { -readonly [Field in keyof LayerNode]: LayerNode[Field] };
