/** Draws the sizes of a model input. */
import type { Choices } from "../core/dialect/layerChoices.ts";
import type { Sizes } from "./drawnModel.ts";

/** A vector, a sequence, a picture or a volume; the batch is mostly free, another size now and then. */
export function drawSizes(choose: Choices): Sizes {
  const batch = choose.rarely(10) ? 2 : null;
  const free = choose.rarely(6);
  const size = (low: number, high: number) => (free && choose.rarely(2) ? null : choose.integer(low, high));
  switch (choose.integer(0, 9)) {
    case 0:
      return [batch, choose.integer(1, 12)];
    case 1:
    case 2:
      return [batch, size(2, 10), choose.integer(1, 6)];
    case 3:
      return [batch, size(2, 4), size(3, 7), size(3, 7), choose.integer(1, 3)];
    default:
      return [batch, size(4, 12), size(4, 12), choose.integer(1, 4)];
  }
}
