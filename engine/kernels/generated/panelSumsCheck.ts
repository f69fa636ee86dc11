/** Generated code packs weights only where it does so rightly on this machine: a small case at its first use, against plain numbers. */
import { panelSums, tapBytes, tapStart } from "../../generators/panelSums.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";

const vectors = 2;
const [panels, rows, columns] = [2, 2, 16] as const;
const width = columns / panels;
const initial = 0.25;
const tapFactors = [0.5, -3];

const known = new WeakMap<WasmRuntime, Map<boolean, boolean>>();

/** Works in the scratch memory. `scaled` as for `panelSums`. */
export function packsRightly(runtime: WasmRuntime, scaled: boolean): boolean {
  const results = known.get(runtime) ?? new Map<boolean, boolean>();
  known.set(runtime, results);
  const result = results.get(scaled) ?? check(runtime, scaled);
  results.set(scaled, result);
  return result;
}

function check({ heap, kernel }: WasmRuntime, scaled: boolean): boolean {
  const values = Float32Array.from(
    { length: tapFactors.length * rows * columns },
    (_, at) => Math.sin(at + 1) / 3,
  );
  const scales = Float64Array.from({ length: columns }, (_, at) => 1 / (at + 1.7));
  const { buffer } = heap.memory;
  const taps = heap.scratch + 16;
  const tapsEnd = taps + tapFactors.length * tapBytes;
  const factors = tapsEnd;
  const source = factors + columns * 8;
  const target = source + values.byteLength;
  const table = new DataView(buffer, heap.scratch);
  table.setFloat64(0, initial, true);
  for (const [tap, factor] of tapFactors.entries()) {
    table.setFloat64(16 + tap * tapBytes, factor, true);
    table.setInt32(16 + tap * tapBytes + tapStart, tap * rows * columns * 4, true);
  }
  new Float64Array(buffer, factors, columns).set(scales);
  heap.floats(source, values.length).set(values);
  const made = heap.floats(target, rows * columns);
  made.fill(Number.NaN);
  const settings = { vectors, scaled };
  const run = kernel(panelKernelName(settings), () => panelSums(settings));
  run(target, source, rows, columns * 4, panels, rows * width * 4, taps, tapsEnd, heap.scratch, factors);
  return made.every((value, at) => {
    const row = Math.floor(at / width) % rows;
    const column = (at % width) + width * Math.floor(at / (width * rows));
    const sum = tapFactors.reduce(
      (before, factor, tap) => before + factor * (values[(tap * rows + row) * columns + column] ?? 0),
      initial,
    );
    return value === Math.fround(scaled ? sum * (scales[column] ?? 0) : sum);
  });
}

export function panelKernelName(settings: { readonly vectors: number; readonly scaled: boolean }): string {
  return `panels ${JSON.stringify(settings)}`;
}
