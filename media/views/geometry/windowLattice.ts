/** What the drawing of a window shows: the taps of one output, the windows beside it, and what lies outside of the map. */
import type { ReadPositions } from "../../../core/cost/axisField.ts";
import { slidingReading, spreadingReading } from "../../../core/cost/axisReadings.ts";
import type { TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import { dimToNumber } from "../../../core/shape/dim.ts";
import type { LayerWindow } from "../../worker/geometry/layerGeometry.ts";

/** One axis of the drawing, in positions of the map that is drawn: the input of a sliding window, the output of a transposed one. */
export interface LatticeAxis {
  /** First and last position that is drawn. */
  readonly from: number;
  readonly to: number;
  /** Positions of the map; those below 0 and from here on are padding, or cut off. `null` while the size is open. */
  readonly size: number | null;
  /** Positions that the taps of the shown window stand on, in the order of the kernel. */
  readonly taps: readonly number[];
  /** First positions of the windows in the picture, and which output (or input, of a transposed layer) each belongs to. */
  readonly windows: readonly { readonly start: number; readonly index: number }[];
  /** Windows that are outlined: that of the chosen output, or the copies that reach it. */
  readonly outlined: readonly number[];
  /** Positions that a window spans. */
  readonly span: number;
  /** Of a transposed layer the chosen output itself. */
  readonly chosen: number | null;
}

export interface WindowLattice {
  readonly rows: LatticeAxis;
  readonly columns: LatticeAxis;
}

/** Positions drawn beyond the window on either side, at most. */
const mostMargin = 6;
/** A span from which on there is nothing beside the window. */
const wideSpan = 24;

/** Taps and positions of an axis that can be drawn; nobody means more, and a file may ask for any. */
const mostTaps = 1024;
const mostPositions = 8192;

/** False for a window with too many taps, or too wide, to be drawn. */
export function isDrawable(window: LayerWindow): boolean {
  const axes: readonly (WindowGeometry | TransposedGeometry)[] = window.windows;
  return axes.slice(-2).every(({ kernel, span }) => kernel <= mostTaps && span <= mostPositions);
}

/** The last two axes of a window that can be drawn; of one axis the rows are a single one. */
export function windowLattice(
  window: LayerWindow,
  pixel: { readonly row: number; readonly column: number },
): WindowLattice {
  const places = [pixel.row, pixel.column];
  const axes: readonly (WindowGeometry | TransposedGeometry)[] = window.windows;
  const drawn = axes.slice(-2);
  const all = drawn.map((axis, at) => {
    const place = places[places.length - drawn.length + at] ?? 0;
    return "cropBefore" in axis ? spreadAxis(axis, place) : slidingAxis(axis, place);
  });
  const [rows = singleRow, columns = singleRow] = drawn.length > 1 ? all : [singleRow, all[0]];
  return { rows, columns };
}

const singleRow: LatticeAxis = {
  from: 0,
  to: 0,
  size: 1,
  taps: [0],
  windows: [{ start: 0, index: 0 }],
  outlined: [0],
  span: 1,
  chosen: null,
};

/** The place in the middle of an axis's output; 0 while the size is open. */
export function middlePlace(axis: WindowGeometry | TransposedGeometry | undefined): number {
  const size = axis ? dimToNumber(axis.output) : null;
  return size === null ? 0 : Math.floor(size / 2);
}

function slidingAxis(axis: WindowGeometry, output: number): LatticeAxis {
  const { stride, span, kernel } = axis;
  const { first, step } = slidingReading(axis).reads(output);
  const margin = span > wideSpan ? 1 : Math.min(mostMargin, Math.max(2, 2 * stride));
  const [from, to] = [first - margin, first + span - 1 + margin];
  const outputs = dimToNumber(axis.output);
  const windows = windowsBetween(from, to, { stride, span, origin: first - output * stride, count: outputs });
  return {
    from,
    to,
    size: dimToNumber(axis.input),
    taps: Array.from({ length: kernel }, (_, tap) => first + tap * step),
    windows,
    outlined: [first],
    span,
    chosen: null,
  };
}

function spreadAxis(axis: TransposedGeometry, output: number): LatticeAxis {
  const { stride, span, kernel, dilation, cropBefore } = axis;
  const inputs = dimToNumber(axis.input);
  const copies = copiesAt(axis, output);
  const starts = copies.map((input) => input * stride - cropBefore);
  const shown = starts[Math.floor((starts.length - 1) / 2)];
  const margin = span > wideSpan ? 1 : Math.min(mostMargin, Math.max(2, stride));
  const from = Math.min(output, ...starts) - margin;
  const to = Math.max(output, ...starts.map((start) => start + span - 1)) + margin;
  return {
    from,
    to,
    size: dimToNumber(axis.output),
    taps: shown === undefined ? [] : Array.from({ length: kernel }, (_, tap) => shown + tap * dilation),
    windows: windowsBetween(from, to, { stride, span, origin: -cropBefore, count: inputs }),
    outlined: starts,
    span,
    chosen: output,
  };
}

/** Inputs whose kernel copies reach the output, in order. */
export function copiesAt(axis: TransposedGeometry, output: number): readonly number[] {
  const reading: ReadPositions | undefined = spreadingReading(axis)?.reads(output);
  const inputs = dimToNumber(axis.input) ?? Number.POSITIVE_INFINITY;
  if (!reading) return [];
  return Array.from({ length: reading.count }, (_, at) => reading.first + at * reading.step).filter(
    (input) => input >= 0 && input < inputs,
  );
}

/** Those whose middle is in the picture. */
function windowsBetween(
  from: number,
  to: number,
  lattice: {
    readonly stride: number;
    readonly span: number;
    readonly origin: number;
    readonly count: number | null;
  },
): LatticeAxis["windows"] {
  const { stride, span, origin, count } = lattice;
  const middle = origin + (span - 1) / 2;
  const first = Math.max(0, Math.ceil((from - middle) / stride));
  const last = Math.min((count ?? Number.POSITIVE_INFINITY) - 1, Math.floor((to - middle) / stride));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({
    start: origin + (first + at) * stride,
    index: first + at,
  }));
}

/** False in the padding, or where the output is cut off. */
export function isInside({ size }: LatticeAxis, position: number): boolean {
  return position >= 0 && (size === null || position < size);
}
