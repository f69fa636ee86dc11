/** The chosen map, enlarged, and how one of its values comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";
import "../maps/colourLegend.ts";
import { mapOrder } from "../maps/mapOrder.ts";
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
      ${maps.channels > 1 ? channelSteps(mapOrder(maps, choices.sort), channel, actions) : nothing}
      <convlens-colour-legend .scale=${scaleOf(maps, channel, choices)}></convlens-colour-legend>
    </div>
    ${chosenMap(outcome, state, actions)}
    <div class="content">${pixelProbe(state, actions)}</div>
  </section>`;
}

function channelSteps(order: readonly number[], channel: number, actions: PanelActions): TemplateResult {
  const place = order.indexOf(channel);
  return html`<span class="channel-steps">
    <button class="step" aria-label="Channel before" title="Channel before ([)" ?disabled=${place <= 0} @click=${() => actions.stepChannel(-1)}>${icon("chevron-left")}</button>
    <span class="of">of ${order.length}</span>
    <button class="step" aria-label="Channel after" title="Channel after (])" ?disabled=${place >= order.length - 1} @click=${() => actions.stepChannel(1)}>${icon("chevron-right")}</button>
  </span>`;
}
