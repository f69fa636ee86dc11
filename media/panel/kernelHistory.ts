/** Edits of kernels as steps that can be taken back and done again. */
import type { KernelStep, WeightEdit } from "../../protocol/kernelEdits.ts";
import { type KernelStage, sameWeight } from "../worker/kernels/layerKernels.ts";

/** Steps that are kept. */
export const mostSteps = 200;

const maps = new WeakMap<WeightEdit, ReadonlyMap<number, number>>();

/** The edits of a stage's weight by place; `undefined` where there are none, or they were of a weight of another size. */
export function editsOf(
  edits: readonly WeightEdit[],
  stage: Pick<KernelStage, "layerPath" | "weight" | "count">,
): ReadonlyMap<number, number> | undefined {
  const edit = edits.find((each) => sameWeight(each, stage) && each.count === stage.count);
  if (!edit) return undefined;
  const known = maps.get(edit);
  if (known) return known;
  const map = new Map(edit.places.map((place, at) => [place, edit.values[at] as number]));
  maps.set(edit, map);
  return map;
}

/** The edits after a step, or with `back` before it. */
export function withStep(
  edits: readonly WeightEdit[],
  step: KernelStep,
  back = false,
): readonly WeightEdit[] {
  const { layerPath, weight, count, places } = step;
  const values = new Map(editsOf(edits, step));
  for (const [at, place] of places.entries()) {
    const value = (back ? step.before : step.after)[at] ?? null;
    if (value === null) values.delete(place);
    else values.set(place, value);
  }
  const others = edits.filter((each) => !sameWeight(each, step));
  if (values.size === 0) return others;
  return [...others, { layerPath, weight, count, places: [...values.keys()], values: [...values.values()] }];
}
