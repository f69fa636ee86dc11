/** The numbers behind the kernels' pictures, as tables. */
import type { PanelState } from "../../panel/panelState.ts";
import type { TableContent } from "../table/tableContent.ts";
import { countOf, placeOf } from "./kernelGrid.ts";
import { kernelName, type ShownKernel, shownKernel } from "./kernelNumbers.ts";

/** Kernels in one table, and numbers of each. */
const mostKernels = 5000;
const mostColumns = 64;

/** The kernels that stand side by side, one a row. */
export function kernelListTable(state: PanelState, { stage }: ShownKernel): TableContent {
  const count = Math.min(countOf(state, stage), mostKernels);
  const taps = stage.rows * stage.columns;
  const shown = Math.min(taps, mostColumns);
  const rows = Array.from({ length: count }, (_, index) => {
    const kernel = shownKernel(state.kernels, stage, placeOf(state, index));
    return [
      `${kernelName(stage, kernel.place)}${kernel.edited.includes(true) ? ", edited" : ""}`,
      kernel.rank ? 100 * kernel.rank.kept : null,
      ...kernel.plane.subarray(0, shown),
    ];
  });
  const left = [
    count < countOf(state, stage) ? `the first ${count} kernels` : "",
    shown < taps ? `the first ${shown} of ${taps} numbers of each` : "",
  ].filter(Boolean);
  return {
    id: "kernels-table",
    caption: `${stage.title}: weights`,
    columns: [
      "Kernel",
      "Kept by rank 1, %",
      ...Array.from({ length: shown }, (_, at) => `${Math.floor(at / stage.columns)}, ${at % stage.columns}`),
    ],
    rows,
    note: left.length > 0 ? `The table holds ${left.join(", ")}.` : null,
  };
}

/** The chosen kernel, row by row. */
export function kernelTable({ stage, place, plane }: ShownKernel): TableContent {
  const { rows, columns } = stage;
  return {
    id: "kernel-table",
    caption: `Weights of ${kernelName(stage, place)}`,
    columns: ["Row", ...Array.from({ length: columns }, (_, column) => `column ${column}`)],
    rows: Array.from({ length: rows }, (_, row) => [
      String(row),
      ...plane.subarray(row * columns, (row + 1) * columns),
    ]),
    note: null,
  };
}

/** Empty for weights that are no window. */
export function rankTable({ rank, stage, place }: ShownKernel): TableContent | null {
  if (!rank) return null;
  const energy = rank.values.reduce((sum, value) => sum + value * value, 0);
  return {
    id: "singular-values-table",
    caption: `Singular values of ${kernelName(stage, place)}`,
    columns: ["Number", "Singular value", "Share of energy, %"],
    rows: Array.from(rank.values, (value, at) => [
      String(at + 1),
      value,
      energy === 0 ? 0 : (100 * value * value) / energy,
    ]),
    note: null,
  };
}
