/** The tab of feature maps: the picture that went in, the choices of how to look, and the grid. */
import { html, nothing, type TemplateResult } from "lit";
import type { ColourMapChoice, ScaleChoice } from "../../../protocol/panelChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { inputView } from "../input/inputView.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { placeText, valueAt } from "./mapPicture.ts";
import "./mapGrid.ts";
import { vectorBars } from "./vectorBars.ts";

export function mapsView(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome } = state;
  return html`<div class="maps-view">
    ${inputView(state, actions)}
    <section class="maps" aria-label="Feature maps">
      ${mapControls(state, actions)}
      ${outcome ? mapContent(outcome, state, actions) : html`<p class="hint">${state.run.state === "running" ? "The maps appear here as soon as they are computed." : "No maps yet: run the layer."}</p>`}
      ${outcome && state.narrow ? pixelLine(outcome, state, actions) : nothing}
    </section>
  </div>`;
}

const colourMaps: readonly (readonly [ColourMapChoice, string])[] = [
  ["auto", "Automatic"],
  ["viridis", "Viridis"],
  ["diverging", "Diverging"],
  ["grey", "Grey"],
];

const scales: readonly (readonly [ScaleChoice, string])[] = [
  ["map", "Per map"],
  ["layer", "Whole layer"],
];

function mapControls(state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, outcome } = state;
  const slices = outcome?.maps.slices ?? 1;
  return html`<div class="controls">
    ${choiceSelect({ id: "colormap-select", label: "Colours", value: choices.colourMap, options: colourMaps }, (colourMap) => actions.choose({ colourMap }))}
    ${choiceSelect({ id: "scale-select", label: "Scale", value: choices.scale, options: scales }, (scale) => actions.choose({ scale }))}
    ${slices > 1 ? sliceRange(state.slice, slices, actions) : nothing}
  </div>`;
}

function sliceRange(slice: number, slices: number, actions: PanelActions): TemplateResult {
  return html`<label class="slice">
    <span>Slice ${slice} of 0–${slices - 1}</span>
    <input
      type="range"
      data-testid="slice-select"
      min="0"
      max=${slices - 1}
      .value=${String(slice)}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) actions.selectSlice(Number(event.target.value));
      }}
    />
  </label>`;
}

function mapContent(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  if (outcome.maps.form === "vector") {
    return html`<div class="map-grid content" data-testid="map-grid" tabindex="-1">${vectorBars(outcome, state, actions)}</div>`;
  }
  return html`<convlens-map-grid
    class="map-grid content ${outcome.maps.form}"
    data-testid="map-grid"
    data-count=${outcome.maps.channels}
    role="listbox"
    aria-label="Feature maps, ${outcome.maps.channels}"
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
