/** Draws a window on its map: taps and the gaps between them, the places where windows start, padding hatched. */
import { html, svg, type TemplateResult } from "lit";
import type { PanelActions } from "../../panel/panelState.ts";
import type { LayerWindow } from "../../worker/geometry/layerGeometry.ts";
import { isInside, type LatticeAxis, type WindowLattice } from "./windowLattice.ts";

/** Units of the drawing, which fills its place. */
const longestSide = 320;
const largestCell = 26;
/** Lines between cells smaller than this would be all that one sees. */
const smallestRuled = 5;
/** Taps, and places where windows start, that are drawn one by one. */
const mostTaps = 4096;
const mostStarts = 900;

type Place = readonly [x: number, y: number, width: number, height: number];

export function windowDrawing(
  window: LayerWindow,
  lattice: WindowLattice,
  label: string,
  actions: PanelActions,
): TemplateResult {
  const { rows, columns } = lattice;
  const [height, width] = [rows.to - rows.from + 1, columns.to - columns.from + 1];
  const cell = Math.min(largestCell, longestSide / Math.max(width, height));
  const place = (row: number, column: number, down = 1, across = 1): Place => [
    (column - columns.from) * cell,
    (row - rows.from) * cell,
    across * cell,
    down * cell,
  ];
  const [w, h] = [width * cell, height * cell];
  const inside = place(
    Math.max(rows.from, 0),
    Math.max(columns.from, 0),
    Math.min(rows.to, (rows.size ?? Infinity) - 1) - Math.max(rows.from, 0) + 1,
    Math.min(columns.to, (columns.size ?? Infinity) - 1) - Math.max(columns.from, 0) + 1,
  );
  const pick = (event: MouseEvent) => {
    const svgElement = event.currentTarget;
    if (!(svgElement instanceof Element)) return;
    const box = svgElement.getBoundingClientRect();
    const at = (axis: LatticeAxis, share: number) => axis.from + share * (axis.to - axis.from + 1);
    const row = outputAt(rows, at(rows, (event.clientY - box.top) / box.height), window.kind);
    const column = outputAt(columns, at(columns, (event.clientX - box.left) / box.width), window.kind);
    actions.moveTo(row, column);
  };
  return html`<svg class="lattice" data-testid="window-lattice" viewBox="0 0 ${w} ${h}" .style=${`max-width: ${w}px; aspect-ratio: ${w} / ${h}`} role="img" aria-label=${label} @click=${pick}>
    <defs><pattern id="outside" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6" /></pattern></defs>
    <rect class="beyond" width=${w} height=${h} fill="url(#outside)" />
    ${rect("map", inside)}
    ${tapsOf(lattice, place)}
    ${cell >= smallestRuled ? rule(lattice, cell, w, h) : ""}
    ${startsOf(lattice, place, cell)}
    ${rows.outlined.flatMap((row) => columns.outlined.map((column) => rect("outlined", place(row, column, rows.span, columns.span))))}
    ${columns.chosen === null ? "" : rect("chosen-output", place(rows.chosen ?? 0, columns.chosen))}
  </svg>`;
}

/** The output whose window has its middle nearest; of a transposed layer the position itself. */
function outputAt(axis: LatticeAxis, position: number, kind: LayerWindow["kind"]): number {
  if (kind === "spreads") return Math.floor(position);
  let [nearest, distance] = [0, Number.POSITIVE_INFINITY];
  for (const { start, index } of axis.windows) {
    const away = Math.abs(start + axis.span / 2 - position);
    if (away < distance) [nearest, distance] = [index, away];
  }
  return nearest;
}

function rect(name: string, [x, y, width, height]: Place): TemplateResult<2> {
  return svg`<rect class=${name} x=${x} y=${y} width=${Math.max(width, 0)} height=${Math.max(height, 0)} />`;
}

function tapsOf({ rows, columns }: WindowLattice, place: (row: number, column: number) => Place) {
  if (rows.taps.length * columns.taps.length > mostTaps) return "";
  return rows.taps.flatMap((row) =>
    columns.taps.map((column) =>
      rect(isInside(rows, row) && isInside(columns, column) ? "tap" : "tap padded", place(row, column)),
    ),
  );
}

function rule(
  { rows, columns }: WindowLattice,
  cell: number,
  width: number,
  height: number,
): TemplateResult<2> {
  const across = Array.from({ length: rows.to - rows.from }, (_, at) => `M0 ${(at + 1) * cell}H${width}`);
  const down = Array.from(
    { length: columns.to - columns.from },
    (_, at) => `M${(at + 1) * cell} 0V${height}`,
  );
  return svg`<path class="rule" d=${[...across, ...down].join("")} />`;
}

/** A dot in the middle of each window. */
function startsOf(
  { rows, columns }: WindowLattice,
  place: (row: number, column: number) => Place,
  cell: number,
) {
  if (rows.windows.length * columns.windows.length > mostStarts) return "";
  const radius = Math.max(1, Math.min(3, cell / 6));
  return rows.windows.flatMap((row) =>
    columns.windows.map((column) => {
      const [x, y] = place(row.start + rows.span / 2, column.start + columns.span / 2);
      const chosen = rows.outlined.includes(row.start) && columns.outlined.includes(column.start);
      return svg`<circle class=${chosen ? "start chosen" : "start"} cx=${x} cy=${y} r=${chosen ? radius + 1 : radius} />`;
    }),
  );
}
