/** The chosen map, enlarged without smoothing; points at its values by mouse and by keyboard. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { type Plane, paintPlane } from "../drawPlane.ts";
import { placeText, planeOf, scaleOf, wrappedColumns } from "../maps/mapPicture.ts";

export class EnlargedMap extends LitElement {
  static override properties = {
    outcome: { attribute: false },
    panel: { attribute: false },
    actions: { attribute: false },
  };
  declare outcome: RunOutcome;
  declare panel: PanelState;
  declare actions: PanelActions;

  private readonly plane = document.createElement("canvas");
  private planeKey = "";
  private planeMaps: RunOutcome["maps"] | null = null;
  private readonly sizes = new ResizeObserver(() => this.paint());

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override render(): TemplateResult {
    const { maps } = this.outcome;
    const { pixel, channel, slice } = this.panel;
    const place = pixel ? placeText(maps, { channel, slice, ...pixel }) : "no pixel chosen";
    return html`<canvas
      data-testid="enlarged-map"
      tabindex="0"
      role="application"
      aria-roledescription="feature map"
      aria-label=${`Enlarged map, ${place}. Arrows move the pixel, Enter pins it, Escape releases it, brackets change the channel.`}
      data-pinned=${this.panel.pinned ? "true" : "false"}
      @mousemove=${this.onMove}
      @click=${this.onClick}
    ></canvas>`;
  }

  protected override updated(_: PropertyValues): void {
    this.paint();
  }

  /** Vectors are wrapped into rows, so that each value gets a cell of some size; the last row may not be full. */
  private grid(): Plane {
    const { maps } = this.outcome;
    const plane = planeOf(maps, this.panel.channel, this.panel.slice);
    const columns = wrappedColumns(maps);
    if (columns === maps.columns) return plane;
    const rows = Math.ceil(maps.columns / columns);
    return { ...plane, rows, columns };
  }

  private paint(): void {
    const canvas = this.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context || this.clientWidth === 0) return;
    const { maps } = this.outcome;
    const { choices, channel, slice, pixel, pinned, stale } = this.panel;
    const grid = this.grid();
    const key = `${choices.colourMap} ${choices.scale} ${channel} ${slice}`;
    if (key !== this.planeKey || this.planeMaps !== maps) {
      paintPlane(this.plane, grid, scaleOf(maps, channel, choices));
      this.planeKey = key;
      this.planeMaps = maps;
    }
    const size = fitted(
      grid,
      this.clientWidth,
      Math.max(160, Math.min(420, window.innerHeight * (window.innerWidth < 700 ? 0.3 : 0.38))),
    );
    const density = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${size.width}px`;
      canvas.style.height = `${size.height}px`;
    }
    context.imageSmoothingEnabled = grid.columns > width;
    context.clearRect(0, 0, width, height);
    context.drawImage(this.plane, 0, 0, width, height);
    if (pixel && !stale) {
      const at = this.cellOf(pixel.row, pixel.column, grid);
      outline(context, at, { width: width / grid.columns, height: height / grid.rows }, pinned, density);
    }
  }

  private cellOf(row: number, column: number, grid: Plane): { row: number; column: number } {
    const flat = row * this.outcome.maps.columns + column;
    return { row: Math.floor(flat / grid.columns), column: flat % grid.columns };
  }

  private valueAt(event: MouseEvent): { row: number; column: number } | null {
    const canvas = this.querySelector("canvas");
    if (!canvas) return null;
    const box = canvas.getBoundingClientRect();
    const grid = this.grid();
    const column = Math.floor(((event.clientX - box.left) / box.width) * grid.columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * grid.rows);
    if (row < 0 || column < 0 || row >= grid.rows || column >= grid.columns) return null;
    const { maps } = this.outcome;
    const flat = row * grid.columns + column;
    if (flat >= maps.rows * maps.columns) return null;
    return { row: Math.floor(flat / maps.columns), column: flat % maps.columns };
  }

  private readonly onMove = (event: MouseEvent): void => {
    const value = this.valueAt(event);
    if (value) this.actions.pointAt(value.row, value.column);
  };

  private readonly onClick = (event: MouseEvent): void => {
    const value = this.valueAt(event);
    if (!value) return;
    const { pixel, pinned } = this.panel;
    if (pinned && pixel?.row === value.row && pixel.column === value.column) {
      this.actions.release();
      return;
    }
    this.actions.moveTo(value.row, value.column);
    this.actions.pin();
  };
}

/** Largest size inside the box with square values; whole pixels a value where that costs little room. */
function fitted(grid: Plane, width: number, height: number): { width: number; height: number } {
  if (grid.rows === 1) return { width, height: 56 };
  const cell = Math.min(width / grid.columns, height / grid.rows);
  const whole = cell >= 3 ? Math.floor(cell) : cell;
  return { width: Math.max(8, whole * grid.columns), height: Math.max(8, whole * grid.rows) };
}

/** Dark and light lines around a cell, seen on every colour; thicker when pinned. */
function outline(
  context: CanvasRenderingContext2D,
  at: { readonly row: number; readonly column: number },
  cell: { readonly width: number; readonly height: number },
  pinned: boolean,
  density: number,
): void {
  const least = 7 * density;
  const width = Math.max(cell.width, least);
  const height = Math.max(cell.height, least);
  const x = (at.column + 0.5) * cell.width - width / 2;
  const y = (at.row + 0.5) * cell.height - height / 2;
  const line = (pinned ? 2.5 : 1.5) * density;
  context.lineWidth = line * 2.2;
  context.strokeStyle = "black";
  context.strokeRect(x, y, width, height);
  context.lineWidth = line;
  context.strokeStyle = "white";
  context.strokeRect(x, y, width, height);
}

customElements.define("convlens-enlarged-map", EnlargedMap);
