/** The places across the scene at which a row is looked at or coloured: many rows have the same. */

/** Columns from left to right, evenly apart, where the picture is 1 wide. */
export interface Columns {
  readonly u: Float64Array;
  /** How many of them there are where the picture is 1 wide. */
  readonly density: number;
  /** Number of these columns among those of a drawing: what is worked out for each column is kept by it. */
  readonly kind: 0 | 1 | 2;
}

/** Where pixels meet: one more than there are pixels. */
export function cornerColumns(width: number): Columns {
  const u = new Float64Array(width + 1);
  for (let x = 0; x <= width; x++) u[x] = x / width;
  return { u, density: width, kind: 0 };
}

/** The middle of each pixel. */
export function middleColumns(width: number): Columns {
  const u = new Float64Array(width);
  for (let x = 0; x < width; x++) u[x] = (x + 0.5) / width;
  return { u, density: width, kind: 1 };
}

/** Two places in each pixel, a quarter of it from its edges. */
export function quarterColumns(width: number): Columns {
  const u = new Float64Array(2 * width);
  const quarter = 1 / width / 4;
  for (let x = 0; x < width; x++) {
    const middle = (x + 0.5) / width;
    u[2 * x] = middle - quarter;
    u[2 * x + 1] = middle + quarter;
  }
  return { u, density: 2 * width, kind: 2 };
}

/** The first column at `place` or right of it; their number where there is none. */
export function firstColumn({ u, density }: Columns, place: number): number {
  const count = u.length;
  // A guess that is at most one off.
  let x = Math.floor(place * density);
  if (x < 0) x = 0;
  else if (x > count) x = count;
  while (x > 0 && (u[x - 1] as number) >= place) x--;
  while (x < count && (u[x] as number) < place) x++;
  return x;
}
