/** The list of layers: only the rows on the screen are drawn, so that ten thousand layers cost no more than a screenful. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { OverviewOrder, PanelActions } from "../../panel/panelState.ts";
import type { ModelOverview, OverviewLayer } from "../../worker/describeOverview.ts";
import { WindowedElement } from "../windowedElement.ts";
import { laneDrawing } from "./laneDrawing.ts";
import { type Lanes, layOutLanes } from "./lanes.ts";
import { type CostMaxima, costMaxima, layerOrder } from "./layerOrder.ts";
import { costText, exactCost, type LayerCost, layerCosts, rowText, shareOf } from "./layerText.ts";
import { type ModelSurvey, surveyOf } from "./survey.ts";

const rowHeight = 44;

export class LayerRows extends WindowedElement {
  static override properties = {
    overview: { attribute: false },
    order: { attribute: false },
    survey: { attribute: false },
    chosen: { attribute: false },
    actions: { attribute: false },
  };
  declare overview: ModelOverview;
  declare order: OverviewOrder;
  declare survey: ModelSurvey;
  declare chosen: readonly string[];
  declare actions: PanelActions;

  private rows: readonly number[] = [];
  private lanes: Lanes | null = null;
  private maxima: CostMaxima = { parameters: 1, macs: 1, memory: 1, time: 1 };
  /** Row that the keyboard stands on, as a place in the list; -1 until it has one. */
  private cursor = -1;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("overview") || changed.has("order") || changed.has("survey")) {
      this.rows = layerOrder(this.overview, this.order, this.survey);
      this.lanes = this.order === "model" ? layOutLanes(this.overview.layers.map((row) => row.inputs)) : null;
      this.maxima = costMaxima(this.overview, this.survey);
    }
    if (changed.has("chosen") || changed.has("overview") || changed.has("order")) {
      const wanted = this.chosen.join("\n");
      this.cursor = this.rows.findIndex((row) => this.overview.layers[row]?.path.join("\n") === wanted);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("chosen") || changed.has("order")) this.showRow(this.cursor);
  }

  protected override render(): TemplateResult {
    const first = Math.max(0, Math.floor(this.view.top / rowHeight) - 2);
    const end = Math.min(this.rows.length, Math.ceil((this.view.top + this.view.height) / rowHeight) + 2);
    const shown = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
    return html`<div class="rows" .style=${`height: ${this.rows.length * rowHeight}px`}>
      ${repeat(
        shown,
        (place) => this.rows[place],
        (place) => this.row(place),
      )}
    </div>`;
  }

  private row(place: number): TemplateResult | typeof nothing {
    const layer = this.overview.layers[this.rows[place] ?? -1];
    if (!layer) return nothing;
    const chosen = layer.path.join("\n") === this.chosen.join("\n");
    const lane = this.lanes?.rows[this.rows[place] ?? -1];
    return html`<button
      class="layer-row"
      role="option"
      data-testid="layer-row"
      data-place=${place}
      data-layer=${layer.path.join("/")}
      tabindex=${place === Math.max(0, this.cursor) ? 0 : -1}
      aria-selected=${chosen ? "true" : "false"}
      aria-posinset=${place + 1}
      aria-setsize=${this.rows.length}
      title=${layer.error ?? ""}
      .style=${`top: ${place * rowHeight}px; height: ${rowHeight}px`}
      @click=${() => this.choose(place)}
    >
      <span class="unseen">${rowText(layer, surveyOf(this.survey, layer.path))}</span>
      ${lane && this.lanes ? laneDrawing(lane, this.lanes.width, rowHeight, chosen) : nothing}
      <span class="row-name" aria-hidden="true" title=${[layer.path.at(-1), layer.className, ...kindTitles(layer)].join(" · ")} .style=${`padding-left: ${12 * (layer.path.length - 1)}px`}>
        <b>${layer.path.at(-1)}</b>
        <span class="class-name">${layer.className}${kindTitles(layer).map((title) => html` <span class="badge">${title}</span>`)}${layer.error ? html` <span class="bad">error</span>` : nothing}</span>
      </span>
      <span class="row-output" aria-hidden="true">${layer.output}</span>
      ${layerCosts(layer, surveyOf(this.survey, layer.path)).map((cost) => bar(cost, this.maxima))}
    </button>`;
  }

  private choose(place: number): void {
    const layer = this.overview.layers[this.rows[place] ?? -1];
    if (layer) this.actions.chooseLayer(layer.path);
  }

  private showRow(place: number): void {
    if (place < 0) return;
    const top = place * rowHeight;
    if (top < this.scrollTop || top + rowHeight > this.scrollTop + this.clientHeight) {
      this.scrollTop = Math.max(0, top - this.clientHeight / 2 + rowHeight / 2);
    }
    this.measure();
  }

  protected override readonly onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(this.clientHeight / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowUp: this.cursor - 1,
      ArrowDown: this.cursor + 1,
      PageUp: this.cursor - page,
      PageDown: this.cursor + page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.cursor = Math.max(0, Math.min(this.rows.length - 1, move));
    this.showRow(this.cursor);
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-place="${this.cursor}"]`)?.focus({ preventScroll: true }),
    );
  };
}

function bar(cost: LayerCost, maxima: CostMaxima): TemplateResult {
  const { kind, count } = cost;
  const none = count.kind === "exact" && count.value === 0;
  return html`<span class="cost ${kind}" aria-hidden="true" title=${exactCost(cost)}>
    <span class="cost-track"><i .style=${`width: ${100 * shareOf(count, maxima[kind])}%`}></i></span>
    <span class="cost-number ${none ? "none" : ""}">${costText(cost)}</span>
  </span>`;
}

/** The kinds of convolution that the layer is, in short. */
function kindTitles({ kinds }: OverviewLayer): string[] {
  return kinds.map((kind) => convolutionKindTexts[kind].title.replace(/ convolution$/, ""));
}

customElements.define("convlens-layer-rows", LayerRows);
