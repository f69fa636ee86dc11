/** The part of a map that is on screen when it is enlarged further: arithmetic of zooming, panning and following. */

export interface Viewport {
  /** 1 shows the whole map. */
  readonly zoom: number;
  /** First row and column on screen; not whole numbers while panning. */
  readonly row: number;
  readonly column: number;
}

/** Rows and columns of the map as it is drawn. */
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
}

export const wholeMap: Viewport = { zoom: 1, row: 0, column: 0 };

/** Values across that are left at the largest zoom. */
const leastAcross = 4;

export function largestZoom({ rows, columns }: GridSize): number {
  return Math.max(1, Math.max(rows, columns) / leastAcross);
}

/** Rows and columns on screen. */
export function visibleSize({ zoom }: Viewport, { rows, columns }: GridSize): GridSize {
  return { rows: rows / zoom, columns: columns / zoom };
}

/** Enlarges by a factor and keeps the place `at` (in rows and columns) where it is on the screen. */
export function zoomAround(
  view: Viewport,
  grid: GridSize,
  factor: number,
  at: { readonly row: number; readonly column: number },
): Viewport {
  const zoom = Math.max(1, Math.min(largestZoom(grid), view.zoom * factor));
  const kept = view.zoom / zoom;
  return inside(
    { zoom, row: at.row - (at.row - view.row) * kept, column: at.column - (at.column - view.column) * kept },
    grid,
  );
}

export function panBy(view: Viewport, grid: GridSize, rows: number, columns: number): Viewport {
  return inside({ ...view, row: view.row + rows, column: view.column + columns }, grid);
}

/** Moves no further than it takes to have the cell on screen, with a neighbour on each side where there is room. */
export function showCell(
  view: Viewport,
  grid: GridSize,
  cell: { readonly row: number; readonly column: number },
): Viewport {
  const { rows, columns } = visibleSize(view, grid);
  const along = (first: number, size: number, place: number) => {
    const margin = size >= 3 ? 1 : 0;
    return Math.max(place + 1 + margin - size, Math.min(first, place - margin));
  };
  return inside(
    {
      ...view,
      row: along(view.row, rows, cell.row),
      column: along(view.column, columns, cell.column),
    },
    grid,
  );
}

function inside(view: Viewport, grid: GridSize): Viewport {
  const { rows, columns } = visibleSize(view, grid);
  return {
    zoom: view.zoom,
    row: Math.max(0, Math.min(grid.rows - rows, view.row)),
    column: Math.max(0, Math.min(grid.columns - columns, view.column)),
  };
}
