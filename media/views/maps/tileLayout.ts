/** Which tiles of a grid can be seen, so that thousands of maps cost only what is on the screen. */

export interface TileGrid {
  readonly count: number;
  /** Width of the scrolled area, and the part of it that is seen, in CSS pixels. */
  readonly width: number;
  readonly viewHeight: number;
  readonly scrollTop: number;
  readonly minimumTileWidth: number;
  /** Height of a tile for its width: the picture and the lines under it. */
  readonly tileHeight: (tileWidth: number) => number;
  readonly gap: number;
}

export interface TileLayout {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Height of all rows. */
  readonly totalHeight: number;
  /** Tiles to draw: `first .. end - 1`, one row more than seen on either side. */
  readonly first: number;
  readonly end: number;
}

export function layOutTiles(grid: TileGrid): TileLayout {
  const { gap } = grid;
  const columns = Math.max(1, Math.floor((grid.width + gap) / (grid.minimumTileWidth + gap)));
  const tileWidth = Math.max(16, Math.floor((grid.width - gap * (columns - 1)) / columns));
  const tileHeight = grid.tileHeight(tileWidth);
  const rows = Math.ceil(grid.count / columns);
  const pitch = tileHeight + gap;
  const firstRow = Math.max(0, Math.floor(grid.scrollTop / pitch) - 1);
  const endRow = Math.min(rows, Math.ceil((grid.scrollTop + grid.viewHeight) / pitch) + 1);
  return {
    columns,
    tileWidth,
    tileHeight,
    totalHeight: Math.max(0, rows * pitch - gap),
    first: Math.min(grid.count, firstRow * columns),
    end: Math.max(0, Math.min(grid.count, endRow * columns)),
  };
}

/** Left and top of tile `index`, in CSS pixels from the corner of the grid. */
export function tilePosition(layout: TileLayout, index: number, gap: number): { left: number; top: number } {
  return {
    left: (index % layout.columns) * (layout.tileWidth + gap),
    top: Math.floor(index / layout.columns) * (layout.tileHeight + gap),
  };
}
