/** The memory of a layer in a hover: weights, outputs, and multiply-accumulates per byte that it moves. */
import { type Count, scaleCount } from "../../core/cost/count.ts";
import { layerMemory, macsPerByte } from "../../core/cost/layerMemory.ts";
import { bytesPerNumber } from "../../core/cost/numberType.ts";
import type { LayerAnalysis } from "../../core/graph/modelAnalysis.ts";
import { formatBytes } from "./numbers.ts";

/** One line, for float32 and one example; empty for a layer that keeps nothing that is known. */
export function memoryText(layer: LayerAnalysis): string {
  const memory = layerMemory(layer);
  const parts: string[] = [];
  const add = (what: string, count: Count) => {
    const bytes = scaleCount(count, bytesPerNumber.float32);
    if (bytes.kind === "exact" && bytes.value > 0) parts.push(`${what} ${formatBytes(bytes.value)}`);
  };
  add("weights", memory.weights);
  add("output", memory.outputs);
  const intensity = macsPerByte(layer, memory, "float32");
  if (intensity !== undefined && intensity > 0) {
    parts.push(`${intensity.toFixed(intensity < 10 ? 2 : 1)} MACs per byte of weights, inputs and outputs`);
  }
  return parts.length === 0 ? "" : `**Memory** (float32, one example): ${parts.join(", ")}`;
}
