/** One scale for the maps of all kinds and one for their differences, so that colours can be compared. */
import type { SevenKind } from "../../../core/layers/convolutionKind.ts";
import type { ColourMapChoice } from "../../../protocol/panelChoices.ts";
import type { ComparedMap } from "../../worker/compare/comparison.ts";
import type { PlainMap } from "../../worker/plainMap.ts";
import { type ValueScale, valueScale } from "../valueScale.ts";

export interface KindScales {
  readonly maps: ValueScale;
  readonly differences: ValueScale;
}

/** A map of other channels is another thing, and would take the colours of those that can be compared; its own go to the ends. */
export function kindScales(
  maps: readonly ComparedMap[],
  own: SevenKind | undefined,
  choice: ColourMapChoice,
): KindScales {
  const comparable = maps.filter(({ kind, difference }) => kind === own || difference !== null);
  const values = rangeOf(comparable.map(({ map }) => map));
  const differences = rangeOf(maps.map(({ difference }) => difference));
  return {
    maps: valueScale(choice, values.min, values.max),
    differences: valueScale("diverging", differences.min, differences.max),
  };
}

function rangeOf(maps: readonly (PlainMap | null)[]): { readonly min: number; readonly max: number } {
  const known = maps.filter((map) => map !== null);
  return {
    min: Math.min(...known.map(({ min }) => min)),
    max: Math.max(...known.map(({ max }) => max)),
  };
}
