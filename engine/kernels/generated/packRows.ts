/** Packs weights whose rows follow one another evenly, as those of all kinds of layers but the transposed ones do. */
import { type PanelSettings, packedLength, packPanels } from "../../generators/panels.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { planScratch } from "./scratchPlan.ts";
import { copyRows, panelWriter, writeTaps } from "./weightRows.ts";

/** The weights of product `i` begin at `first + i * step`, one for each filter of all groups. */
export interface EvenRows {
  readonly values: Float32Array;
  readonly first: number;
  readonly step: number;
}

/** What `packPanels` makes of them, bit for bit. */
export function* packRows(
  runtime: WasmRuntime,
  { values, first, step }: EvenRows,
  target: Float32Array,
  settings: PanelSettings,
): Generator<void> {
  const { groups, products, filters } = settings;
  const layout = { filters, step };
  const work = { taps: 1, copiedRows: groups * products, rowWork: filters, scaled: false };
  const plan = planScratch(runtime, target, layout, work);
  if (!plan) {
    const start = (product: number) => first + product * step;
    yield* packPanels({ values, start, filterStep: 1 }, target, settings);
    return;
  }
  const write = panelWriter(runtime, settings, plan, false);
  const groupBytes = packedLength({ ...settings, groups: 1 }) * 4;
  for (let group = 0; group < groups; group++) {
    for (let firstProduct = 0; firstProduct < products; firstProduct += plan.rowsAtOnce) {
      const rows = Math.min(plan.rowsAtOnce, products - firstProduct);
      const from = first + firstProduct * step + group * filters;
      copyRows(runtime, values, layout, { from, rows, address: plan.rows });
      // Nothing is added to negative zero but the value, which stays what it is even where it is that itself.
      const tapsEnd = writeTaps(runtime, plan, -0, [{ factor: 1, start: 0 }]);
      write({ target: target.byteOffset + group * groupBytes, firstProduct, rows, tapsEnd });
      yield;
    }
  }
}
