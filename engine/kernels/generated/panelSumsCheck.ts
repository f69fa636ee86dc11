/** Generated code packs weights only where it does so rightly on this machine: a small case at its first use, against plain numbers. */
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import {
  copyRows,
  panelWriter,
  type ScratchPlan,
  tableFloats,
  writeFactors,
  writeTaps,
} from "./weightRows.ts";

const settings = { groups: 1, products: 2, filters: 16, vectors: 2 };
const { products, filters } = settings;
const layout = { filters, step: filters };
const width = 8;
const tapFloats = products * filters;
const initial = 0.25;
const taps = [0.5, -3].map((factor, tap) => ({ factor, start: tap * tapFloats * 4 }));

const known = new WeakMap<WasmRuntime, Map<boolean, boolean>>();

/** Works in the scratch memory. `scaled` as for `panelSums`. */
export function packsRightly(runtime: WasmRuntime, scaled: boolean): boolean {
  const results = known.get(runtime) ?? new Map<boolean, boolean>();
  known.set(runtime, results);
  const result = results.get(scaled) ?? check(runtime, scaled);
  results.set(scaled, result);
  return result;
}

function check(runtime: WasmRuntime, scaled: boolean): boolean {
  const { heap } = runtime;
  const values = Float32Array.from({ length: taps.length * tapFloats }, (_, at) => Math.sin(at + 1) / 3);
  const factors = Float64Array.from({ length: filters }, (_, at) => 1 / (at + 1.7));
  const plan = checkPlan(heap.scratch);
  const target = plan.rows + values.byteLength;
  const made = heap.floats(target, tapFloats);
  made.fill(Number.NaN);
  copyRows(runtime, values, layout, { from: 0, rows: taps.length * products, address: plan.rows });
  writeFactors(runtime, plan, layout, factors);
  const tapsEnd = writeTaps(runtime, plan, initial, taps);
  panelWriter(runtime, settings, plan, scaled)({ target, firstProduct: 0, rows: products, tapsEnd });
  return made.every((value, at) => {
    const product = Math.floor(at / width) % products;
    const filter = (at % width) + width * Math.floor(at / (width * products));
    const sum = taps.reduce(
      (before, { factor }, tap) =>
        before + factor * (values[tap * tapFloats + product * filters + filter] ?? 0),
      initial,
    );
    return value === Math.fround(scaled ? sum * (factors[filter] ?? 0) : sum);
  });
}

function checkPlan(table: number): ScratchPlan {
  const factors = table + tableFloats * 4;
  return { table, factors, rows: factors + filters * 8, rowsAtOnce: products };
}
