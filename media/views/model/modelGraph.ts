/** The graph of a model's layers: scrolled and enlarged like a map, and only what is on screen is drawn. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PanelActions } from "../../panel/panelState.ts";
import type { ModelOverview } from "../../worker/describeOverview.ts";
import type { GraphLayout } from "../../worker/graph/layOutGraph.ts";
import { dragToScroll } from "./dragToScroll.ts";
import { graphControls } from "./graphControls.ts";
import { graphDrawing } from "./graphDrawing.ts";
import { moveInGraph, moveOfKey } from "./graphMoves.ts";
import { boxAt, clampZoom, farZoom, type GraphWindow, holdsWindow, windowOf } from "./graphWindow.ts";
import { type CostMaxima, costMaxima } from "./layerOrder.ts";
import type { ModelSurvey } from "./survey.ts";

/** Around the graph at least, in pixels of the screen. */
const rim = 24;
const keyZoom = 1.4;

interface Spot {
  readonly x: number;
  readonly y: number;
}

export class ModelGraph extends LitElement {
  static override properties = {
    overview: { attribute: false },
    layout: { attribute: false },
    survey: { attribute: false },
    chosen: { attribute: false },
    actions: { attribute: false },
  };
  declare overview: ModelOverview;
  declare layout: GraphLayout;
  declare survey: ModelSurvey;
  declare chosen: readonly string[];
  declare actions: PanelActions;

  private zoom = 1;
  /** What was drawn last, larger than what is on screen. */
  private drawn: GraphWindow = { left: 0, top: 0, right: 0, bottom: 0 };
  private maxima: CostMaxima = { parameters: 1, macs: 1, memory: 1, time: 1 };
  private chosenRow = -1;
  /** Row that the keyboard stands on. */
  private cursor = 0;
  private endDrag: (() => void) | undefined;
  private started = false;
  /** What stood in the middle of another width stands there again. */
  private readonly sizes = new ResizeObserver(() => this.requestUpdate());

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
    this.endDrag?.();
    this.endDrag = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { overview, chosen, survey } = this;
    if (changed.has("overview") || changed.has("survey")) this.maxima = costMaxima(overview, survey);
    if (changed.has("overview") || changed.has("chosen")) {
      const wanted = chosen.join("\n");
      this.chosenRow = overview.layers.findIndex(({ path }) => path.join("\n") === wanted);
      this.cursor = Math.max(0, this.chosenRow);
    }
  }

  protected override updated(changed: PropertyValues): void {
    const { scroller } = this;
    if (!scroller) return;
    this.endDrag ??= dragToScroll(scroller);
    if (!this.started && scroller.clientWidth > 0) this.start(scroller);
    else if (changed.has("chosen") || changed.has("layout")) this.showRow(this.cursor);
    this.look();
  }

  protected override render(): TemplateResult {
    const { layout, zoom } = this;
    const { left, top } = this.corner();
    const ground = `width: ${layout.width * zoom + 2 * left}px; height: ${layout.height * zoom + 2 * top}px`;
    return html`
      <div
        class="graph-scroll ${zoom < farZoom ? "far" : ""}"
        role="tree"
        data-testid="graph-scroll"
        data-zoom=${zoom}
        aria-label="Graph of the layers, ${this.overview.layers.length}"
        tabindex="-1"
        @scroll=${this.look}
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
        @wheel=${{ handleEvent: this.onWheel, passive: false }}
        @click=${this.onClick}
      >
        <div class="graph-ground" role="presentation" .style=${ground}>
          <div class="graph-plane" role="presentation" .style=${`transform: translate(${left}px, ${top}px) scale(${zoom})`}>
            ${graphDrawing({
              ...this.facts(),
              toggle: (path) => this.actions.toggleGroup(path),
            })}
          </div>
        </div>
      </div>
      ${graphControls({ zoom, zoomBy: (factor) => this.zoomTo(zoom * factor), fit: this.fit })}
    `;
  }

  private facts() {
    const { overview, layout, survey, drawn, maxima, cursor, chosenRow, zoom } = this;
    return { overview, layout, survey, drawn, maxima, cursor, chosenRow, far: zoom < farZoom };
  }

  private get scroller(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".graph-scroll");
  }

  /** Where the graph begins on its ground: a small one stands in the middle. */
  private corner(): { readonly left: number; readonly top: number } {
    const width = this.scroller?.clientWidth ?? 0;
    return { left: Math.max(rim, Math.floor((width - this.layout.width * this.zoom) / 2)), top: rim };
  }

  /** As large as the width allows, at the chosen layer. */
  private start(scroller: HTMLElement): void {
    this.started = true;
    const across = (scroller.clientWidth - 2 * rim) / this.layout.width;
    this.zoom = Math.max(farZoom + 0.1, Math.min(1, across));
    this.requestUpdate();
    void this.updateComplete.then(() => this.showRow(this.cursor, "middle"));
  }

  /** Draws anew only when something comes into sight that was not drawn. */
  private readonly look = (): void => {
    const { scroller } = this;
    if (!scroller) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    const { left, top } = this.corner();
    const view = { left: scrollLeft - left, top: scrollTop - top, width: clientWidth, height: clientHeight };
    if (holdsWindow(this.drawn, windowOf(view, this.zoom, 0))) return;
    this.drawn = windowOf(view, this.zoom, 0.75);
    this.requestUpdate();
  };

  /** `around`: a place of the view that stays where it is; its middle where absent. */
  private zoomTo(wanted: number, around?: Spot): void {
    const { scroller } = this;
    if (!scroller) return;
    const next = clampZoom(wanted);
    const { x, y } = around ?? { x: scroller.clientWidth / 2, y: scroller.clientHeight / 2 };
    const held = this.placeAt(scroller, { x, y });
    this.zoom = next;
    this.drawn = { left: 0, top: 0, right: 0, bottom: 0 };
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const { left, top } = this.corner();
      scroller.scrollTo(held.x * next + left - x, held.y * next + top - y);
      this.look();
    });
  }

  /** The place of the graph that lies at a place of the view. */
  private placeAt(scroller: HTMLElement, { x, y }: Spot): Spot {
    const { left, top } = this.corner();
    return {
      x: (scroller.scrollLeft + x - left) / this.zoom,
      y: (scroller.scrollTop + y - top) / this.zoom,
    };
  }

  private readonly fit = (): void => {
    const { scroller, layout } = this;
    if (!scroller) return;
    const across = (scroller.clientWidth - 2 * rim) / layout.width;
    const down = (scroller.clientHeight - 2 * rim) / layout.height;
    this.zoomTo(Math.min(1, across, down));
  };

  private showRow(row: number, where: "nearest" | "middle" = "nearest"): void {
    const { scroller, zoom } = this;
    const box = this.layout.boxes.find((each) => each.row === row);
    if (!scroller || !box) return;
    const corner = this.corner();
    const [left, top] = [box.left * zoom + corner.left, box.top * zoom + corner.top];
    const [width, height] = [box.width * zoom, Math.min(box.height * zoom, scroller.clientHeight / 2)];
    const inside =
      left >= scroller.scrollLeft &&
      top >= scroller.scrollTop &&
      left + width <= scroller.scrollLeft + scroller.clientWidth &&
      top + height <= scroller.scrollTop + scroller.clientHeight;
    if (inside && where === "nearest") return;
    scroller.scrollTo(
      left + width / 2 - scroller.clientWidth / 2,
      top + height / 2 - scroller.clientHeight / 2,
    );
    this.look();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.keyAction(event.key);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  private keyAction(key: string): (() => void) | undefined {
    const layer = this.overview.layers[this.cursor];
    const move = moveOfKey(key);
    if (move) return () => this.focusRow(moveInGraph(this.layout, this.cursor, move));
    const keys: Record<string, (() => void) | undefined> = {
      Enter: layer && (() => this.actions.chooseLayer(layer.path)),
      " ": layer?.nested ? () => this.actions.toggleGroup(layer.path) : undefined,
      "+": () => this.zoomTo(this.zoom * keyZoom),
      "=": () => this.zoomTo(this.zoom * keyZoom),
      "-": () => this.zoomTo(this.zoom / keyZoom),
      "0": this.fit,
    };
    return keys[key];
  }

  private focusRow(row: number | undefined): void {
    if (row === undefined) return;
    this.cursor = row;
    this.showRow(row);
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus({ preventScroll: true }),
    );
  }

  /** Wherever the focus comes from, keys go on from there. */
  private readonly onFocus = (event: FocusEvent): void => {
    const { target } = event;
    const row = target instanceof HTMLElement ? Number(target.dataset.row ?? Number.NaN) : Number.NaN;
    if (Number.isNaN(row) || row === this.cursor) return;
    this.cursor = row;
    this.requestUpdate();
  };

  /** With Control (which a pinch of the touchpad gives, too) the wheel enlarges; otherwise it scrolls. */
  private readonly onWheel = (event: WheelEvent): void => {
    const { scroller } = this;
    if (!scroller || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const box = scroller.getBoundingClientRect();
    const around = { x: event.clientX - box.left, y: event.clientY - box.top };
    this.zoomTo(this.zoom * 1.0015 ** -event.deltaY, around);
  };

  private readonly onClick = (event: MouseEvent): void => {
    const { scroller } = this;
    if (!scroller) return;
    const frame = scroller.getBoundingClientRect();
    const { x, y } = this.placeAt(scroller, { x: event.clientX - frame.left, y: event.clientY - frame.top });
    const layer = this.overview.layers[boxAt(this.layout, x, y)?.row ?? -1];
    if (layer) this.actions.chooseLayer(layer.path);
  };
}

customElements.define("convlens-model-graph", ModelGraph);
