/** Window, kernel and products as coloured cells side by side: `window × kernel = products Σ result`. */
import { html, nothing, type TemplateResult } from "lit";
import { colourAt, needsDarkText } from "../../../engine/picture/colourMap.ts";
import type { PixelStage, Tap, TapGrid } from "../../worker/pixelAnswer.ts";
import { cellNumber, exactNumber, shortNumber } from "../numberText.ts";
import { positionOn, type ValueScale, valueScale } from "../valueScale.ts";

/** `lit` is the tap that a step stands on: those after it are dimmed; `null` shows all alike. */
export function tapGrids(stage: PixelStage, lit: number | null): TemplateResult | typeof nothing {
  const { grid } = stage;
  if (!grid) return nothing;
  const whole = stage.shownGroup >= 0 ? (stage.groups[stage.shownGroup]?.result ?? 0) : stage.total;
  const result = lit === null ? whole : partOf(grid.taps.slice(0, lit + 1), stage.combine);
  const weighted = grid.taps.some((tap) => tap.weight !== null);
  const window = tapCells(grid, {
    title: "window",
    lit,
    scale: scaleFor(grid.inputRange),
    numberOf: (tap) => tap.input,
  });
  const end = html`<span class="group-result"
    ><span class="operator">${combineSign(stage.combine)}</span><b>${shortNumber(result)}</b></span
  >`;
  if (!weighted) return html`<div class="grids">${window} ${end}</div>`;
  const products = grid.taps.map((tap) => tap.product);
  const productRange = [Math.min(...products), Math.max(...products)] as const;
  return html`<div class="grids">
    ${window}
    <span class="operator">×</span>
    ${tapCells(grid, { title: "kernel", lit, scale: scaleFor(grid.weightRange), numberOf: (tap) => tap.weight ?? 0 })}
    <span class="operator">=</span>
    ${tapCells(grid, { title: "products", lit, scale: scaleFor(productRange), numberOf: (tap) => tap.product })}
    ${end}
    ${grid.taps.length < grid.tapCount ? html`<p class="more">The first ${grid.taps.length} of ${grid.tapCount} taps are drawn; the sum is of all.</p>` : nothing}
  </div>`;
}

/** The sign that puts taps together. */
export function combineSign(combine: PixelStage["combine"]): string {
  switch (combine) {
    case "sum":
      return "Σ";
    case "maximum":
      return "max";
    case "average":
      return "mean";
    case "minimum":
      return "min";
    case "product":
      return "Π";
    case "difference":
      return "−";
  }
}

/** What the first taps give. */
function partOf(taps: readonly Tap[], combine: PixelStage["combine"]): number {
  const values = taps.map((tap) => tap.product);
  const [first = 0, ...rest] = values;
  switch (combine) {
    case "sum":
      return values.reduce((a, b) => a + b, 0);
    case "maximum":
      return Math.max(...taps.filter((tap) => !tap.padded).map((tap) => tap.product));
    case "minimum":
      return Math.min(...values);
    case "average":
      return values.reduce((a, b) => a + b, 0) / Math.max(1, taps.filter((tap) => !tap.padded).length);
    case "product":
      return values.reduce((a, b) => a * b, 1);
    case "difference":
      return rest.reduce((a, b) => a - b, first);
  }
}

interface CellSettings {
  readonly lit: number | null;
  readonly title: "window" | "kernel" | "products";
  readonly scale: ValueScale;
  readonly numberOf: (tap: Tap) => number;
}

/** Numbers are written into cells that have room for them: up to eight in a row. */
function tapCells(grid: TapGrid, settings: CellSettings): TemplateResult {
  const { title } = settings;
  const { rows, columns } = grid;
  const size = columns <= 3 ? "large" : columns <= 5 ? "medium" : columns <= 8 ? "small" : "tiny";
  return html`<figure class="tap-grid" data-testid="probe-${title}">
    <div
      class="cells ${size}"
      role="img"
      aria-label=${`${title}, ${rows} by ${columns}`}
      .style=${`grid-template-columns: repeat(${columns}, auto); grid-template-rows: repeat(${rows}, auto)`}
    >${grid.taps.map((tap, at) => tapCell(tap, at, settings, size !== "tiny"))}</div>
    <figcaption>${title}</figcaption>
  </figure>`;
}

function tapCell(tap: Tap, at: number, settings: CellSettings, numbered: boolean): TemplateResult {
  const { title, scale, numberOf, lit } = settings;
  const value = numberOf(tap);
  const padded = tap.padded && title !== "kernel";
  const finite = Number.isFinite(value);
  const position = positionOn(scale, value);
  const colours =
    padded || !finite
      ? ""
      : `background: ${colourAt(scale.colourMap, position)}; color: ${needsDarkText(scale.colourMap, position) ? "#000" : "#fff"};`;
  const classes = ["cell", padded ? "padded" : "", finite ? "" : "not-finite", tap.chosen ? "chosen" : ""];
  if (lit !== null) classes.push(at > lit ? "later" : at === lit ? "now" : "");
  return html`<span
    class=${classes.join(" ")}
    title=${`${padded ? "padding, " : ""}${title}, ${tap.place}: ${exactNumber(value)}`}
    .style=${`${colours} grid-row: ${tap.row + 1}; grid-column: ${tap.column + 1}`}
  >${numbered ? cellNumber(value) : nothing}</span>`;
}

/** Values of one sign from 0 in viridis, signed ones around zero. */
function scaleFor(range: readonly [number, number]): ValueScale {
  const [low, high] = range;
  return low >= 0 ? valueScale("viridis", 0, high) : valueScale("diverging", low, high);
}
