/** The things in the scene as numbers, so that a row of things is a row of bytes. */

export const things = {
  sky: 0,
  sun: 1,
  forest: 2,
  rock: 3,
  snow: 4,
  grass: 5,
  flowers: 6,
  path: 7,
  crown: 8,
  trunk: 9,
  door: 10,
  bar: 11,
  pane: 12,
  roof: 13,
  wall: 14,
} as const;

/** From here on they have edges within themselves. */
export const firstWithEdges = things.roof;
