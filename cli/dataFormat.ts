/** Whether the channels of a model's tensors stand first or last. */
import type { LayerAnalysis } from "../core/graph/modelAnalysis.ts";

/** As the first layer that has a data format says; channels last where none has. */
export function usesChannelsFirst(layers: readonly LayerAnalysis[]): boolean {
  for (const layer of layers) {
    const operation = layer.calls[0]?.inference?.operation;
    if (operation && "dataFormat" in operation) return operation.dataFormat === "channels_first";
  }
  return false;
}
