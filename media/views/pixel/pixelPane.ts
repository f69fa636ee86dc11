/** The chosen map, enlarged, and how one of its values comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { channelStepper } from "../maps/channelStepper.ts";
import "../maps/colourLegend.ts";
import { channelTitle, scaleOf } from "../maps/mapPicture.ts";
import { chosenMap } from "./chosenMap.ts";
import { pixelProbe } from "./pixelProbe.ts";

export function pixelPane(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { outcome, channel, choices } = state;
  if (!outcome) return nothing;
  const { maps } = outcome;
  return html`<section class="pixel" data-testid="pixel-pane" aria-label="Chosen map">
    <div class="section-title">
      <h2>${channelTitle(maps, channel)}</h2>
      ${maps.channels > 1 ? channelStepper(state, actions) : nothing}
      <convlens-colour-legend .scale=${scaleOf(maps, channel, choices)}></convlens-colour-legend>
    </div>
    ${chosenMap(outcome, state, actions)}
    <div class="content">${pixelProbe(state, actions)}</div>
  </section>`;
}
