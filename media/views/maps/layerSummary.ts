/** All maps of the layer in one line: how their values spread, and how many maps are dead, saturated or not finite. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import { type MapMark, markOf } from "../../worker/mapStatistics.ts";
import { groupedNumber } from "../numberText.ts";
import { histogramView, mapHistogram } from "./histogramView.ts";

/** As a table, the histogram is folded away: the table of maps below it says most of it. */
export function layerSummary(maps: FeatureMaps, asTable: boolean): unknown {
  return guard([maps, asTable], () => summaryOf(maps, asTable));
}

function summaryOf(maps: FeatureMaps, asTable: boolean): TemplateResult {
  const { overall } = maps;
  const histogram = histogramView(mapHistogram(maps, -1), { of: "all maps", asTable });
  return html`<div class="layer-summary">
    ${asTable ? html`<details><summary>How often values occur</summary>${histogram}</details>` : histogram}
    <span class="summary-marks" data-testid="summary-marks">
      ${maps.channels > 1 ? marks(maps) : nothing}
      <span title="Values that are 0"><b>${percentText(overall.zeros, overall.count)}</b> zeros</span>
      ${
        overall.nonFinite > 0
          ? html`<span class="bad" title="NaN or infinite"><b>${groupedNumber(overall.nonFinite)}</b> not finite</span>`
          : nothing
      }
    </span>
  </div>`;
}

/** `48 %`; one digit more below 10, and never 0 for what is more than none. */
export function percentText(part: number, whole: number): string {
  const share = whole > 0 ? (100 * part) / whole : 0;
  if (share > 0 && share < 0.1) return "< 0.1 %";
  return `${share.toFixed(share > 0 && share < 10 ? 1 : 0)} %`;
}

const markTexts: Readonly<Record<Exclude<MapMark, null>, string>> = {
  dead: "All values are 0, for every position: nothing of this picture comes through",
  saturated: "Nearly all values stand at the end of the activation, where differences are lost",
  constant: "All values are the same",
};

/** What a mark means, in a sentence. */
export function markText(mark: Exclude<MapMark, null>): string {
  return markTexts[mark];
}

function marks(maps: FeatureMaps): TemplateResult[] {
  const counts = { dead: 0, saturated: 0, constant: 0 };
  for (const map of maps.statistics) {
    const mark = markOf(map);
    if (mark) counts[mark]++;
  }
  return (["dead", "saturated", "constant"] as const)
    .filter((mark) => mark === "dead" || counts[mark] > 0)
    .map(
      (mark) =>
        html`<span class=${counts[mark] > 0 ? "warn" : ""} title=${markTexts[mark]}><b>${groupedNumber(counts[mark])}</b> of ${groupedNumber(maps.channels)} ${mark}</span>`,
    );
}
