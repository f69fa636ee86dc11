/** The tab of the whole model: its layers as a graph or a list, with what each costs, and the table behind both. */
import { html, nothing, type TemplateResult } from "lit";
import type { ModelForm } from "../../../protocol/panelChoices.ts";
import {
  isLayerLost,
  type OverviewOrder,
  type PanelActions,
  type PanelState,
} from "../../panel/panelState.ts";
import type { ModelOverview } from "../../worker/describeOverview.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { groupedNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { tablesToggle } from "../table/tablesToggle.ts";
import "./layerRows.ts";
import { layerTable } from "./layerTable.ts";
import "./modelGraph.ts";
import { surveyControls } from "./surveyControls.ts";

const orders: readonly (readonly [OverviewOrder, string])[] = [
  ["model", "Order of the file"],
  ["parameters", "Parameters"],
  ["macs", "MACs"],
  ["memory", "Memory of the output"],
];

const forms: readonly (readonly [ModelForm, string])[] = [
  ["graph", "Graph"],
  ["list", "List"],
];

export function modelView(state: PanelState, actions: PanelActions): TemplateResult {
  const { overview, model, choices } = state;
  const path = model?.target.layerPath ?? [];
  return html`<section class="model-view" aria-label="Model" data-testid="model-view">
    ${
      isLayerLost(state)
        ? html`<p class="ask" role="alert">There is no layer <code>${path.join(" › ")}</code> in this model any more. Choose another one:</p>`
        : path.length === 0
          ? html`<p class="ask">Choose a layer to see what it does, or put the cursor into one in the file.</p>`
          : nothing
    }
    <div class="controls">
      ${choiceSelect({ id: "form-select", label: "Shown as", value: choices.modelForm, options: forms }, (modelForm) => actions.choose({ modelForm }))}
      ${choices.modelForm === "list" || choices.tables ? orderSelect(state, actions) : costLegend(state)}
      ${tablesToggle(state, actions)} ${overview ? html`<span class="hint">${countText(overview)}</span>` : nothing}
      ${overview ? surveyControls(overview, state, actions) : nothing}
    </div>
    ${overview ? content(overview, state, actions) : html`<p class="hint">The layers are being counted…</p>`}
  </section>`;
}

function content(overview: ModelOverview, state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, graph, survey, overviewOrder } = state;
  if (choices.tables) return dataTable(layerTable(overview, overviewOrder, survey));
  const chosen = state.model?.target.layerPath ?? [];
  if (choices.modelForm === "graph" && graph?.result.kind === "ok") {
    return html`<convlens-model-graph
      data-table="layer-table"
      .overview=${overview}
      .layout=${graph.result.layout}
      .survey=${survey}
      .chosen=${chosen}
      .actions=${actions}
    ></convlens-model-graph>`;
  }
  return html`${choices.modelForm === "graph" && graph?.result.kind === "refused" ? html`<p class="ask" role="status">${graph.result.reason}</p>` : nothing}
    <convlens-layer-rows
      class=${survey.size > 0 ? "timed" : ""}
      data-testid="layer-rows"
      data-table="layer-table"
      role="listbox"
      tabindex="-1"
      aria-label="Layers, ${overview.layers.length}"
      .overview=${overview}
      .order=${overviewOrder}
      .survey=${survey}
      .chosen=${chosen}
      .actions=${actions}
    ></convlens-layer-rows>`;
}

function orderSelect({ overviewOrder, survey }: PanelState, actions: PanelActions): TemplateResult {
  const options = survey.size > 0 ? [...orders, ["time", "Time"] as const] : orders;
  return choiceSelect(
    { id: "order-select", label: "Sorted by", value: overviewOrder, options },
    actions.orderOverview,
  );
}

/** What the bars of the graph stand for. */
function costLegend({ survey }: PanelState): TemplateResult {
  const bars = [
    ["parameters", "parameters"],
    ["macs", "MACs"],
    ["memory", "memory"],
    ...(survey.size > 0 ? [["time", "time"]] : []),
  ];
  return html`<span class="cost-legend" aria-label="Bars, from left to right: ${bars.map(([, name]) => name).join(", ")}">
    ${bars.map(([kind, name]) => html`<span class="cost ${kind}"><span class="cost-track"><i></i></span> ${name}</span>`)}
  </span>`;
}

function countText(overview: ModelOverview): string {
  const count = overview.layers.length;
  const more = overview.leftOut > 0 ? `, ${groupedNumber(overview.leftOut)} more are left out` : "";
  return `${groupedNumber(count)} ${count === 1 ? "layer" : "layers"}${more}`;
}
