/** How many copies of a transposed kernel meet at each output position: evenly, or as the ground of a checkerboard. */
import { html, type TemplateResult } from "lit";
import type { PanelActions } from "../../panel/panelState.ts";
import type { AxisOverlap, LayerWindow } from "../../worker/geometry/layerGeometry.ts";
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

const single: AxisOverlap = { counts: Uint32Array.of(1), phases: [1] };

export function overlapSection(
  window: SpreadingWindow,
  pixel: Place,
  tables: boolean,
  actions: PanelActions,
): TemplateResult {
  const { overlaps } = window;
  if (!overlaps) {
    return html`<section class="geometry-part" aria-labelledby="overlap-title">
      <h2 id="overlap-title">Overlap</h2>
      <p data-testid="overlap-text">Kernel, stride or dilation are too large to count the overlap.</p>
    </section>`;
  }
  const map = overlapMap(overlaps, pixel);
  const caption = `Copies of the kernel at each output position, rows ${map.row} to ${map.row + map.rows - 1}, columns ${map.column} to ${map.column + map.columns - 1}`;
  return html`<section class="geometry-part" aria-labelledby="overlap-title">
    <h2 id="overlap-title">Overlap</h2>
    <p data-testid="overlap-text">${overlapText(window, overlaps)}</p>
    ${
      tables
        ? dataTable(countTable(map, "overlap-table", caption))
        : countPicture(map, { id: "overlap-map", label: caption, mark: pixel }, actions.moveTo)
    }
  </section>`;
}

/** The counts around a place; a whole number of strides where the size is open. */
export function overlapMap(overlaps: readonly AxisOverlap[], pixel: Place): CountMap {
  const [rows = single, columns = single] = overlaps.length > 1 ? overlaps.slice(-2) : [single, overlaps[0]];
  const [down, across] = [part(rows, pixel.row), part(columns, pixel.column)];
  const counts = new Float32Array(down.counts.length * across.counts.length);
  for (const [row, copies] of down.counts.entries()) {
    for (const [column, other] of across.counts.entries()) {
      counts[row * across.counts.length + column] = copies * other;
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
  { counts, phases }: AxisOverlap,
  around: number,
): { readonly from: number; readonly counts: readonly number[] } {
  if (counts === null) {
    const length = Math.min(mostDrawn, openStrides * phases.length);
    return { from: 0, counts: Array.from({ length }, (_, at) => phases[at % phases.length] ?? 0) };
  }
  const length = Math.min(mostDrawn, counts.length);
  const from = Math.max(0, Math.min(counts.length - length, around - Math.floor(length / 2)));
  return { from, counts: [...counts.subarray(from, from + length)] };
}

/** Least and most copies far from the border. */
export function overlapRange(overlaps: readonly AxisOverlap[]): readonly [least: number, most: number] {
  return overlaps.reduce(
    ([least, most], { phases }) => [least * Math.min(...phases), most * Math.max(...phases)],
    [1, 1] as readonly [number, number],
  );
}

export function overlapText({ windows }: SpreadingWindow, overlaps: readonly AxisOverlap[]): string {
  const [least, most] = overlapRange(overlaps);
  const first = windows.find((_, axis) => new Set(overlaps[axis]?.phases).size > 1);
  if (least === most || !first) {
    return `Far from the border ${most === 1 ? "one copy" : `${most} copies`} of the kernel ${most === 1 ? "reaches" : "meet at"} every output position: the overlap is even.`;
  }
  const { kernel, stride, dilation } = first;
  const [above, below] = [Math.ceil(kernel / stride) * stride, Math.floor(kernel / stride) * stride];
  const without = dilation > 1 ? " without dilation" : "";
  const better = `${below > 0 && below < above ? `${above} or ${below}` : above}${without}`;
  const cause =
    dilation > 1
      ? `taps ${dilation} apart do not share the stride ${stride} evenly`
      : `the kernel of ${kernel} is no multiple of the stride ${stride}`;
  if (least === 0) {
    return `Some output positions are reached by no copy of the kernel, where the output is the bias alone, others by ${most}: ${cause}. A kernel of ${better} reaches all alike.`;
  }
  return `Far from the border ${least} to ${most} copies of the kernel meet at an output position: ${cause}. Trained models often show it as a checkerboard. A kernel of ${better} overlaps evenly, as does up-sampling with a convolution behind it.`;
}
