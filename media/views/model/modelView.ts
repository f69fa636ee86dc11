/** The tab of the whole model: its layers with lanes for the connections and bars for what each costs. */
import { html, nothing, type TemplateResult } from "lit";
import {
  isLayerLost,
  type OverviewOrder,
  type PanelActions,
  type PanelState,
} from "../../panel/panelState.ts";
import type { ModelOverview } from "../../worker/describeOverview.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { groupedNumber } from "../numberText.ts";
import "./layerRows.ts";

const orders: readonly (readonly [OverviewOrder, string])[] = [
  ["model", "Order of the file"],
  ["parameters", "Parameters"],
  ["macs", "MACs"],
  ["memory", "Memory of the output"],
];

export function modelView(state: PanelState, actions: PanelActions): TemplateResult {
  const { overview, model } = state;
  const path = model?.target.layerPath ?? [];
  return html`<section class="model-view" aria-label="Layers of the model" data-testid="model-view">
    ${
      isLayerLost(state)
        ? html`<p class="ask" role="alert">There is no layer <code>${path.join(" › ")}</code> in this model any more. Choose another one:</p>`
        : path.length === 0
          ? html`<p class="ask">Choose a layer to see what it does, or put the cursor into one in the file.</p>`
          : nothing
    }
    <div class="controls">
      ${choiceSelect({ id: "order-select", label: "Sorted by", value: state.overviewOrder, options: orders }, actions.orderOverview)}
      ${overview ? html`<span class="hint">${countText(overview)}</span>` : nothing}
    </div>
    ${
      overview
        ? html`<convlens-layer-rows
            data-testid="layer-rows"
            role="listbox"
            tabindex="-1"
            aria-label="Layers, ${overview.layers.length}"
            .overview=${overview}
            .order=${state.overviewOrder}
            .chosen=${path}
            .actions=${actions}
          ></convlens-layer-rows>`
        : html`<p class="hint">The layers are being counted…</p>`
    }
  </section>`;
}

function countText(overview: ModelOverview): string {
  const count = overview.layers.length;
  const more = overview.leftOut > 0 ? `, ${groupedNumber(overview.leftOut)} more are left out` : "";
  return `${groupedNumber(count)} ${count === 1 ? "layer" : "layers"}${more}`;
}
