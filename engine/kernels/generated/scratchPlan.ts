/** Whether generated code packs weights, and where in the scratch memory their rows lie then. */
import { scratchFloats } from "../../wasm/heap.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { packsRightly } from "./panelSumsCheck.ts";
import { liesTogether, type RowLayout, rowFloats, type ScratchPlan, tableFloats } from "./weightRows.ts";

/** Code is not worth its compilation where plain code copies or adds less often. */
const leastWork = 10_000;
/** Nor is the call that copies a row by itself where less is done with the row. */
const leastRowWork = 64;

export interface PackingWork {
  readonly taps: number;
  readonly copiedRows: number;
  /** Copies or additions of numbers for each row, on the average. */
  readonly rowWork: number;
  readonly scaled: boolean;
}

/** `undefined` where plain code does as well or generated code fails, or where the target is not in the kernels' memory. */
export function planScratch(
  runtime: WasmRuntime,
  target: Float32Array,
  rows: RowLayout,
  { taps, copiedRows, rowWork, scaled }: PackingWork,
): ScratchPlan | undefined {
  const { heap } = runtime;
  if (target.buffer !== heap.memory.buffer || copiedRows * rowWork < leastWork) return undefined;
  if (!liesTogether(rows) && rowWork < leastRowWork) return undefined;
  const factorFloats = scaled ? 2 * rowFloats(rows) : 0;
  const rowsAtOnce = Math.floor((scratchFloats - tableFloats - factorFloats) / (taps * rowFloats(rows)));
  if (rowsAtOnce < 1 || !packsRightly(runtime, scaled)) return undefined;
  const table = heap.scratch;
  const factors = table + tableFloats * 4;
  return { table, factors, rows: factors + factorFloats * 4, rowsAtOnce };
}
