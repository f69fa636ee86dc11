/** Cuts an output row into tiles of columns whose taps lie at the same places of the input row, borders apart. */

export interface RowWindow {
  readonly inputColumns: number;
  readonly outputColumns: number;
  readonly tapColumns: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
  /** Output columns of a tile. */
  readonly tile: number;
}

/** A tile, or several alike that follow one another. */
export interface Tile {
  /** First output column, and output columns of each tile. */
  readonly column: number;
  readonly columns: number;
  readonly count: number;
  /** Input columns of the tile that lie inside the image, counted from its first tap. */
  readonly firstInside: number;
  readonly endInside: number;
}

export function columnTiles(window: RowWindow): Tile[] {
  const tiles: Tile[] = [];
  for (let column = 0; column < window.outputColumns; column += window.tile) {
    const tile = tileAt(window, column);
    const last = tiles.at(-1);
    if (last && isAlike(last, tile)) tiles[tiles.length - 1] = { ...last, count: last.count + 1 };
    else tiles.push(tile);
  }
  return tiles;
}

function tileAt(window: RowWindow, column: number): Tile {
  const { inputColumns, outputColumns, tapColumns, stride, dilation, padBefore } = window;
  const columns = Math.min(window.tile, outputColumns - column);
  const span = (columns - 1) * stride + (tapColumns - 1) * dilation + 1;
  const first = column * stride - padBefore;
  const firstInside = Math.min(span, Math.max(0, -first));
  const endInside = Math.max(firstInside, Math.min(span, inputColumns - first));
  return { column, columns, count: 1, firstInside, endInside };
}

function isAlike(a: Tile, b: Tile): boolean {
  return a.columns === b.columns && a.firstInside === b.firstInside && a.endInside === b.endInside;
}
