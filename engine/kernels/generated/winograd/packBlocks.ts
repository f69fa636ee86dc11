/** Packs weights for Winograd's algorithm by generated code, which sums the taps of each place in one go. */
import { kernelTransform, type TapCount, type WinogradSize } from "../../../generators/winograd/algorithm.ts";
import type { WasmRuntime } from "../../../wasm/wasmRuntime.ts";
import { planScratch } from "../scratchPlan.ts";
import {
  copyRows,
  panelWriter,
  rowFloats,
  type ScratchPlan,
  type WritePanels,
  writeFactors,
  writeTaps,
} from "../weightRows.ts";
import type { UsedValues, WinogradLayer } from "./layer.ts";
import type { KernelValues, PlaceProduct } from "./packing.ts";

/** The same as `packPlaces`, bit for bit; `undefined` where that does as well. */
export function packBlocks(
  runtime: WasmRuntime,
  layer: WinogradLayer,
  products: readonly PlaceProduct[],
  values: KernelValues,
  target: Float32Array,
): Generator<void> | undefined {
  const { blocks, size, taps, inner, outer } = layer;
  if (!blocks) return undefined;
  const tapCount = taps.rows * taps.columns;
  const additions = factorCount(size, taps.rows) * factorCount(size, taps.columns);
  const plan = planScratch(
    runtime,
    target,
    { filters: outer, step: outer },
    {
      taps: tapCount,
      copiedRows: tapCount * inner,
      rowWork: (additions / tapCount) * outer,
      scaled: values.factors !== null,
    },
  );
  return plan && packParts(runtime, { layer, plan, parts: partsOf(layer, blocks), products, values, target });
}

/** Factors other than zero. */
function factorCount(size: WinogradSize, taps: TapCount): number {
  return kernelTransform(size, taps)
    .flat()
    .filter((factor) => factor !== 0).length;
}

/** Values of a transformed pixel, and the blocks of weights that meet them. */
interface Part {
  readonly inner: number;
  readonly rows: number;
  readonly blocks: readonly PlacedBlock[];
}

interface PlacedBlock {
  readonly row: number;
  readonly column: number;
  readonly start: number;
}

function partsOf({ taps }: WinogradLayer, blocks: NonNullable<WinogradLayer["blocks"]>): Part[] {
  const parts = new Map<number, { inner: number; rows: number; blocks: PlacedBlock[] }>();
  for (let row = 0; row < taps.rows; row++) {
    for (let column = 0; column < taps.columns; column++) {
      for (const { inner, rows, start } of blocks({ row, column })) {
        const part = parts.get(inner) ?? { inner, rows, blocks: [] };
        parts.set(inner, part);
        part.blocks.push({ row, column, start });
      }
    }
  }
  return [...parts.values()];
}

interface Work {
  readonly layer: WinogradLayer;
  readonly plan: ScratchPlan;
  readonly parts: readonly Part[];
  readonly products: readonly PlaceProduct[];
  readonly values: KernelValues;
  readonly target: Float32Array;
}

function* packParts(runtime: WasmRuntime, work: Work): Generator<void> {
  const { layer, plan, parts, values } = work;
  const { outer } = layer;
  const layout = { filters: outer, step: outer };
  const places = placesOf(runtime, work);
  const slotBytes = plan.rowsAtOnce * rowFloats(layout) * 4;
  for (const { inner, rows: partRows, blocks } of parts) {
    for (let first = 0; first < partRows; first += plan.rowsAtOnce) {
      const rows = Math.min(plan.rowsAtOnce, partRows - first);
      for (const [number, { start }] of blocks.entries()) {
        const copy = { from: start + first * outer, rows, address: plan.rows + number * slotBytes };
        copyRows(runtime, values.kernel, layout, copy);
      }
      if (values.factors) writeFactors(runtime, plan, layout, values.factors);
      for (const { used, address, factor, write } of places) {
        const firstProduct = productOf(used, inner);
        if (firstProduct === undefined) continue;
        const taps = blocks
          .map(({ row, column }, number) => ({ factor: factor(row, column), start: number * slotBytes }))
          .filter(({ factor }) => factor !== 0);
        const tapsEnd = writeTaps(runtime, plan, 0, taps);
        write({ target: address, firstProduct: firstProduct + first, rows, tapsEnd });
      }
      yield;
    }
  }
}

interface Place {
  readonly used: UsedValues;
  readonly address: number;
  readonly factor: (row: number, column: number) => number;
  readonly write: WritePanels;
}

function placesOf(runtime: WasmRuntime, { layer, plan, products, values, target }: Work): Place[] {
  const { size, taps } = layer;
  const columns = kernelTransform(size, taps.columns);
  const factors = kernelTransform(size, taps.rows).flatMap((rowFactors) =>
    columns.map(
      (columnFactors) => (row: number, column: number) =>
        (rowFactors[row] ?? 0) * (columnFactors[column] ?? 0),
    ),
  );
  let address = target.byteOffset;
  return products.map(({ product, used }, place) => {
    const write = panelWriter(runtime, product.panels, plan, values.factors !== null);
    const at = address;
    address += product.packedFloats * 4;
    return { used, address: at, factor: factors[place] ?? (() => 0), write };
  });
}

/** Which of a place's products the part's first value is in; `undefined` where the place does not use it. */
function productOf({ runs, length, step }: UsedValues, inner: number): number | undefined {
  const run = step === 0 ? 0 : Math.floor(inner / step);
  const within = inner - run * step;
  return run < runs && within < length ? run * length + within : undefined;
}
