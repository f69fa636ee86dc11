/** Layers whose text stands in another file, shown at the call in the document that makes them. */
import { addCounts } from "../../core/cost/count.ts";
import type { LayerAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { PlacedLayer } from "../analysis/layerWalk.ts";
import { callPathText, placeLink } from "./callPath.ts";
import { hasShape, macsText, outputText, parametersText, unknownReason } from "./layerText.ts";
import { escapeMarkdown, inlineCode, paragraphs, reasonText, table } from "./markdown.ts";
import type { FeatureSettings } from "./settings.ts";
import { macsSpread, outputsSpread, parametersSpread } from "./spread.ts";

export function isElsewhere({ node }: LayerAnalysis): boolean {
  return node.origin?.elsewhere !== undefined;
}

/** What comes out behind the call, and what all that it makes costs; of a call in a loop, over its runs. */
export function elsewhereLabel(
  layers: readonly PlacedLayer[],
  settings: FeatureSettings["inlayHints"],
): string {
  const runs = runsOf(layers);
  const last = runs.flatMap((run) => run.at(-1)?.layer ?? []);
  const sums = (what: "parameters" | "macs") =>
    runs.map((run) => addCounts(run.map(({ layer }) => layer[what])));
  const parts = [
    settings.outputShape ? (last.some(hasShape) ? outputsSpread(last) : "?") : "",
    settings.parameters ? parametersSpread(sums("parameters")) : "",
    settings.macs ? macsSpread(sums("macs")) : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Layers shown in one table. */
const mostRows = 20;
const mostReasons = 5;

/** The hover on such a call: what it makes, and where that is written. */
export function elsewhereText(layers: readonly PlacedLayer[], documentUri: string): string {
  const runs = runsOf(layers);
  const [first = []] = runs;
  const rows = first
    .slice(0, mostRows)
    .map(({ layer }) => [
      escapeMarkdown(layer.node.name),
      inlineCode(layer.node.className),
      inlineCode(outputText(layer)),
      parametersText(layer).replace(" params", "") || "0",
      macsText(layer).replace("MACs", "").trimEnd() || "0",
      layer.node.origin?.elsewhere ? placeLink(layer.node.origin.elsewhere, documentUri) : "",
    ]);
  const more = first.length > mostRows ? `and ${first.length - mostRows} more layers` : "";
  const again = runs.length > 1 ? `This call runs ${runs.length} times; the table shows the first.` : "";
  const name = first[0]?.layer.node.origin?.calls[0]?.name;
  return paragraphs([
    `### ${name === undefined ? "" : `${inlineCode(name)} · `}${first.length} ${first.length === 1 ? "layer" : "layers"} of another file`,
    table(["layer", "class", "output", "params", "MACs", "written at"], rows),
    more,
    again,
    unknownText(layers),
    first[0] && callPathText(first[0].layer.node.origin, documentUri),
  ]);
}

function unknownText(layers: readonly PlacedLayer[]): string {
  const reasons = new Set(layers.flatMap(({ layer }) => unknownReason(layer) ?? []));
  return reasons.size === 0
    ? ""
    : `**Not known:** ${[...reasons].slice(0, mostReasons).map(reasonText).join(" ")}`;
}

/** The layers of each run of the call. */
function runsOf(layers: readonly PlacedLayer[]): readonly (readonly PlacedLayer[])[] {
  const runs = new Map<unknown, PlacedLayer[]>();
  for (const placed of layers) {
    const { origin, name } = placed.layer.node;
    const key = origin?.call === undefined ? name : `${placed.modelIndex} ${origin.call}`;
    const run = runs.get(key);
    if (run) run.push(placed);
    else runs.set(key, [placed]);
  }
  return [...runs.values()];
}
