/**
 * Rows of weights on their way into panels: copied into the scratch memory, some at a time, and from there by generated code, which a
 * new engine runs faster than loops that it interprets.
 */
import { lanes } from "../../emitter/vectors.ts";
import { panelSums, tapBytes, tapStart } from "../../generators/panelSums.ts";
import { type PanelSettings, panelsOf } from "../../generators/panels.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";

/** The largest kernel of Winograd's algorithm has 9 taps; the double that sums begin with stands before them. */
export const tableFloats = 64;
/** Bytes from the table's begin to its first tap. */
const firstTap = 16;

/** Rows of `filters` floats, `step` apart. */
export interface RowLayout {
  readonly filters: number;
  readonly step: number;
}

/** Floats of a row in the scratch memory: whole vectors, filled up with zeros. */
export function rowFloats({ filters }: RowLayout): number {
  return Math.ceil(filters / lanes) * lanes;
}

/** Where the rows of a piece of work lie in the scratch memory. */
export interface ScratchPlan {
  /** In bytes: the table of taps, the factors of the columns, and the rows. */
  readonly table: number;
  readonly factors: number;
  readonly rows: number;
  /** Rows of each tap that have room. */
  readonly rowsAtOnce: number;
}

/** They are copied in one go. */
export function liesTogether({ filters, step }: RowLayout): boolean {
  return filters === step && filters % lanes === 0;
}

/** Copies so many rows, which begin at `from`, to the address. */
export function copyRows(
  { heap }: WasmRuntime,
  values: Float32Array,
  layout: RowLayout,
  { from, rows, address }: { readonly from: number; readonly rows: number; readonly address: number },
): void {
  const { filters, step } = layout;
  const width = rowFloats(layout);
  const copy = heap.floats(address, rows * width);
  if (liesTogether(layout)) {
    copy.set(values.subarray(from, from + rows * filters));
    return;
  }
  if (filters < width) copy.fill(0);
  for (let row = 0; row < rows; row++) {
    const start = from + row * step;
    copy.set(values.subarray(start, start + filters), row * width);
  }
}

/** A tap's factor, and where its rows begin, in bytes from the first row of the scratch memory. */
export interface ScratchTap {
  readonly factor: number;
  readonly start: number;
}

/** Writes the table of taps, and what each sum begins with; gives the table's end. */
export function writeTaps(
  { heap }: WasmRuntime,
  { table }: ScratchPlan,
  initial: number,
  taps: readonly ScratchTap[],
): number {
  const view = new DataView(heap.memory.buffer, table, tableFloats * 4);
  view.setFloat64(0, initial, true);
  let at = firstTap;
  for (const { factor, start } of taps) {
    view.setFloat64(at, factor, true);
    view.setInt32(at + tapStart, start, true);
    at += tapBytes;
  }
  return table + at;
}

/** The columns that fill up the last vector stay zero. */
export function writeFactors(
  { heap }: WasmRuntime,
  plan: ScratchPlan,
  layout: RowLayout,
  factors: Float64Array,
): void {
  const view = new Float64Array(heap.memory.buffer, plan.factors, rowFloats(layout));
  view.fill(0);
  view.set(factors);
}

export interface PanelRows {
  /** Address of the group's panels, and which of its products the rows are. */
  readonly target: number;
  readonly firstProduct: number;
  readonly rows: number;
  readonly tapsEnd: number;
}

/** Sums of the taps' rows into the panels of one group. */
export type WritePanels = (rows: PanelRows) => void;

export function panelWriter(
  runtime: WasmRuntime,
  { products, filters, vectors }: PanelSettings,
  { table, factors, rows: source }: ScratchPlan,
  scaled: boolean,
): WritePanels {
  const { full, rest } = panelsOf(filters, vectors);
  const rowBytes = rowFloats({ filters, step: filters }) * 4;
  const parts = [
    { vectors, panels: full, column: 0 },
    { vectors: Math.ceil(rest / lanes), panels: rest > 0 ? 1 : 0, column: full * vectors * lanes },
  ].filter(({ panels }) => panels > 0);
  const writers = parts.map(({ vectors, panels, column }) => {
    const settings = { vectors, scaled };
    const kernel = runtime.kernel(`panels ${JSON.stringify(settings)}`, () => panelSums(settings));
    const width = vectors * lanes * 4;
    return ({ target, firstProduct, rows, tapsEnd }: PanelRows) => {
      const at = target + column * products * 4 + firstProduct * width;
      const columnFactors = factors + column * 8;
      kernel(
        at,
        source + column * 4,
        rows,
        rowBytes,
        panels,
        products * width,
        table + firstTap,
        tapsEnd,
        table,
        columnFactors,
      );
    };
  });
  return (rows) => {
    for (const write of writers) write(rows);
  };
}
