/** What is said of one kernel: its numbers with the edits, its singular values, and how it is called. */
import { type SingularValues, singularValues } from "../../../engine/approximation/singularValues.ts";
import { editsOf } from "../../panel/kernelHistory.ts";
import { chosenStage } from "../../panel/kernelSteps.ts";
import type { KernelsState } from "../../panel/kernelsState.ts";
import {
  type KernelPlace,
  type KernelStage,
  kernelPlane,
  weightIndex,
} from "../../worker/kernels/layerKernels.ts";

export interface ShownKernel {
  readonly stage: KernelStage;
  readonly place: KernelPlace;
  readonly plane: Float32Array;
  /** Of the weight, by place. */
  readonly edits: ReadonlyMap<number, number> | undefined;
  /** By place in the plane. */
  readonly edited: readonly boolean[];
  /** `null` for weights that are no window: their rows and columns mean nothing together. */
  readonly rank: SingularValues | null;
}

/** The chosen kernel, or `null` where there are none. */
export function chosenKernel(state: KernelsState): ShownKernel | null {
  const stage = chosenStage(state);
  return stage && shownKernel(state, stage, state.place);
}

export function shownKernel(state: KernelsState, stage: KernelStage, place: KernelPlace): ShownKernel {
  const edits = editsOf(state.edits, stage);
  const plane = kernelPlane(stage, place, edits);
  const { rows, columns } = stage;
  const edited = Array.from(
    plane,
    (_, at) => edits?.has(weightIndex(stage, place, Math.floor(at / columns), at % columns)) === true,
  );
  const rank =
    stage.slides && rows > 1 && columns > 1
      ? singularValues({ rows, columns, values: Float64Array.from(plane) })
      : null;
  return { stage, place, plane, edits, edited, rank };
}

/** `filter 3, channel 0`; what there is only one of is not named. */
export function kernelName(
  { filterName, channelName, channels, slices }: KernelStage,
  place: KernelPlace,
): string {
  const parts = [`${filterName} ${place.filter}`];
  if (channels > 1) parts.push(`${channelName} ${place.channel}`);
  if (slices > 1) parts.push(`slice ${place.slice}`);
  return parts.join(", ");
}

export function percent(share: number): string {
  if (Number.isNaN(share)) return "NaN";
  return `${(100 * share).toFixed(share > 0.9995 && share < 1 ? 3 : 1)} %`;
}
