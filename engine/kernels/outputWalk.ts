/** Goes through all output positions of the plain kernels that slide a window, with the stops of work in parts. */
import { partWork } from "./parts.ts";
import type { SpatialGrid } from "./spatialGrid.ts";

/** Example, plane, row, and the first of the columns that are worked on together. */
export type OutputPart = (example: number, plane: number, row: number, column: number) => void;

/** Calls `part` for every `columns` columns of every row; a column is `pixelWork` multiplications. */
export function* walkOutput(
  { batch, sizes: [planes, rows, rowColumns] }: Pick<SpatialGrid, "batch" | "sizes">,
  { columns, pixelWork }: { readonly columns: number; readonly pixelWork: number },
  part: OutputPart,
): Generator<void> {
  let work = 0;
  for (let example = 0; example < batch; example++) {
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < rowColumns; column += columns) {
          part(example, plane, row, column);
          work += columns * pixelWork;
          if (work > partWork) {
            work = 0;
            yield;
          }
        }
      }
    }
  }
}
