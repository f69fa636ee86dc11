/** An answer of the worker for tests of the panel: a sum over two channels of two taps each, with a bias. */
import type { MapPosition } from "../../../media/worker/messages.ts";
import type { PixelAnswer, Tap } from "../../../media/worker/pixelAnswer.ts";

export function twoChannels(position: MapPosition, group: number): PixelAnswer {
  const tap = (column: number): Tap => ({
    row: 0,
    column,
    place: `row 0, column ${column}`,
    at: { row: 0, column },
    input: 1,
    padded: false,
    weight: 2,
    product: 2,
    chosen: false,
  });
  return {
    position,
    coordinates: [0, position.row, position.column, position.channel],
    value: 9,
    beforeActivation: 9,
    activation: null,
    rounding: 0,
    formula: "",
    sentence: "",
    field: null,
    stages: [
      {
        title: "",
        combine: "sum",
        accumulates: true,
        groups: [
          { label: "channel 0", result: 4 },
          { label: "channel 1", result: 4 },
        ],
        groupName: "input channel",
        shownGroup: group,
        inputChannel: group,
        grid: {
          rows: 1,
          columns: 2,
          taps: [tap(0), tap(1)],
          tapCount: 2,
          inputRange: [0, 1],
          weightRange: [0, 2],
        },
        total: 8,
        bias: 1,
      },
    ],
  };
}
