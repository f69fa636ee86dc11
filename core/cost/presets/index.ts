/** The counting presets by name, one line each. */
import { convlensPreset } from "./convlens.ts";
import type { CountingPreset } from "./countingPreset.ts";
import { deepspeedPreset } from "./deepspeed.ts";
import { fvcorePreset } from "./fvcore.ts";
import { ptflopsPreset } from "./ptflops.ts";
import { tfProfilerPreset } from "./tfProfiler.ts";
import { thopPreset } from "./thop.ts";
import { torchFlopCounterPreset } from "./torchFlopCounter.ts";
import { torchinfoPreset } from "./torchinfo.ts";

export const countingPresets: readonly CountingPreset[] = [
  convlensPreset,
  fvcorePreset,
  torchFlopCounterPreset,
  torchinfoPreset,
  thopPreset,
  ptflopsPreset,
  deepspeedPreset,
  tfProfilerPreset,
];

/** The preset of a name; `undefined` for a name that is none. */
export function findCountingPreset(name: string): CountingPreset | undefined {
  return countingPresets.find((preset) => preset.name === name);
}
