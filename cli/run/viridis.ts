/** The viridis colour map: perceptually even, and readable without colour vision. */

/** Red, green and blue, 0 to 255, at nine even steps of matplotlib's map (CC0). */
const anchors: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
];

/** Colour of a value from 0 to 1, linear between the steps. */
export function viridis(value: number): readonly [number, number, number] {
  const position = Math.max(0, Math.min(1, value)) * (anchors.length - 1);
  const low = Math.min(Math.floor(position), anchors.length - 2);
  const from = anchors[low] ?? [0, 0, 0];
  const to = anchors[low + 1] ?? from;
  const share = position - low;
  return [
    Math.round(from[0] + (to[0] - from[0]) * share),
    Math.round(from[1] + (to[1] - from[1]) * share),
    Math.round(from[2] + (to[2] - from[2]) * share),
  ];
}
