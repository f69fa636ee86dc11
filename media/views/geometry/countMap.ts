/** A picture of counts, one square a position; where the count is 0 nothing is drawn, so that the ground shows through. */
import { html, nothing, type TemplateResult } from "lit";
import { colourTable } from "../../../engine/picture/colourMap.ts";
import { colourPlane } from "../drawPlane.ts";
import { PixelCanvas, putPixels } from "../pixelCanvas.ts";
import "../maps/colourLegend.ts";
import type { TableContent } from "../table/tableContent.ts";
import { positionOn, type ValueScale } from "../valueScale.ts";
import { signed } from "./windowTexts.ts";

/** Counts of a part of a map. */
export interface CountMap {
  /** Place of the first count. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly counts: Float32Array<ArrayBuffer>;
}

/** Numbers in a row of the table. */
const mostColumns = 64;
const mostRows = 200;
/** Counts that the key names one by one. */
const mostNamed = 8;

export class CountMapCanvas extends PixelCanvas {
  static override properties = { map: { attribute: false } };
  declare map: CountMap;
  private drawn: CountMap | null = null;

  protected override paint(canvas: HTMLCanvasElement): void {
    if (this.drawn === this.map) return;
    this.drawn = this.map;
    putPixels(canvas, countPixels(this.map), this.map);
  }
}

customElements.define("convlens-count-map", CountMapCanvas);

/** RGBA bytes; positions that are never reached are transparent. */
export function countPixels(map: CountMap): Uint8ClampedArray<ArrayBuffer> {
  const { counts, rows, columns } = map;
  const pixels = colourPlane({ values: counts, rows, columns, start: 0 }, countScale(map));
  for (let at = 0; at < counts.length; at++) if (counts[at] === 0) pixels[4 * at + 3] = 0;
  return pixels;
}

/** From none to the most. */
export function countScale({ counts }: CountMap): ValueScale {
  return { colourMap: "viridis", low: 0, high: counts.reduce((most, count) => Math.max(most, count), 0) };
}

/** The picture with its scale, and a mark at one position. */
export function countPicture(
  map: CountMap,
  {
    id,
    label,
    mark,
  }: {
    readonly id: string;
    readonly label: string;
    readonly mark: { readonly row: number; readonly column: number } | null;
  },
  onPick: ((row: number, column: number) => void) | null = null,
): TemplateResult {
  const { rows, columns } = map;
  const percent = (value: number, of: number) => `${(100 * value) / of}%`;
  const pick = (event: MouseEvent) => {
    const frame = event.currentTarget;
    if (!(frame instanceof Element)) return;
    const box = frame.getBoundingClientRect();
    onPick?.(
      map.row + Math.floor(((event.clientY - box.top) / box.height) * rows),
      map.column + Math.floor(((event.clientX - box.left) / box.width) * columns),
    );
  };
  return html`<div class="count-map holes" data-testid=${id} .style=${`aspect-ratio: ${columns} / ${Math.max(rows, columns / 12)}; --widest: ${Math.min(340, 26 * columns)}px`} @click=${pick}>
      <convlens-count-map .map=${map} .label=${label}></convlens-count-map>
      ${
        mark
          ? html`<i class="place-mark" .style=${`left: ${percent(mark.column - map.column, columns)}; top: ${percent(mark.row - map.row, rows)}; width: ${percent(1, columns)}; height: ${percent(1, rows)}`}></i>`
          : nothing
      }
    </div>
    ${countKey(map)}`;
}

/** The colours of a few counts one by one; of many, as a scale. */
function countKey(map: CountMap): TemplateResult {
  const distinct = [...new Set(map.counts)].sort((a, b) => a - b);
  const scale = countScale(map);
  if (distinct.length > mostNamed)
    return html`<convlens-colour-legend .scale=${scale}></convlens-colour-legend>`;
  const colours = colourTable(scale.colourMap);
  const colourOf = (count: number) => {
    const at = 4 * Math.round(255 * positionOn(scale, count));
    return `background: rgb(${colours[at]} ${colours[at + 1]} ${colours[at + 2]})`;
  };
  return html`<ul class="lattice-key">
    ${distinct.map((count) => html`<li>${count === 0 ? html`<i class="key-beyond holes"></i>` : html`<i .style=${colourOf(count)}></i>`}${count}</li>`)}
  </ul>`;
}

/** The counts, a row of the map a row. */
export function countTable(map: CountMap, id: string, caption: string): TableContent {
  const rows = Math.min(map.rows, mostRows);
  const columns = Math.min(map.columns, mostColumns);
  const isCut = rows < map.rows || columns < map.columns;
  return {
    id,
    caption,
    columns: [
      "Row",
      ...Array.from({ length: columns }, (_, column) => `column ${signed(map.column + column)}`),
    ],
    rows: Array.from({ length: rows }, (_, row) => [
      signed(map.row + row),
      ...map.counts.subarray(row * map.columns, row * map.columns + columns),
    ]),
    note: isCut ? `The first ${rows} rows and ${columns} columns of ${map.rows} by ${map.columns}.` : null,
  };
}
