/** A histogram as bars between its least and largest value, with a line at zero. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import { exactNumber, groupedNumber, shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { binLimits, countValues, type Histogram } from "./histogram.ts";
import { histogramTable } from "./mapTables.ts";

const bins = 48;

/** Histograms of whole layers and of the maps looked at last, by the maps they are of. */
const known = new WeakMap<FeatureMaps, Map<number, Histogram>>();

/** Of one channel, or of the whole layer for -1; `null` where no value is finite. */
export function mapHistogram(maps: FeatureMaps, channel: number): Histogram | null {
  const { min: low, max: high } = (channel < 0 ? undefined : maps.statistics[channel]) ?? maps.overall;
  if (!(low <= high)) return null;
  const ofMaps = known.get(maps) ?? new Map<number, Histogram>();
  known.set(maps, ofMaps);
  let histogram = ofMaps.get(channel);
  if (!histogram) {
    const count = channel < 0 ? maps.values.length : maps.slices * maps.rows * maps.columns;
    const start = channel < 0 ? 0 : channel * count;
    histogram = countValues({ values: maps.values, start, count, low, high, bins });
    if (ofMaps.size > 64) ofMaps.clear();
    ofMaps.set(channel, histogram);
  }
  return histogram;
}

export interface HistogramSettings {
  /** What it is of, for its name: `channel 7`. */
  readonly of: string;
  readonly asTable: boolean;
}

/** Drawn anew only when it is of other values. */
export function histogramView(histogram: Histogram | null, { of, asTable }: HistogramSettings): unknown {
  if (!histogram) return nothing;
  return guard([histogram, of, asTable], () =>
    asTable ? dataTable(histogramTable(histogram, of)) : bars(histogram, of),
  );
}

function bars(histogram: Histogram, of: string): TemplateResult {
  const { low, high, counts } = histogram;
  const largest = Math.max(1, ...counts);
  const zero = low < 0 && high > 0 ? (100 * -low) / (high - low) : null;
  const width = 100 / counts.length;
  const text = `How often values occur in ${of}: from ${exactNumber(low)} to ${exactNumber(high)}, zeros left out`;
  return html`<figure class="histogram content" data-testid="histogram" data-table="histogram-table">
    <svg viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label=${text}>
      ${counts.map((count, bin) => {
        const height = (20 * count) / largest;
        const [from, to] = binLimits(histogram, bin);
        const title = `${groupedNumber(count)} values from ${shortNumber(from)} to ${shortNumber(to)}`;
        return svg`<g><title>${title}</title><rect class="back" x=${bin * width} y="0" width=${width} height="20"/><rect x=${bin * width} y=${20 - height} width=${width * 0.86} height=${height}/></g>`;
      })}
      ${zero === null ? nothing : svg`<line x1=${zero} x2=${zero} y1="0" y2="20"/>`}
    </svg>
    <figcaption><span>${shortNumber(low)}</span><span>${shortNumber(high)}</span></figcaption>
  </figure>`;
}
