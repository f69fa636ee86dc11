/** The whole panel from its state: header, status, then input, maps and pixel side by side or stacked. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../panel/panelState.ts";
import type { RunOutcome } from "../worker/messages.ts";
import "./colourLegend.ts";
import { mapControls, sampleSelect } from "./controlsView.ts";
import "./enlargedMap.ts";
import { freeSizesView } from "./freeSizesView.ts";
import { headerView } from "./headerView.ts";
import "./inputPicture.ts";
import { layerListView } from "./layerListView.ts";
import "./mapGrid.ts";
import { channelTitle, scaleOf } from "./mapPicture.ts";
import { exactNumber, shortNumber } from "./numberText.ts";
import { pixelProbe } from "./pixelProbe.ts";
import { statusView } from "./statusView.ts";
import { vectorBars } from "./vectorBars.ts";

export function panelView(state: PanelState, actions: PanelActions): TemplateResult {
  if (!state.model) return emptyPanel(state);
  return html`<main class="panel ${state.stale ? "stale" : ""}">
    ${headerView(state, actions)} ${statusView(state)}
    ${state.noModel ? html`<p class="message" role="alert">${state.noModel}</p>` : nothing}
    ${layerListView(state, actions)} ${freeSizesView(state, actions)}
    <div class="work">
      ${inputSection(state, actions)} ${mapSection(state, actions)} ${pixelSection(state, actions)}
    </div>
  </main>`;
}

function emptyPanel(state: PanelState): TemplateResult {
  return html`<main class="panel empty">
    <h1>ConvLens</h1>
    ${statusView(state)}
    <p class="message">
      ${state.noModel ?? "Waiting for the model of the file…"}
    </p>
  </main>`;
}

function inputSection(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome, answer } = state;
  return html`<section class="input" aria-label="Input">
    <h2>Input</h2>
    <div class="input-body">
      ${
        outcome?.picture
          ? html`<convlens-input-picture
              class="content"
              .picture=${outcome.picture}
              .field=${state.stale ? null : (answer?.field ?? null)}
            ></convlens-input-picture>`
          : outcome
            ? html`<p class="hint">Noise, which is no picture to look at.</p>`
            : nothing
      }
      <div class="input-side">
        ${sampleSelect(state, actions)}
        ${answer?.field && !state.stale ? html`<p class="hint">The outline is what the chosen value sees: ${answer.field.rows}×${answer.field.columns} pixels${outcome?.mode === "upTo" ? ", through all layers before" : ""}.</p>` : nothing}
      </div>
    </div>
  </section>`;
}

function mapSection(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome } = state;
  return html`<section class="maps" aria-label="Feature maps">
    <div class="section-title">
      <h2>${outcome?.maps.form === "vector" ? "Values" : "Feature maps"}</h2>
      ${mapControls(state, actions)}
    </div>
    ${outcome ? mapContent(outcome, state, actions) : html`<p class="hint">No maps yet.</p>`}
  </section>`;
}

function mapContent(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  if (outcome.maps.form === "vector") {
    return html`<div class="map-grid content" data-testid="map-grid">${vectorBars(outcome, state, actions)}</div>`;
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

function pixelSection(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { outcome, channel } = state;
  if (!outcome) return nothing;
  const { maps } = outcome;
  const numbers = maps.statistics[channel] ?? maps.overall;
  const share = numbers.count > 0 ? (100 * numbers.zeros) / numbers.count : 0;
  return html`<section class="pixel" aria-label="Chosen map">
    <div class="section-title">
      <h2>${channelTitle(maps, channel)}</h2>
      ${
        maps.channels > 1
          ? html`<span class="channel-steps">
              <button class="step" aria-label="previous channel" ?disabled=${channel === 0} @click=${() => actions.selectChannel(channel - 1)}>◂</button>
              <span class="of">of ${maps.channels}</span>
              <button class="step" aria-label="next channel" ?disabled=${channel >= maps.channels - 1} @click=${() => actions.selectChannel(channel + 1)}>▸</button>
            </span>`
          : nothing
      }
      <convlens-colour-legend .scale=${scaleOf(maps, channel, state.choices)}></convlens-colour-legend>
    </div>
    <convlens-enlarged-map
      class="content ${maps.rows === 1 ? "flat" : ""}"
      .outcome=${outcome}
      .panel=${state}
      .actions=${actions}
    ></convlens-enlarged-map>
    <p class="numbers" data-testid="map-statistics">
      ${number("min", numbers.min)} ${number("max", numbers.max)} ${number("mean", numbers.mean)}
      ${number("σ", numbers.deviation)}
      <span title="${numbers.zeros} of ${numbers.count} values are 0"><b>zeros</b> ${share.toFixed(share > 0 && share < 10 ? 1 : 0)} %</span>
      ${numbers.nonFinite > 0 ? html`<span class="bad"><b>not finite</b> ${numbers.nonFinite}</span>` : nothing}
    </p>
    <div class="content">${pixelProbe(state, actions)}</div>
  </section>`;
}

function number(name: string, value: number): TemplateResult {
  return html`<span title=${exactNumber(value)}><b>${name}</b> ${shortNumber(value)}</span>`;
}
