/** A layer that takes the place of another, told as what it keeps of it and what it has of its own. */

import type { LayerNode } from "../graph/modelGraph.ts";
import type { LayerConfig, ParamValue } from "../graph/paramValue.ts";
import type { ArgumentRemedy } from "../graph/remedy.ts";

export interface NewLayer {
  readonly className: string;
  /** Whether the arguments of the old layer stay, but for those that `set` names. */
  readonly keeps: boolean;
  /** New values by Keras 3 names; `undefined` leaves one out. */
  readonly set: ArgumentRemedy["set"];
}

/** The layer as a node of its own, to work out what it comes to; its places are those of the old one. */
export function nodeOfNewLayer(old: LayerNode, { className, keeps, set }: NewLayer): LayerNode {
  const config: Record<string, ParamValue> = Object.assign(Object.create(null), keeps ? old.config : {});
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined) delete config[name];
    else config[name] = { kind: "constant", value, range: old.classRange };
  }
  const plain: LayerConfig = config;
  const { model: _, wrapped: __, weightsKey: ___, ...rest } = old;
  return { ...rest, className, writtenClass: className, config: plain };
}
