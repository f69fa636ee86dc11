/** The chosen map, enlarged without smoothing; points at its values by mouse and by keyboard, zooms and pans. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { InputPicture, RunOutcome } from "../../worker/messages.ts";
import { paintPlane } from "../drawPlane.ts";
import { pictureCanvas } from "../input/pictureCanvas.ts";
import {
  drawnCell,
  drawnPlane,
  drawnSize,
  type MapPixel,
  pixelOfCell,
  placeText,
  scaleKey,
  scaleOf,
} from "../maps/mapPicture.ts";
import { fittedSize, paintChosen, paintEnlarged, rulerLeft, rulerTop } from "./paintEnlarged.ts";
import { visibleSize } from "./viewport.ts";

/** Pixels that the pointer may move between pressing and letting go of a click. */
const clickSlack = 4;
/** Change of the zoom for one unit of the wheel. */
const wheelStep = 0.0025;

/** From this width of the pane on, numbers stand beside the map and take this much; the style sheet says the same. */
const sideBySide = 380;
const sideWidth = 144;

export class EnlargedMap extends LitElement {
  static override properties = {
    outcome: { attribute: false },
    panel: { attribute: false },
    actions: { attribute: false },
  };
  declare outcome: RunOutcome;
  declare panel: PanelState;
  declare actions: PanelActions;

  /** Colours of the map, one pixel a value. */
  private readonly values = document.createElement("canvas");
  /** All that is painted but the chosen pixel. */
  private readonly painted = document.createElement("canvas");
  private paintedKey = "";
  private paintedUnder: HTMLCanvasElement | null = null;
  private valuesKey = "";
  private valuesMaps: RunOutcome["maps"] | null = null;
  private under: { readonly picture: InputPicture; readonly canvas: HTMLCanvasElement } | null = null;
  private drag: { x: number; y: number; moved: boolean } | null = null;
  /** Width of the element around it, which is not asked for while the page is being changed: that would lay it out twice. */
  private widthAround = 0;
  private readonly sizes = new ResizeObserver(([around]) => {
    if (around) this.widthAround = around.target.clientWidth;
    this.paint();
  });
  /** Of the rulers; asked for once a theme, since asking makes the browser settle the styles of all that has changed. */
  private text: { readonly colour: string; readonly font: string } | null = null;
  private readonly theme = new MutationObserver(() => {
    this.text = null;
    this.paint();
  });

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.parentElement) this.sizes.observe(this.parentElement);
    // VS Code writes a theme's colours into the style of the root, and its kind into the class of the body.
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.theme.disconnect();
  }

  protected override render(): TemplateResult {
    const { maps } = this.outcome;
    const { pixel, channel, slice, viewport } = this.panel;
    const place = pixel ? placeText(maps, { channel, slice, ...pixel }) : "no pixel chosen";
    const text = `Enlarged map, ${place}. Arrows move the pixel, Enter pins it, Escape releases it, brackets change the channel, plus and minus zoom.`;
    return html`<canvas
      data-testid="enlarged-map"
      tabindex="0"
      role="application"
      aria-roledescription="feature map"
      aria-label=${text}
      data-pinned=${this.panel.pinned ? "true" : "false"}
      data-zoom=${viewport.zoom}
      data-view="${viewport.row},${viewport.column}"
      class=${viewport.zoom > 1 ? "zoomed" : ""}
      @pointermove=${this.onMove}
      @pointerdown=${this.onDown}
      @pointerup=${this.onUp}
      @wheel=${this.onWheel}
    ></canvas>`;
  }

  protected override updated(_: PropertyValues): void {
    this.paint();
  }

  private paint(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || this.room() <= rulerLeft) return;
    const { maps, picture } = this.outcome;
    const { choices, channel, slice, pixel, pinned, stale, viewport } = this.panel;
    const plane = drawnPlane(maps, channel, slice);
    const scale = scaleOf(maps, channel, choices);
    const key = `${scaleKey(choices)} ${channel} ${slice}`;
    if (key !== this.valuesKey || this.valuesMaps !== maps) {
      paintPlane(this.values, plane, scale);
      this.valuesKey = key;
      this.valuesMaps = maps;
      this.paintedKey = "";
    }
    this.text ??= this.textStyle();
    const tallest = Math.max(160, Math.min(420, window.innerHeight * 0.33));
    const under = choices.overlay && picture ? this.underlay(picture) : null;
    const enlarged = { plane, scale, view: viewport, under };
    const style = {
      size: fittedSize(plane, this.room() - rulerLeft - 2, tallest),
      density: window.devicePixelRatio || 1,
      ...this.text,
    };
    const paintedKey = JSON.stringify([viewport, style]);
    if (paintedKey !== this.paintedKey || under !== this.paintedUnder) {
      paintEnlarged(this.painted, this.values, enlarged, style);
      this.paintedKey = paintedKey;
      this.paintedUnder = under;
    }
    const cell = pixel && !stale ? { ...drawnCell(maps, pixel), pinned } : null;
    paintChosen(canvas, this.painted, cell, enlarged, style);
  }

  private textStyle(): { colour: string; font: string } {
    const { color, fontFamily } = getComputedStyle(this);
    return { colour: color, font: fontFamily };
  }

  /** Width that the map may take, which the column beside it is taken off in a wide pane. */
  private room(): number {
    const { widthAround } = this;
    const isFlat = this.parentElement?.classList.contains("flat") === true;
    return isFlat || widthAround < sideBySide ? widthAround : widthAround - sideWidth;
  }

  private underlay(picture: InputPicture): HTMLCanvasElement {
    if (this.under?.picture !== picture) this.under = { picture, canvas: pictureCanvas(picture) };
    return this.under.canvas;
  }

  /** Place under the pointer in rows and columns of the drawn map, with their fractions. */
  private placeAt(event: MouseEvent): MapPixel | null {
    const canvas = this.querySelector("canvas");
    if (!canvas) return null;
    const box = canvas.getBoundingClientRect();
    const { viewport } = this.panel;
    const visible = visibleSize(viewport, drawnSize(this.outcome.maps));
    // The border of the canvas is outside of its pixels.
    const x = (event.clientX - box.left - canvas.clientLeft - rulerLeft) / (canvas.clientWidth - rulerLeft);
    const y = (event.clientY - box.top - canvas.clientTop - rulerTop) / (canvas.clientHeight - rulerTop);
    return { row: viewport.row + y * visible.rows, column: viewport.column + x * visible.columns };
  }

  private pixelAt(event: MouseEvent): MapPixel | null {
    const place = this.placeAt(event);
    if (!place) return null;
    return pixelOfCell(this.outcome.maps, { row: Math.floor(place.row), column: Math.floor(place.column) });
  }

  private readonly onMove = (event: PointerEvent): void => {
    const { drag } = this;
    if (drag && this.panel.viewport.zoom > 1) {
      const [across, down] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.moved && Math.hypot(across, down) < clickSlack) return;
      const canvas = this.querySelector("canvas");
      const visible = visibleSize(this.panel.viewport, drawnSize(this.outcome.maps));
      if (!canvas) return;
      const rows = (-down * visible.rows) / (canvas.clientHeight - rulerTop);
      const columns = (-across * visible.columns) / (canvas.clientWidth - rulerLeft);
      this.actions.panBy(rows, columns);
      this.drag = { x: event.clientX, y: event.clientY, moved: true };
      return;
    }
    const pixel = this.pixelAt(event);
    if (pixel) this.actions.pointAt(pixel.row, pixel.column);
  };

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.drag = { x: event.clientX, y: event.clientY, moved: false };
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
  };

  private readonly onUp = (event: PointerEvent): void => {
    const moved = this.drag?.moved === true;
    const pressed = this.drag !== null;
    this.drag = null;
    const place = this.pixelAt(event);
    if (!pressed || moved || !place) return;
    const { pixel, pinned } = this.panel;
    if (pinned && pixel?.row === place.row && pixel.column === place.column) {
      this.actions.release();
      return;
    }
    this.actions.moveTo(place.row, place.column);
    this.actions.pin();
  };

  /** Pinching arrives as a wheel with Control; a plain wheel scrolls the panel. */
  private readonly onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    const place = this.placeAt(event);
    if (!place) return;
    event.preventDefault();
    this.actions.zoomBy(Math.exp(-event.deltaY * wheelStep), place);
  };
}

customElements.define("convlens-enlarged-map", EnlargedMap);
