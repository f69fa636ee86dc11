/** Makes a step of history out of what a person does to the chosen kernel. */
import type { KernelStep } from "../../protocol/kernelEdits.ts";
import { type NamedKernel, namedKernel, namedKernels } from "../views/kernels/namedKernels.ts";
import { exactNumber } from "../views/numberText.ts";
import {
  type KernelPlace,
  type KernelStage,
  kernelPlane,
  weightIndex,
} from "../worker/kernels/layerKernels.ts";
import { editsOf } from "./kernelHistory.ts";
import type { KernelsState } from "./kernelsState.ts";

export function chosenStage({ kernels, stage }: KernelsState): KernelStage | null {
  return kernels?.kind === "kernels" ? (kernels.stages[stage] ?? null) : null;
}

/** `null` where it changes nothing. */
export function numberStep(
  state: KernelsState,
  row: number,
  column: number,
  value: number,
): KernelStep | null {
  const stage = chosenStage(state);
  if (!stage) return null;
  const text = `row ${row}, column ${column} is ${exactNumber(value)}`;
  return stepOf(state, stage, text, (put) => put(state.place, row, column, value));
}

export function namedStep(state: KernelsState, id: NamedKernel): KernelStep | null {
  const stage = chosenStage(state);
  if (!stage) return null;
  const values = namedKernel(id, stage);
  const whole = state.scope === "filter";
  const channels = whole ? Array.from({ length: stage.channels }, (_, channel) => channel) : [];
  const places = whole ? channels.map((channel) => ({ ...state.place, channel })) : [state.place];
  const share = whole ? stage.channels : 1;
  const text = `${namedKernels[id].title} in ${stage.filterName} ${state.place.filter}`;
  return stepOf(state, stage, text, (put) => {
    for (const place of places) {
      for (const [at, value] of values.entries()) {
        put(place, Math.floor(at / stage.columns), at % stage.columns, value / share);
      }
    }
  });
}

/** All edits of the stage's weight. */
export function restoreStep(state: KernelsState): KernelStep | null {
  const stage = chosenStage(state);
  const edits = stage && editsOf(state.edits, stage);
  if (!stage || !edits || edits.size === 0) return null;
  const { layerPath, weight, count } = stage;
  const places = [...edits.keys()];
  return {
    layerPath,
    weight,
    count,
    places,
    before: [...edits.values()],
    after: places.map(() => null),
    text: `back to the original ${stage.title.toLowerCase()}`,
  };
}

type Put = (place: KernelPlace, row: number, column: number, value: number) => void;

/** A number that is the weight's own again is no edit. */
function stepOf(
  state: KernelsState,
  stage: KernelStage,
  text: string,
  fill: (put: Put) => void,
): KernelStep | null {
  const { layerPath, weight, count } = stage;
  const edits = editsOf(state.edits, stage);
  const places: number[] = [];
  const before: (number | null)[] = [];
  const after: (number | null)[] = [];
  let own = { place: state.place, values: kernelPlane(stage, state.place, undefined) };
  fill((place, row, column, value) => {
    const index = weightIndex(stage, place, row, column);
    if (own.place !== place) own = { place, values: kernelPlane(stage, place, undefined) };
    const single = Math.fround(value);
    const old = edits?.get(index) ?? null;
    const now = single === own.values[row * stage.columns + column] ? null : single;
    if (old === now) return;
    places.push(index);
    before.push(old);
    after.push(now);
  });
  return places.length === 0 ? null : { layerPath, weight, count, places, before, after, text };
}
