/** What one output value sees of the picture that went in. */
import type { PixelExplanation, SourceElement } from "../../engine/explain/pixelExplanation.ts";
import { boxAround, fieldBox } from "./fieldBox.ts";
import { dataFormatOf, shownCall } from "./findLayer.ts";
import type { PositionBox } from "./pixelAnswer.ts";
import type { KeptRun } from "./runOrder.ts";

/** Alone, the taps themselves; with all layers before, their receptive field. */
export function fieldOf(
  kept: KeptRun,
  coordinates: readonly number[],
  explanation: PixelExplanation | undefined,
): PositionBox | null {
  const { pictureSize, order } = kept;
  if (!pictureSize) return null;
  if (order.mode === "alone") return explanation ? boxAround(readPositions(kept, explanation)) : null;
  const field = shownCall(kept.found)?.field;
  if (!field) return null;
  const { channelAxis } = kept.maps;
  const place = coordinates.filter((_, axis) => axis !== 0 && axis !== channelAxis);
  return fieldBox(field, place, pictureSize);
}

function readPositions(kept: KeptRun, explanation: PixelExplanation): (readonly [number, number])[] {
  const rank = kept.result.inputs[0]?.shape.length ?? 0;
  if (rank < 4) return [];
  const first = dataFormatOf(kept.found) === "channels_first";
  const [row, column] = first ? [rank - 2, rank - 1] : [rank - 3, rank - 2];
  return elementsOf(explanation).map(({ coordinates }) => [coordinates[row] ?? 0, coordinates[column] ?? 0]);
}

function elementsOf(explanation: PixelExplanation): readonly SourceElement[] {
  switch (explanation.kind) {
    case "sum":
      return explanation.stages[0]?.taps ?? [];
    case "window":
      return explanation.elements;
    case "operands":
      return explanation.operands;
    default:
      return explanation.source ? [explanation.source] : [];
  }
}
