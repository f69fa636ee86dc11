/** The states that a recurrent layer is given to start with: as many as it has, each of its size. */
import { formatShape } from "../shape/shape.ts";
import type { ConfigReader } from "./configReader.ts";
import type { LayerCallContext } from "./layerSpec.ts";

/** Reports a start that cannot work; `sizes` are those of the layer's states, in order. */
export function checkInitialState(
  reader: ConfigReader,
  call: LayerCallContext,
  sizes: readonly number[],
): void {
  const given = call.inputs.slice(1);
  if (given.length === 0) return;
  const { name, className } = reader.node;
  if (given.length !== sizes.length) {
    reader.report(
      "wrong-input-count",
      `${className} "${name}" carries ${count(sizes.length)} from step to step and is given ${given.length} to start with, so it fails when it runs.`,
    );
    return;
  }
  for (const [index, shape] of given.entries()) {
    const last = shape.kind === "ranked" ? shape.dims.at(-1) : undefined;
    const size = sizes[index];
    if (last?.kind !== "known" || last.value === size) continue;
    reader.report(
      "shapes-do-not-merge",
      `The initial state ${formatShape(shape)} of "${name}" does not fit its own of ${size}: the model is built, and fails when it runs. Give a state of ${size}, or set units to ${last.value}.`,
      { param: "units" },
    );
    return;
  }
}

function count(states: number): string {
  return states === 1 ? "one state" : `${states} states`;
}
