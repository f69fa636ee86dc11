/** Where the connections of a list of layers run beside it: one lane for each tensor that a later layer still takes. */

export interface LaneRow {
  /** Lane of the layer's own dot. */
  readonly lane: number;
  /** Lanes that go past the row, from top to bottom. */
  readonly passing: readonly number[];
  /** Lanes that end in the dot or branch off to it. */
  readonly joining: readonly number[];
  /** A later layer takes what the layer makes. */
  readonly goesOn: boolean;
}

export interface Lanes {
  readonly rows: readonly LaneRow[];
  /** Lanes drawn side by side. */
  readonly width: number;
}

/** Connections beyond these many side by side share the last lane. */
export const mostLanes = 10;

/**
 * `inputs[row]` are the rows a layer takes from. A tensor keeps its lane from the row that makes it to the last row that
 * takes it; a layer goes on in the lane of an input that ends with it. Connections upwards are left out.
 */
export function layOutLanes(inputs: readonly (readonly number[])[]): Lanes {
  const lastUse = new Map<number, number>();
  for (const [row, sources] of inputs.entries()) {
    for (const source of sources) if (source < row) lastUse.set(source, row);
  }
  /** Row of the tensor in each lane, or undefined where the lane is free. */
  const held: (number | undefined)[] = [];
  const laneOf = new Map<number, number>();
  let width = 1;
  const rows = inputs.map((sources, row): LaneRow => {
    const above = sources.filter((source) => source < row && laneOf.has(source));
    const joining = unique(above.map((source) => laneOf.get(source) ?? 0));
    const ending = above.filter((source) => lastUse.get(source) === row);
    for (const source of ending) {
      const lane = laneOf.get(source) ?? 0;
      if (held[lane] === source) held[lane] = undefined;
    }
    const passing = held.flatMap((source, lane) => (source === undefined ? [] : [lane]));
    const lane = laneFor(
      ending.map((source) => laneOf.get(source) ?? 0),
      held,
    );
    const goesOn = lastUse.has(row);
    laneOf.set(row, lane);
    if (goesOn) held[lane] = row;
    width = Math.max(width, lane + 1);
    return { lane, passing, joining, goesOn };
  });
  return { rows, width };
}

/** The leftmost lane that ends here, else the first free one. */
function laneFor(ending: readonly number[], held: readonly (number | undefined)[]): number {
  const free = ending.filter((lane) => held[lane] === undefined);
  if (free.length > 0) return Math.min(...free);
  const first = held.indexOf(undefined);
  return Math.min(first < 0 ? held.length : first, mostLanes - 1);
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)];
}
