/** Which positions of its field an output reads, and how often: the holes that dilated layers in a row leave. */
import { html, nothing, type TemplateResult } from "lit";
import { hybridAdvice } from "../../../core/advice/gridding.ts";
import { mostWays, type WaysPlane } from "../../../core/advice/runCoverage.ts";
import type { RunCoverage } from "../../worker/geometry/layerGeometry.ts";
import { groupedNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { type CountMap, countPicture, countTable } from "./countMap.ts";

/** Rates that are named one by one. */
const mostRates = 12;
/** Counts up to here are exact in a float32. */
const mostExact = 2 ** 24;

export function coverageSection(coverage: RunCoverage, tables: boolean): TemplateResult {
  const { plane } = coverage;
  const rest = leftOut(coverage);
  return html`<section class="geometry-part" aria-labelledby="coverage-title" data-table="coverage-table">
    <h2 id="coverage-title">Coverage</h2>
    <p data-testid="coverage-text">${coverageText(coverage)}</p>
    ${plane ? drawing(coverage, plane.part, tables) : nothing}
    ${rest ? html`<p class="hint" data-testid="coverage-part">${rest}</p>` : nothing}
  </section>`;
}

function drawing({ origin, plane }: RunCoverage, part: WaysPlane, tables: boolean): TemplateResult {
  const map = coverageMap(part);
  const counted = countsDigits(part) ? "Digits of how often" : "How often";
  const label = `${counted} one output reads each of the ${plane?.rows} by ${plane?.columns} positions of the output of ${origin}; 0 is a hole`;
  if (tables) return dataTable(countTable(map, "coverage-table", label));
  const isOwnPlaceDrawn =
    part.row <= 0 && part.column <= 0 && part.row + part.rows > 0 && part.column + part.columns > 0;
  const mark = isOwnPlaceDrawn ? { row: 0, column: 0 } : null;
  return countPicture(map, { id: "coverage-map", label, mark });
}

const drawn = new WeakMap<WaysPlane, CountMap>();

/** Ways as counts; numbers too long to tell apart as how many digits they have. */
export function coverageMap(part: WaysPlane): CountMap {
  const found = drawn.get(part);
  if (found) return found;
  const { ways, ...place } = part;
  const digits = countsDigits(part);
  const counts = Float32Array.from(ways, (count) => (digits && count > 0 ? digitsOf(count) : count));
  const map = { ...place, counts };
  drawn.set(part, map);
  return map;
}

function countsDigits({ ways }: WaysPlane): boolean {
  return ways.some((count) => count > mostExact);
}

function digitsOf(count: number): number {
  return Number(count.toExponential().split("e")[1]) + 1;
}

/** Where the layers before stand, what is read of the field, and what to do about holes; numbers as in the advice `gridding`. */
export function coverageText(coverage: RunCoverage): string {
  return `${wayText(coverage)} an output reads ${readText(coverage)}${holesText(coverage)}`;
}

function wayText({ layers, rates, branches, origin }: RunCoverage): string {
  const over =
    layers > 1
      ? `Over ${layers} layers ${branches ? "whose branches are joined" : "in a row"}`
      : "Over this layer alone";
  const named = `${rates.slice(0, mostRates).join(", ")}${rates.length > mostRates ? " …" : ""}`;
  const dilated = rates.length > 0 ? ` (${rates.length === 1 ? "rate" : "rates"} ${named})` : "";
  return `${over}${dilated}, from the output of ${origin} on,`;
}

function readText({ plane, axes }: RunCoverage): string {
  if (!plane) return `${axesText(axes)}.`;
  const { rows, columns, read, part } = plane;
  const all = rows * columns;
  const size = axes.length > 1 ? `${rows}×${columns}` : String(columns);
  if (all === 1) return "the one position at its place.";
  const share = `${groupedNumber(read)} of the ${groupedNumber(all)} positions of its ${size} field`;
  if (read < all) return `${share}, ${percent(read / all)}, and never the others.`;
  const most = part.ways.reduce((largest, count) => Math.max(largest, count), 0);
  return `all ${groupedNumber(all)} positions of its ${size} field${most > 1 ? "; those in the middle in the most ways" : ", each in one way"}.`;
}

function axesText(axes: RunCoverage["axes"]): string {
  const parts = axes.map(
    ({ name, read, span }) => `${groupedNumber(read)} of the ${groupedNumber(span)} positions of its ${name}`,
  );
  return parts.join(" and ");
}

function holesText({ axes, rates, plane }: RunCoverage): string {
  const holed = axes.filter(({ read, span }) => read < span);
  if (rates.length === 0) return "";
  if (holed.length > 0 && rates.length > 1)
    return ` This is gridding: it reads ${axesText(holed)}. ${hybridAdvice}`;
  if (holed.length > 0) return " That is what dilation is for; layers behind it ought to fill the holes.";
  return plane && plane.read < plane.rows * plane.columns
    ? " No row and no column is left out as a whole."
    : "";
}

/** Never 100 % while something is left out, nor 0 % of something. */
function percent(share: number): string {
  if (share < 0.01) return "less than 1 %";
  return share > 0.99 ? "more than 99 %" : `${Math.round(100 * share)} %`;
}

/** What the picture leaves out, or tells in another way; empty where it is all there. */
function leftOut({ plane, axes }: RunCoverage): string {
  if (!plane) return "The positions of the plane are too many to draw.";
  const { rows, columns, part } = plane;
  const isPart = part.rows < rows || part.columns < columns;
  const most = part.ways.reduce((largest, count) => Math.max(largest, count), 0);
  return [
    isPart
      ? `Drawn is the middle of the field, ${part.rows}×${part.columns} of ${groupedNumber(rows)}×${groupedNumber(columns)} positions.`
      : "",
    axes.length > 2 ? `Of three axes the plane of ${axes[1]?.name} and ${axes[2]?.name} is drawn.` : "",
    most > mostExact ? "The ways are so many that the number of their digits is drawn." : "",
    most >= mostWays ? "From 150 digits on they are not told apart." : "",
  ]
    .filter(Boolean)
    .join(" ");
}
