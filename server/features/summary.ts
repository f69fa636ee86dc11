/** The list of a document's layers with their numbers, for a quick pick or a report. */
import type { ModelSummary } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerPathOf, walkLayers } from "../analysis/layerWalk.ts";
import { textRange } from "../analysis/linePositions.ts";
import { hasShape, macsText, outputText, parametersText, totalsText } from "./layerText.ts";
import { placeElsewhere } from "./modelAt.ts";

export function modelSummaries(analysis: Analysis): readonly ModelSummary[] {
  const layers = analysis.models.map((): ModelSummary["layers"][number][] => []);
  for (const placed of walkLayers(analysis)) {
    const { layer } = placed;
    const numbers = [hasShape(layer) ? outputText(layer) : "?", parametersText(layer), macsText(layer)];
    layers[placed.modelIndex]?.push({
      name: layer.node.name,
      className: layer.node.className,
      path: layerPathOf(placed),
      numbers: numbers.filter((part) => part !== "").join(" · "),
      ...(placeElsewhere(layer.node) ?? { range: textRange(analysis.lines, layer.node.classRange) }),
    });
  }
  return analysis.models.map((model, index) => ({
    name: model.graph.name,
    totals: totalsText(model),
    layers: layers[index] ?? [],
  }));
}
