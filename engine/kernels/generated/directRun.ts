/** Prepares and runs dense convolutions by generated code: one for a convolution, one a phase for a transposed one. */
import type { SimdLevel } from "../../emitter/vectors.ts";
import { directConvolution } from "../../generators/direct/directConvolution.ts";
import type { DirectConvolution } from "../../generators/direct/settings.ts";
import { type PanelSource, packedLength, packPanels } from "../../generators/panels.ts";
import type { CompiledKernel, WasmRuntime } from "../../wasm/wasmRuntime.ts";

export type DirectSettings = Omit<DirectConvolution, "simd" | "tile" | "order" | "blockPixels">;

export interface DirectKernel {
  readonly run: CompiledKernel;
  /** Name of the weights' order, and the floats they take. */
  readonly layout: string;
  readonly packedFloats: number;
  readonly pack: (source: PanelSource, target: Float32Array) => void;
  /** For people: the algorithm and its tile. */
  readonly description: string;
}

/** Input floats that the second-level cache holds beside everything else. */
const blockFloats = 32 * 1024;

export function directKernel(runtime: WasmRuntime, settings: DirectSettings): DirectKernel {
  const { groups, groupInputs, groupOutputs, taps } = settings;
  const tile = chooseTile(settings, runtime.simd);
  const products = taps[0] * taps[1] * taps[2] * groupInputs;
  const order = products <= fewProducts ? "filtersInside" : "pixelsInside";
  const perPixel = Math.max(
    1,
    groups * groupInputs * Math.max(1, settings.inputSteps[1] / (groups * groupInputs)),
  );
  const tiles = Math.max(4, Math.ceil(blockFloats / perPixel / tile.pixels));
  const whole: DirectConvolution = {
    ...settings,
    simd: runtime.simd,
    tile,
    order,
    blockPixels: tiles * tile.pixels,
  };
  const key = `direct ${JSON.stringify(whole)}`;
  const panels = { groups, products, filters: groupOutputs, vectors: tile.vectors };
  return {
    run: runtime.kernel(key, () => directConvolution(whole)),
    layout: `panels ${JSON.stringify([panels, taps])}`,
    packedFloats: packedLength(panels),
    pack: (source, target) => packPanels(source, target, panels),
    description: `direct, ${tile.pixels} pixels by ${tile.vectors * 4} filters a tile`,
  };
}

/** Below this the weights of all filters are few, and working out addresses would cost more than fetching them again. */
const fewProducts = 160;

/** As many sums as the registers hold, beside the filters and the input value. */
function chooseTile(
  { rows, columns, groupOutputs }: DirectSettings,
  simd: SimdLevel,
): DirectConvolution["tile"] {
  const pixels = rows * columns;
  if (pixels < 4) return { pixels, vectors: Math.min(pixels === 1 ? 8 : 4, Math.ceil(groupOutputs / 4)) };
  if (groupOutputs <= 4) return { pixels: Math.min(8, pixels), vectors: 1 };
  return { pixels: Math.min(simd === "relaxed" ? 6 : 4, pixels), vectors: 2 };
}
