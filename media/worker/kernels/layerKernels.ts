/** The kernels of a layer as pictures: where each number of a weight lies, whatever the layer's memory order. */
import type { WeightEdit } from "../../../protocol/kernelEdits.ts";

/** Steps in the weight's memory from one number to its neighbour along each axis. */
export interface KernelStrides {
  readonly filter: number;
  readonly channel: number;
  readonly slice: number;
  readonly row: number;
  readonly column: number;
}

/** One weight of a layer: `filters × channels` kernels of `slices × rows × columns`. */
export interface KernelStage {
  readonly layerPath: readonly string[];
  /** Keras's name. */
  readonly weight: string;
  /** `Kernel`, `Depthwise kernels`, `Row kernel of separable_row, the layer behind`. */
  readonly title: string;
  /** What the two axes of kernels are called: `filter`, `unit`, `input channel`. */
  readonly filterName: string;
  readonly channelName: string;
  readonly filters: number;
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Distance of two taps on the input, one an axis. */
  readonly dilation: { readonly row: number; readonly column: number };
  /** Taps slide over the input and can be called separable; not so for the weights of a dense layer. */
  readonly slides: boolean;
  /** Whether filter number `f` makes channel `f` of the layer's output. */
  readonly makesChannels: boolean;
  readonly strides: KernelStrides;
  /** Numbers without edits as `[filters, channels, slices, rows, columns]`; fewer filters than the weight has where it is too large. */
  readonly values: Float32Array;
  /** Numbers of the whole weight. */
  readonly count: number;
  /** Filters of the whole weight. */
  readonly allFilters: number;
  readonly source: "file" | "initialiser";
  /** How it is read, such as that taps of a transposed layer are scattered; `null` where there is nothing to say. */
  readonly remark: string | null;
}

export type LayerKernels =
  | {
      readonly kind: "kernels";
      readonly layerPath: readonly string[];
      readonly stages: readonly KernelStage[];
    }
  /** Why there are none, and which layers of the model have some. */
  | { readonly kind: "none"; readonly reason: string; readonly others: readonly (readonly string[])[] };

/** One kernel of a stage. */
export interface KernelPlace {
  readonly filter: number;
  readonly channel: number;
  readonly slice: number;
}

/** Errors that kernels of rank 1 leave in the layer's output: root of the mean square of the difference over that of the output. */
export interface RankOneErrors {
  /** The chosen kernel alone, on the channel that it makes; `null` where its filter makes none by itself. */
  readonly kernel: number | null;
  /** All kernels of the stage, on all channels. */
  readonly all: number;
  /** Share of the sum of squares of all kernels that is kept. */
  readonly kept: number;
}

/** Index of a number in the weight's own memory. */
export function weightIndex(
  stage: Pick<KernelStage, "strides">,
  place: KernelPlace,
  row: number,
  column: number,
): number {
  const { strides } = stage;
  return (
    place.filter * strides.filter +
    place.channel * strides.channel +
    place.slice * strides.slice +
    row * strides.row +
    column * strides.column
  );
}

/** The numbers of a kernel, row by row, with the edits of its weight (by place in the weight's memory) put in. */
export function kernelPlane(
  stage: KernelStage,
  place: KernelPlace,
  edits: ReadonlyMap<number, number> | undefined,
): Float32Array {
  const { rows, columns, channels, slices } = stage;
  const start = ((place.filter * channels + place.channel) * slices + place.slice) * rows * columns;
  const plane = stage.values.slice(start, start + rows * columns);
  if (!edits || edits.size === 0) return plane;
  for (let at = 0; at < plane.length; at++) {
    const edited = edits.get(weightIndex(stage, place, Math.floor(at / columns), at % columns));
    if (edited !== undefined) plane[at] = edited;
  }
  return plane;
}

/** Lays the first filters of a weight out as `KernelStage.values`. */
export function kernelValues(
  data: Float32Array,
  layout: Pick<KernelStage, "channels" | "slices" | "rows" | "columns" | "strides">,
  filters: number,
): Float32Array {
  const { channels, slices, rows, columns, strides } = layout;
  const values = new Float32Array(filters * channels * slices * rows * columns);
  let at = 0;
  for (let filter = 0; filter < filters; filter++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let slice = 0; slice < slices; slice++) {
        for (let row = 0; row < rows; row++) {
          let from =
            filter * strides.filter + channel * strides.channel + slice * strides.slice + row * strides.row;
          for (let column = 0; column < columns; column++, from += strides.column) {
            values[at++] = data[from] as number;
          }
        }
      }
    }
  }
  return values;
}

/** The values with the edit of that weight put in; the same array where there is none. */
export function withEdit(values: Float32Array, edit: WeightEdit | undefined): Float32Array {
  if (!edit || edit.places.length === 0) return values;
  const edited = values.slice();
  for (const [at, place] of edit.places.entries()) {
    if (place < edited.length) edited[place] = edit.values[at] as number;
  }
  return edited;
}

export function sameWeight(
  a: Pick<WeightEdit, "layerPath" | "weight">,
  b: Pick<WeightEdit, "layerPath" | "weight">,
): boolean {
  return a.weight === b.weight && a.layerPath.join("\n") === b.layerPath.join("\n");
}
