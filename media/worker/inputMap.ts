/** One channel of what the layer was given: the picture that its window slides over. */
import { dataFormatOf } from "./findLayer.ts";
import { type PlainMap, plainMapOf } from "./plainMap.ts";
import type { KeptRun } from "./runOrder.ts";

export interface InputMap extends PlainMap {
  readonly channel: number;
}

/** `null` where the first input has no rows and columns, or no such channel. */
export function inputMapOf(kept: KeptRun, channel: number): InputMap | null {
  const [input] = kept.result.inputs;
  if (input?.shape.length !== 4) return null;
  const map = plainMapOf(input, dataFormatOf(kept.found), { channel, slice: 0 });
  return map && { ...map, channel };
}
