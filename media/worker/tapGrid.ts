/** Lays the taps of a sum or window out as a grid for drawing. */
import type { MergeFunction } from "../../core/layers/operation.ts";
import type { SourceElement, SumStage, WindowElement } from "../../engine/explain/pixelExplanation.ts";
import { finiteRange } from "../../engine/tensor/finiteRange.ts";
import type { Combine, PixelStage, Tap, TapGrid } from "./pixelAnswer.ts";

/** Cells that are still worth drawing. */
const mostCells = 256;
const mostGroups = 4096;

/** Where an element stands in the layer's input. */
export type PlaceOf = (
  element: SourceElement,
) => { readonly row: number; readonly column: number; readonly channel: number } | null;

export interface StageSettings {
  /** Number of the input channel whose taps are wanted. */
  readonly group: number;
  readonly title: string;
  readonly bias: number | null;
  readonly accumulates: boolean;
  readonly placeOf: PlaceOf;
}

/**
 * One stage of a weighted sum. `kernel` are the kernel's sizes; a kernel of one tap (pointwise, dense) has its channels
 * side by side in one grid, a larger one shows the channel number `group`.
 */
export function sumStage(stage: SumStage, kernel: readonly number[], show: StageSettings): PixelStage {
  const taps = kernel.reduce((a, b) => a * b, 1);
  const depthOnly = taps === 1;
  const groups = stage.partialSums
    .slice(0, mostGroups)
    .map(({ channel, sum }) => ({ label: `${depthOnly ? "input" : "channel"} ${channel}`, result: sum }));
  const shownGroup = depthOnly ? -1 : Math.max(0, Math.min(show.group, groups.length - 1));
  const own = depthOnly ? [] : tapsOfGroup(stage, shownGroup, taps);
  const [shownTap] = own;
  return {
    title: show.title,
    combine: "sum",
    accumulates: show.accumulates,
    inputChannel: depthOnly || !shownTap ? null : (show.placeOf(shownTap)?.channel ?? null),
    groups,
    groupName: "input channel",
    shownGroup,
    grid: depthOnly ? depthGrid(stage) : kernelGrid(stage, own, kernel, show.placeOf),
    total: stage.partialSums.reduce((total, { sum }) => total + sum, 0),
    bias: show.bias,
  };
}

/** The window of a pooling layer. */
export function windowStage(
  elements: readonly WindowElement[],
  kernel: readonly number[],
  reduce: "max" | "average",
  result: { readonly value: number; readonly count: number; readonly placeOf: PlaceOf },
): PixelStage {
  const columns = kernel.at(-1) ?? 1;
  const taps = elements.slice(0, mostCells).map(
    (element, index): Tap => ({
      row: Math.floor(index / columns),
      column: index % columns,
      place: `row ${Math.floor(index / columns)}, column ${index % columns}`,
      at: rowAndColumn(element, result.placeOf),
      input: element.value,
      padded: element.padded,
      weight: null,
      product: element.value,
      chosen: element.chosen,
    }),
  );
  const drawn = elements.length <= mostCells && elements.length === kernel.reduce((a, b) => a * b, 1);
  return {
    title: "",
    combine: reduce === "max" ? "maximum" : "average",
    accumulates: true,
    inputChannel: elements[0] ? (result.placeOf(elements[0])?.channel ?? null) : null,
    groups: [{ label: "", result: result.value }],
    groupName: "",
    shownGroup: -1,
    grid: drawn
      ? {
          rows: Math.ceil(elements.length / columns),
          columns,
          taps,
          tapCount: result.count,
          inputRange: rangeOf(elements.map((element) => element.value)),
          weightRange: [0, 0],
        }
      : null,
    total: result.value,
    bias: null,
  };
}

/** The same place of several inputs, side by side. */
export function operandStage(
  operands: readonly SourceElement[],
  combine: MergeFunction,
  output: number,
): PixelStage {
  const taps = operands.slice(0, mostCells).map(
    ({ value }, index): Tap => ({
      row: 0,
      column: index,
      place: `input ${index + 1}`,
      at: null,
      input: value,
      padded: false,
      weight: null,
      product: value,
      chosen: (combine === "maximum" || combine === "minimum") && value === output,
    }),
  );
  return {
    title: "",
    combine: combineOf[combine],
    accumulates: true,
    inputChannel: null,
    groups: [{ label: "", result: output }],
    groupName: "",
    shownGroup: -1,
    grid: {
      rows: 1,
      columns: taps.length,
      taps,
      tapCount: operands.length,
      inputRange: rangeOf(operands.map((operand) => operand.value)),
      weightRange: [0, 0],
    },
    total: output,
    bias: null,
  };
}

const combineOf: Readonly<Record<MergeFunction, Combine>> = {
  add: "sum",
  subtract: "difference",
  multiply: "product",
  average: "average",
  maximum: "maximum",
  minimum: "minimum",
};

function rowAndColumn(element: SourceElement, placeOf: PlaceOf): Tap["at"] {
  const place = placeOf(element);
  return place ? { row: place.row, column: place.column } : null;
}

/** The listed taps of a group; `size` positions are in the kernel. */
function tapsOfGroup(stage: SumStage, group: number, size: number): SumStage["taps"] {
  const wanted = stage.partialSums[group]?.channel;
  // Sliding windows list all taps of a channel after one another; a transposed layer lists place by place.
  const complete = stage.tapCount === size * stage.partialSums.length;
  return complete ? chunk(stage, group, size) : stage.taps.filter((tap) => tap.channel === wanted);
}

/** Taps of one channel on the kernel's own grid; slices of a 3-D kernel stand below one another. */
function kernelGrid(
  stage: SumStage,
  own: SumStage["taps"],
  kernel: readonly number[],
  placeOf: PlaceOf,
): TapGrid {
  const columns = kernel.at(-1) ?? 1;
  const perSlice = kernel.at(-2) ?? 1;
  const size = kernel.reduce((a, b) => a * b, 1);
  const taps = own.map((tap): Tap => {
    const [slice = 0, row = 0, column = 0] = [0, 0, 0, ...tap.kernel].slice(-3);
    const inSlice = kernel.length > 2 ? `slice ${slice}, ` : "";
    return {
      row: slice * perSlice + row,
      column,
      place: `${inSlice}row ${row}, column ${column}`,
      at: rowAndColumn(tap, placeOf),
      input: tap.padded ? 0 : tap.value,
      padded: tap.padded,
      weight: tap.weight,
      product: tap.padded ? 0 : tap.product,
      chosen: false,
    };
  });
  return {
    rows: size / columns,
    columns,
    taps: taps.slice(0, mostCells),
    tapCount: taps.length,
    ...rangesOf(stage),
  };
}

/** The listed taps of one channel; all of one channel stand together, except where places are listed one by one. */
function chunk(stage: SumStage, group: number, size: number): SumStage["taps"] {
  const own = stage.taps.slice(group * size, (group + 1) * size);
  const channels = new Set(own.map((tap) => tap.channel));
  if (channels.size <= 1) return own;
  const wanted = stage.partialSums[group]?.channel;
  return stage.taps.filter((tap) => tap.channel === wanted);
}

/** One tap a channel, wrapped into rows. */
function depthGrid(stage: SumStage): TapGrid {
  const count = Math.min(stage.taps.length, mostCells);
  const columns = count <= 8 ? count : count <= 64 ? 8 : 16;
  return {
    rows: Math.ceil(count / Math.max(1, columns)),
    columns,
    taps: stage.taps.slice(0, count).map(
      (tap, index): Tap => ({
        row: Math.floor(index / columns),
        column: index % columns,
        place: `channel ${tap.channel}`,
        at: null,
        input: tap.value,
        padded: tap.padded,
        weight: tap.weight,
        product: tap.product,
        chosen: false,
      }),
    ),
    tapCount: stage.tapCount,
    ...rangesOf(stage),
  };
}

function rangesOf(stage: SumStage): Pick<TapGrid, "inputRange" | "weightRange"> {
  return {
    inputRange: rangeOf(stage.taps.map((tap) => (tap.padded ? 0 : tap.value))),
    weightRange: rangeOf(stage.taps.map((tap) => tap.weight)),
  };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const { min, max } = finiteRange(values);
  return [min, max];
}
