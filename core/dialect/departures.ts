/** The table: every row in which TensorFlow.js 4.22 departs from Keras in one layer, one line a group. */
import type { Departure } from "./departure.ts";
import { activationRows } from "./rows/activations.ts";
import { convolutionRows } from "./rows/convolution.ts";
import { mergingRows } from "./rows/merging.ts";
import { normalisationRows } from "./rows/normalisation.ts";
import { pictureRows } from "./rows/pictures.ts";
import { poolingRows } from "./rows/pooling.ts";
import { recurrentRows } from "./rows/recurrent.ts";
import { reshapingRows } from "./rows/reshaping.ts";
import { sizeRows } from "./rows/sizes.ts";
import { trainingRows } from "./rows/training.ts";
import { wordRows } from "./rows/words.ts";

export const departures: readonly Departure[] = [
  ...convolutionRows,
  ...poolingRows,
  ...normalisationRows,
  ...activationRows,
  ...reshapingRows,
  ...pictureRows,
  ...mergingRows,
  ...recurrentRows,
  ...sizeRows,
  ...trainingRows,
  ...wordRows,
];

const byClass = new Map<string, Departure[]>();
for (const row of departures) {
  for (const className of row.classes) byClass.set(className, [...(byClass.get(className) ?? []), row]);
}

/** The rows that hold for a Keras class. */
export function departuresOf(className: string): readonly Departure[] {
  return byClass.get(className) ?? [];
}
