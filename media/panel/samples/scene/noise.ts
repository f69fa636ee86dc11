/**
 * Value noise of a landscape, a run of columns at a time. The scene is drawn by code that has never run before, where to hash the
 * corners of each place's cell anew would take longer than all the rest: values of a lattice are kept, and mixed once a row.
 */
import type { Columns } from "./columns.ts";

/** So many cells of the first octave across and down the picture. */
export interface NoiseOrder {
  readonly across: number;
  readonly down: number;
  readonly seed: number;
  /** A pixel is so many cells of the first octave wide: of octaves finer than it only the mean, a half, is seen. */
  readonly pixelCells?: number;
  /** Places reach so far to the right, where that is further than the picture's edge. */
  readonly reach?: number;
}

export interface Noise {
  readonly octaves: readonly Octave[];
  /** Sum of the means of the octaves that are not seen. */
  readonly unseen: number;
}

interface Octave {
  readonly across: number;
  readonly down: number;
  readonly seed: number;
  /** Its largest value. */
  readonly height: number;
  /** Values at the corners of cells, 0 to 1, row by row, each row `stride` long. */
  readonly lattice: Float64Array;
  readonly stride: number;
  /** The first known value of each row, and the one behind the last. */
  readonly known: Uint16Array;
  readonly line: Line;
  /** Where columns lie in their cells, by the kind of columns. */
  readonly places: (CellPlaces | undefined)[];
}

/** The values of one octave on a line across the picture, where it crosses the edges of cells. */
interface Line {
  v: number;
  readonly values: Float64Array;
  from: number;
  to: number;
  row: number;
  /** How much of the row of the lattice below is in it, 0 to 1. */
  lower: number;
}

interface CellPlaces {
  readonly cells: Uint16Array;
  /** How much of the cell's right edge is in the value, 0 to 1. */
  readonly fades: Float64Array;
}

/** One octave, between 0 and 1. */
export function plainNoise({ across, down, seed }: NoiseOrder): Noise {
  return { octaves: [createOctave(across, down, seed, 1, 1)], unseen: 0 };
}

/** Four octaves, each of half the height and twice the cells of the one before, together between 0 and 1. */
export function layeredNoise({ across, down, seed, pixelCells = 0, reach = 1 }: NoiseOrder): Noise {
  const octaves: Octave[] = [];
  let unseen = 0;
  for (let number = 0, scale = 1; number < 4; number++, scale *= 2) {
    const height = 1 / (2 * scale * 0.9375);
    if (pixelCells * scale > 1) unseen += height / 2;
    else octaves.push(createOctave(across * scale, down * scale, seed + number, height, reach));
  }
  return { octaves, unseen };
}

function createOctave(across: number, down: number, seed: number, height: number, reach: number): Octave {
  const stride = Math.ceil(across * reach) + 2;
  const rows = down + 2;
  return {
    across,
    down,
    seed,
    height,
    lattice: new Float64Array(stride * rows),
    stride,
    known: new Uint16Array(2 * rows),
    line: { v: -1, values: new Float64Array(stride), from: 0, to: 0, row: 0, lower: 0 },
    places: [],
  };
}

/** Writes noise at the columns `from` to before `to`, moved right by `shift`, into `out`. */
export function noiseRow(
  { octaves, unseen }: Noise,
  columns: Columns,
  v: number,
  shift: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  out.fill(unseen, from, to);
  for (let number = 0; number < octaves.length; number++) {
    const octave = octaves[number] as Octave;
    const places = shift === 0 ? placesOf(octave, columns) : shiftedPlaces(octave, columns, shift, from, to);
    addOctave(octave, places, v, from, to, out);
  }
}

/** Sets `out` to `value` where layered noise added to `sums` gives more than 0: mostly the coarse octaves tell. Uses up `sums`. */
export function markWherePositive(
  { octaves }: Noise,
  columns: Columns,
  v: number,
  from: number,
  to: number,
  sums: Float64Array,
  value: number,
  out: Uint8Array,
): void {
  let rest = 1;
  let first = from;
  let end = to;
  for (let number = 0; number < octaves.length && first < end; number++) {
    const octave = octaves[number] as Octave;
    addOctave(octave, placesOf(octave, columns), v, first, end, sums);
    rest -= octave.height;
    let openFrom = end;
    let openTo = first;
    for (let x = first; x < end; x++) {
      const sum = sums[x] as number;
      if (sum > 0) {
        out[x] = value;
        sums[x] = -9;
      } else if (sum + rest > 0) {
        if (x < openFrom) openFrom = x;
        openTo = x + 1;
      }
    }
    first = openFrom;
    end = openTo;
  }
}

function addOctave(
  octave: Octave,
  { cells, fades }: CellPlaces,
  v: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const values = lineAt(octave, v, cells[from] as number, (cells[to - 1] as number) + 2);
  for (let x = from; x < to; x++) {
    const cell = cells[x] as number;
    const left = values[cell] as number;
    out[x] = (out[x] as number) + left + ((values[cell + 1] as number) - left) * (fades[x] as number);
  }
}

function placesOf(octave: Octave, columns: Columns): CellPlaces {
  const known = octave.places[columns.kind];
  if (known) return known;
  const count = columns.u.length;
  const places = placesFor(count);
  placeColumns(columns.u, octave.across, 0, 0, count, places);
  octave.places[columns.kind] = places;
  return places;
}

function placesFor(columns: number): CellPlaces {
  return { cells: new Uint16Array(columns), fades: new Float64Array(columns) };
}

let shifted = placesFor(0);

function shiftedPlaces(octave: Octave, { u }: Columns, shift: number, from: number, to: number): CellPlaces {
  if (shifted.cells.length < u.length) shifted = placesFor(u.length);
  placeColumns(u, octave.across, shift, from, to, shifted);
  return shifted;
}

function placeColumns(
  u: Float64Array,
  across: number,
  shift: number,
  from: number,
  to: number,
  { cells, fades }: CellPlaces,
): void {
  for (let column = from; column < to; column++) {
    const x = ((u[column] as number) + shift) * across;
    const cell = Math.floor(x);
    const t = x - cell;
    cells[column] = cell;
    fades[column] = t * t * (3 - 2 * t);
  }
}

/** The octave's values on the line at `v`, at least from the left edge of cell `from` to that of the one before `to`. */
function lineAt(octave: Octave, v: number, from: number, to: number): Float64Array {
  const { line } = octave;
  if (line.v !== v) {
    const y = v * octave.down;
    const row = Math.floor(y);
    const t = y - row;
    line.v = v;
    line.row = row;
    line.lower = t * t * (3 - 2 * t);
    line.from = from;
    line.to = to;
    mixRows(octave, from, to);
  } else {
    if (from < line.from) {
      mixRows(octave, from, line.from);
      line.from = from;
    }
    if (to > line.to) {
      mixRows(octave, line.to, to);
      line.to = to;
    }
  }
  return line.values;
}

function mixRows(octave: Octave, from: number, to: number): void {
  const { lattice, height, line } = octave;
  const { values, row } = line;
  const lower = line.lower * height;
  const upper = height - lower;
  const top = latticeRow(octave, row, from, to);
  const bottom = lower === 0 ? top : latticeRow(octave, row + 1, from, to);
  for (let x = from; x < to; x++) {
    values[x] = (lattice[top + x] as number) * upper + (lattice[bottom + x] as number) * lower;
  }
}

/** Where a row of the lattice starts, known at least from column `from` to before `to`. */
function latticeRow(octave: Octave, row: number, from: number, to: number): number {
  const { known, stride } = octave;
  const knownFrom = known[2 * row] as number;
  const knownTo = known[2 * row + 1] as number;
  if (from < knownFrom || to > knownTo) {
    const isNew = knownTo === 0;
    if (isNew || from < knownFrom) {
      fillLattice(octave, row, from, isNew ? to : knownFrom);
      known[2 * row] = from;
    }
    if (to > knownTo) {
      if (!isNew) fillLattice(octave, row, knownTo, to);
      known[2 * row + 1] = to;
    }
  }
  return row * stride;
}

/** Numbers that look like chance, the same for the same place and seed. */
function fillLattice({ lattice, stride, seed }: Octave, row: number, from: number, to: number): void {
  const ofRow = Math.imul(row, 0x165667b1) ^ Math.imul(seed + 1, 0x9e3779b1);
  for (let x = from; x < to; x++) {
    let hash = Math.imul(x, 0x27d4eb2d) ^ ofRow;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    lattice[row * stride + x] = ((hash ^ (hash >>> 16)) >>> 0) / 0xffffffff;
  }
}
