/** The numbers behind a colour: which values the two ends of a colour map stand for, and where one value lies. */

import type { ColourMapName } from "../../engine/picture/colourMap.ts";
import type { ColourMapChoice } from "../../protocol/panelChoices.ts";

export interface ValueScale {
  readonly colourMap: ColourMapName;
  /** Values at the first and the last colour. */
  readonly low: number;
  readonly high: number;
}

/**
 * Scale for finite values between `min` and `max`. A diverging map reaches as far below zero as above, so that its
 * middle is zero; `auto` takes it for signed values, and viridis for values of one sign.
 */
export function valueScale(choice: ColourMapChoice, min: number, max: number): ValueScale {
  const signed = min < 0 && max > 0;
  const colourMap = choice === "auto" ? (signed ? "diverging" : "viridis") : choice;
  if (!(min <= max)) return { colourMap, low: 0, high: 1 };
  if (colourMap === "diverging") {
    const reach = Math.max(Math.abs(min), Math.abs(max)) || 1;
    return { colourMap, low: -reach, high: reach };
  }
  return { colourMap, low: min, high: max };
}

/** Where a finite value lies, 0 at the low end and 1 at the high one; a scale of one value has it at the low end. */
export function positionOn(scale: ValueScale, value: number): number {
  const span = scale.high - scale.low;
  return span > 0 ? (value - scale.low) / span : 0;
}
