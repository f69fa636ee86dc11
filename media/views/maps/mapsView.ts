/** The tab of feature maps: the picture that went in, the choices of how to look, and the grid. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { inputView } from "../input/inputView.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { layerSummary } from "./layerSummary.ts";
import { mapControls } from "./mapControls.ts";
import "./mapGrid.ts";
import { mapOrder } from "./mapOrder.ts";
import { placeText, valueAt } from "./mapPicture.ts";
import { channelTable, vectorTable } from "./mapTables.ts";
import { noMaps } from "./noMaps.ts";
import { vectorBars } from "./vectorBars.ts";

export function mapsView(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome } = state;
  return html`<div class="maps-view">
    ${inputView(state, actions)}
    <section class="maps" aria-label="Feature maps">
      ${mapControls(state, actions)} ${outcome ? layerSummary(outcome.maps, state.choices.tables) : nothing}
      ${outcome ? mapContent(outcome, state, actions) : noMaps(state, actions)}
      ${outcome && state.narrow ? pixelLine(outcome, state, actions) : nothing}
    </section>
  </div>`;
}

function mapContent(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  const { maps, layerPath } = outcome;
  if (state.choices.tables) {
    const layer = layerPath.at(-1) ?? "";
    return dataTable(
      maps.form === "vector"
        ? vectorTable(maps, layer)
        : channelTable(maps, mapOrder(maps, state.choices.sort), layer),
    );
  }
  if (maps.form === "vector") {
    return html`<div class="map-grid content" data-testid="map-grid" data-table="channel-table" tabindex="-1">${vectorBars(outcome, state, actions)}</div>`;
  }
  return html`<convlens-map-grid
    class="map-grid content"
    data-testid="map-grid"
    data-table="channel-table"
    data-count=${maps.channels}
    role="listbox"
    aria-label="Feature maps, ${maps.channels}"
    .outcome=${outcome}
    .panel=${state}
    .actions=${actions}
  ></convlens-map-grid>`;
}

/** Where the pixel view is a tab, one line says what it would show. */
function pixelLine(
  outcome: RunOutcome,
  state: PanelState,
  actions: PanelActions,
): TemplateResult | typeof nothing {
  const { pixel, channel, slice } = state;
  if (!pixel) return nothing;
  const place = { channel, slice, ...pixel };
  const value = valueAt(outcome.maps, place);
  return html`<button class="pixel-line" data-testid="pixel-line" title="Show the arithmetic of this value" @click=${() => actions.showTab("pixel")}>
    <span>${placeText(outcome.maps, place)}</span><b title=${exactNumber(value)}>${shortNumber(value)}</b><span class="link">How it comes about</span>
  </button>`;
}
