/** The channel of the layer's input that the window slides over, with the window and its taps on it. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { InputMap } from "../../worker/inputMap.ts";
import type { Tap } from "../../worker/pixelAnswer.ts";
import { paintPlane } from "../drawPlane.ts";
import { valueScale } from "../valueScale.ts";

/** Taps that are still drawn one by one. */
const mostDots = 64;

export class WindowMap extends LitElement {
  static override properties = {
    map: { attribute: false },
    taps: { attribute: false },
    lit: { attribute: false },
  };
  declare map: InputMap;
  declare taps: readonly Tap[];
  /** The tap that a step stands on; `null` for none. */
  declare lit: number | null;
  private drawn: InputMap | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { map, taps, lit } = this;
    const box = boxOf(taps);
    const text = box
      ? `Input channel ${map.channel}; the window is rows ${box.row} to ${box.row + box.rows - 1}, columns ${box.column} to ${box.column + box.columns - 1}`
      : `Input channel ${map.channel}`;
    const spread = box !== null && taps.length <= mostDots && box.rows * box.columns > taps.length;
    return html`<figure class="window-map" data-testid="window-map">
      <div class="window-frame">
        <canvas role="img" aria-label=${text}></canvas>
        ${box ? html`<i class="field" .style=${placeStyle(box, map)}></i>` : nothing}
        ${taps.map((tap, at) =>
          tap.at && (spread || at === lit)
            ? html`<i class="tap-dot ${at === lit ? "now" : ""}" .style=${placeStyle({ ...tap.at, rows: 1, columns: 1 }, map)}></i>`
            : nothing,
        )}
      </div>
      <figcaption>input ${map.channel}</figcaption>
    </figure>`;
  }

  protected override updated(_: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || this.drawn === this.map) return;
    this.drawn = this.map;
    const { values, rows, columns, min, max } = this.map;
    paintPlane(canvas, { values, rows, columns, start: 0 }, valueScale("auto", min, max));
  }
}

customElements.define("convlens-window-map", WindowMap);

interface Box {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Smallest box around the taps. */
function boxOf(taps: readonly Tap[]): Box | null {
  let [top, left, bottom, right] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { at } of taps) {
    if (!at) return null;
    top = Math.min(top, at.row);
    left = Math.min(left, at.column);
    bottom = Math.max(bottom, at.row);
    right = Math.max(right, at.column);
  }
  if (bottom < top) return null;
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}

function placeStyle({ row, column, rows, columns }: Box, map: InputMap): string {
  const percent = (value: number, of: number) => `${(100 * value) / of}%`;
  return `left: ${percent(column, map.columns)}; top: ${percent(row, map.rows)}; width: ${percent(columns, map.columns)}; height: ${percent(rows, map.rows)}`;
}
