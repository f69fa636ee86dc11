/** Which positions of its field an output reads, and how often: the holes that dilated layers in a row leave. */
import { html, type TemplateResult } from "lit";
import type { RunCoverage } from "../../worker/geometry/layerGeometry.ts";
import { groupedNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { countPicture, countTable } from "./countMap.ts";

export function coverageSection(coverage: RunCoverage, tables: boolean): TemplateResult {
  const { rows, columns, origin } = coverage;
  const label = `How often one output reads each of the ${rows} by ${columns} positions of the output of ${origin}; 0 is a hole`;
  return html`<section class="geometry-part" aria-labelledby="coverage-title">
    <h2 id="coverage-title">Coverage</h2>
    <p data-testid="coverage-text">${coverageText(coverage)}</p>
    ${
      tables
        ? dataTable(countTable(coverage, "coverage-table", label))
        : countPicture(coverage, { id: "coverage-map", label, mark: { row: 0, column: 0 } })
    }
  </section>`;
}

export function coverageText(coverage: RunCoverage): string {
  const { rows, columns, read, layers, rates, origin } = coverage;
  const all = rows * columns;
  const size = rows > 1 ? `${rows}×${columns}` : String(columns);
  const over = layers > 1 ? `Over ${layers} layers in a row` : "Over this layer alone";
  const dilated =
    rates.length > 0
      ? ` (${rates.length === 1 ? "rate" : "rates"} ${rates.slice(0, 12).join(", ")}${rates.length > 12 ? " …" : ""})`
      : "";
  const start = `${over}${dilated}, from the output of ${origin} on,`;
  if (read === all) {
    return `${start} an output reads all ${groupedNumber(all)} positions of its ${size} field; those in the middle in the most ways.`;
  }
  const percent = Math.round((100 * read) / all);
  const advice =
    rates.length > 1
      ? " Rates without a common factor that start at 1, such as 1, 2, 5 for kernels of 3, would read every position."
      : " That is what dilation is for; layers behind it ought to fill the holes.";
  return `${start} an output reads ${groupedNumber(read)} of the ${groupedNumber(all)} positions of its ${size} field, ${percent} %, and never the others.${rates.length > 0 ? advice : ""}`;
}
