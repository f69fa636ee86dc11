/** What layers one after the other compute on a square image of two channels. */
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

type Written = readonly [className: string, config: NonNullable<HandMadeLayer["config"]>];

export function operationsOf(size: number, layers: readonly Written[]): LayerOperation[] {
  const graph = handMadeGraph([
    handMadeInput("image", size, size, 2),
    ...layers.map(([className, config], at) => ({ className, name: `${className} ${at}`, config })),
  ]);
  return analyseModel(graph)
    .layers.slice(1)
    .flatMap(({ calls }) => calls[0]?.inference?.operation ?? []);
}
