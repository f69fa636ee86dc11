/** What a summary counts by: the type of its numbers and the rules of a counting preset. */

import type { NumberType } from "../../core/cost/numberType.ts";
import { convlensPreset } from "../../core/cost/presets/convlens.ts";
import type { CountingPreset } from "../../core/cost/presets/countingPreset.ts";

export interface CountSettings {
  readonly type: NumberType;
  readonly preset: CountingPreset;
  /** Whether tables for people have columns of memory; data always has it. */
  readonly memory: boolean;
}

/** True where the preset counts as the column of MACs does already. */
export function isOwnPreset(preset: CountingPreset): boolean {
  return preset === convlensPreset;
}
