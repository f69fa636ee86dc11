/** How many copies of a transposed kernel meet at each output position: evenly, or as the ground of a checkerboard. */
import { html, nothing, type TemplateResult } from "lit";
import { kernelAdvice, kernelText } from "../../../core/advice/unevenOverlap.ts";
import { type OverlapRange, overlapCounts, overlapRange } from "../../../core/geometry/overlapCounts.ts";
import type { TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import { dimToNumber } from "../../../core/shape/dim.ts";
import type { PanelActions } from "../../panel/panelState.ts";
import type { LayerWindow } from "../../worker/geometry/layerGeometry.ts";
import { groupedNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { type CountMap, countPicture, countTable } from "./countMap.ts";

export type SpreadingWindow = Extract<LayerWindow, { kind: "spreads" }>;

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Rows and columns drawn at most, so that one can tell them apart. */
const mostDrawn = 48;
/** Strides drawn of an output whose size is open. */
const openStrides = 4;

export function overlapSection(
  window: SpreadingWindow,
  pixel: Place,
  tables: boolean,
  actions: PanelActions,
): TemplateResult {
  const map = overlapMap(window, pixel);
  return html`<section class="geometry-part" aria-labelledby="overlap-title" data-table="overlap-table">
    <h2 id="overlap-title">Overlap</h2>
    <p data-testid="overlap-text">${overlapText(window)} ${map ? placeText(window, map, pixel) : ""}</p>
    ${map ? drawing(map, pixel, tables, actions) : html`<p class="hint">A dilation of thousands is not drawn.</p>`}
    ${map && partText(window, map) ? html`<p class="hint" data-testid="overlap-part">${partText(window, map)}</p>` : nothing}
  </section>`;
}

function drawing(map: CountMap, pixel: Place, tables: boolean, actions: PanelActions): TemplateResult {
  const caption = `Copies of the kernel at each output position, rows ${map.row} to ${map.row + map.rows - 1}, columns ${map.column} to ${map.column + map.columns - 1}`;
  return tables
    ? dataTable(countTable(map, "overlap-table", caption))
    : countPicture(map, { id: "overlap-map", label: caption, mark: pixel }, actions.moveTo);
}

/** The counts around a place, of the last two axes; `null` for dilations of thousands. */
export function overlapMap({ windows }: SpreadingWindow, pixel: Place): CountMap | null {
  const [rows, columns] = windows.length > 1 ? windows.slice(-2) : [undefined, windows[0]];
  const [down, across] = [part(rows, pixel.row), part(columns, pixel.column)];
  if (!down || !across) return null;
  const counts = new Float32Array(down.counts.length * across.counts.length);
  for (const [row, copies] of down.counts.entries()) {
    for (const [column, others] of across.counts.entries()) {
      counts[row * across.counts.length + column] = copies * others;
    }
  }
  return {
    row: down.from,
    column: across.from,
    rows: down.counts.length,
    columns: across.counts.length,
    counts,
  };
}

function part(
  axis: TransposedGeometry | undefined,
  around: number,
): { readonly from: number; readonly counts: Uint32Array } | null {
  if (!axis) return { from: 0, counts: Uint32Array.of(1) };
  const size = dimToNumber(axis.output);
  const length = Math.min(mostDrawn, size ?? openStrides * axis.stride);
  const middle = Math.min(around - Math.floor(length / 2), (size ?? Number.POSITIVE_INFINITY) - length);
  const from = Math.max(0, middle);
  const counts = overlapCounts(axis, { from, length });
  return counts && { from, counts };
}

/** Least and most copies far from the border, over all axes. */
export function windowOverlap(windows: readonly TransposedGeometry[]): OverlapRange {
  return windows
    .map(overlapRange)
    .reduce((all, axis) => ({ least: all.least * axis.least, most: all.most * axis.most }));
}

/** What the overlap is far from the border, why, and what to do; in the words of the advice `uneven-overlap`. */
export function overlapText({ windows, axes }: SpreadingWindow): string {
  const { least, most } = windowOverlap(windows);
  const uneven = windows.flatMap((axis, at) => {
    const range = overlapRange(axis);
    return range.least < range.most ? [{ axis, name: axes[at] ?? "" }] : [];
  });
  const [first] = uneven;
  if (!first) {
    return most === 1
      ? "Far from the border one copy of the kernel reaches every output position: the overlap is even."
      : `Far from the border ${groupedNumber(most)} copies of the kernel meet at every output position: the overlap is even.`;
  }
  const { axis } = first;
  const alike = uneven.filter(
    ({ axis: { stride, kernel, dilation } }) =>
      stride === axis.stride && kernel === axis.kernel && dilation === axis.dilation,
  );
  const along = alike.map(({ name }) => name).join(" and ");
  if (least === 0) {
    return `Some output positions are reached by no copy of the kernel, where the output is the bias alone, others by ${groupedNumber(most)}: along the ${along} ${kernelText(axis)} leaves gaps at stride ${axis.stride}. ${kernelAdvice(axis)} reaches every position alike.`;
  }
  return `Far from the border ${groupedNumber(least)} to ${groupedNumber(most)} copies of the kernel meet at an output position, up to ${times(most / least)} as many at one as at another: along the ${along} ${kernelText(axis)} is no multiple of stride ${axis.stride}. Trained models often show it as a checkerboard. ${kernelAdvice(axis)} overlaps evenly, as does UpSampling with a convolution behind it; either lowers the risk and does not rule the pattern out.`;
}

function times(ratio: number): string {
  return `${Number.isInteger(ratio) ? groupedNumber(ratio) : ratio.toPrecision(3)} times`;
}

/** Of three axes the plane tells only a part of it. */
function placeText({ windows }: SpreadingWindow, map: CountMap, { row, column }: Place): string {
  const [down, across] = [row - map.row, column - map.column];
  const isInside = down >= 0 && across >= 0 && down < map.rows && across < map.columns;
  if (!isInside || windows.length > 2) return "";
  const copies = map.counts[down * map.columns + across] ?? 0;
  return `${copies === 0 ? "No" : groupedNumber(copies)} ${copies === 1 ? "copy reaches" : "copies reach"} the chosen output.`;
}

/** What of the output the picture leaves out; empty where it holds all. */
export function partText({ windows, axes }: SpreadingWindow, map: CountMap): string {
  const drawn = windows.slice(-2);
  const sizes = drawn.map(({ output }) => dimToNumber(output));
  const all = windows.length > 1 ? map.rows * map.columns : map.columns;
  const isWhole =
    !sizes.includes(null) && sizes.reduce<number>((product, size) => product * (size ?? 0), 1) === all;
  const place =
    windows.length > 1
      ? `rows ${map.row} to ${map.row + map.rows - 1}, columns ${map.column} to ${map.column + map.columns - 1}`
      : `columns ${map.column} to ${map.column + map.columns - 1}`;
  const plane =
    windows.length > 2
      ? `The plane of ${axes.slice(-2).join(" and ")} is drawn, without what overlaps along the ${axes[0]}.`
      : "";
  return [isWhole ? "" : `Drawn are ${place} of the output, around the chosen one.`, plane]
    .filter(Boolean)
    .join(" ");
}
