/** The chosen map, enlarged, and how one of its values comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { icon } from "../icons.ts";
import "../maps/colourLegend.ts";
import { channelTitle, scaleOf } from "../maps/mapPicture.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import "./enlargedMap.ts";
import { pixelProbe } from "./pixelProbe.ts";

export function pixelPane(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { outcome, channel } = state;
  if (!outcome) return nothing;
  const { maps } = outcome;
  return html`<section class="pixel" data-testid="pixel-pane" aria-label="Chosen map">
    <div class="section-title">
      <h2>${channelTitle(maps, channel)}</h2>
      ${maps.channels > 1 ? channelSteps(maps.channels, channel, actions) : nothing}
      <convlens-colour-legend .scale=${scaleOf(maps, channel, state.choices)}></convlens-colour-legend>
    </div>
    <convlens-enlarged-map
      class="content ${maps.rows === 1 ? "flat" : ""}"
      .outcome=${outcome}
      .panel=${state}
      .actions=${actions}
    ></convlens-enlarged-map>
    ${statistics(outcome, channel)}
    <div class="content">${pixelProbe(state, actions)}</div>
  </section>`;
}

function channelSteps(channels: number, channel: number, actions: PanelActions): TemplateResult {
  return html`<span class="channel-steps">
    <button class="step" aria-label="Channel before" title="Channel before ([)" ?disabled=${channel === 0} @click=${() => actions.selectChannel(channel - 1)}>${icon("chevron-left")}</button>
    <span class="of">of ${channels}</span>
    <button class="step" aria-label="Channel after" title="Channel after (])" ?disabled=${channel >= channels - 1} @click=${() => actions.selectChannel(channel + 1)}>${icon("chevron-right")}</button>
  </span>`;
}

function statistics(outcome: RunOutcome, channel: number): TemplateResult {
  const { maps } = outcome;
  const numbers = maps.statistics[channel] ?? maps.overall;
  const share = numbers.count > 0 ? (100 * numbers.zeros) / numbers.count : 0;
  return html`<p class="numbers" data-testid="map-statistics">
    ${number("min", numbers.min)} ${number("max", numbers.max)} ${number("mean", numbers.mean)}
    ${number("σ", numbers.deviation)}
    <span title="${numbers.zeros} of ${numbers.count} values are 0"><b>zeros</b> ${share.toFixed(share > 0 && share < 10 ? 1 : 0)} %</span>
    ${numbers.nonFinite > 0 ? html`<span class="bad"><b>not finite</b> ${numbers.nonFinite}</span>` : nothing}
  </p>`;
}

function number(name: string, value: number): TemplateResult {
  return html`<span title=${exactNumber(value)}><b>${name}</b> ${shortNumber(value)}</span>`;
}
