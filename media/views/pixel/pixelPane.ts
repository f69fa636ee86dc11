/** The chosen map, enlarged, and how one of its values comes about. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { type IconName, icon } from "../icons.ts";
import "../maps/colourLegend.ts";
import { histogramView, mapHistogram } from "../maps/histogramView.ts";
import { percentText } from "../maps/layerSummary.ts";
import { mapOrder } from "../maps/mapOrder.ts";
import { channelTitle, drawnSize, scaleOf } from "../maps/mapPicture.ts";
import { valuesTable } from "../maps/mapTables.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import "./enlargedMap.ts";
import { pixelProbe } from "./pixelProbe.ts";
import { largestZoom } from "./viewport.ts";

export function pixelPane(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { outcome, channel, choices } = state;
  if (!outcome) return nothing;
  const { maps } = outcome;
  return html`<section class="pixel" data-testid="pixel-pane" aria-label="Chosen map">
    <div class="section-title">
      <h2>${channelTitle(maps, channel)}</h2>
      ${maps.channels > 1 ? channelSteps(mapOrder(maps, choices.sort), channel, actions) : nothing}
      <convlens-colour-legend .scale=${scaleOf(maps, channel, state.choices)}></convlens-colour-legend>
    </div>
    ${enlarged(outcome, state, actions)}
    ${statistics(outcome, channel)}
    ${choices.tables ? channelHistogram(maps, channel, true) : nothing}
    <div class="content">${pixelProbe(state, actions)}</div>
  </section>`;
}

/** The enlarged map with its zoom, or the values around the pixel. */
function enlarged(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  const { maps, picture } = outcome;
  const { channel, slice, pixel, choices, viewport } = state;
  if (choices.tables) return dataTable(valuesTable(maps, { channel, slice, row: 0, column: 0, ...pixel }));
  const button = (id: string, title: string, drawing: IconName, action: () => void, off: boolean) =>
    html`<button class="step" data-testid=${id} aria-label=${title} title=${title} ?disabled=${off} @click=${action}>${icon(drawing)}</button>`;
  return html`<convlens-enlarged-map
      class="content ${maps.rows === 1 ? "flat" : ""}"
      .outcome=${outcome}
      .panel=${state}
      .actions=${actions}
    ></convlens-enlarged-map>
    <div class="map-tools">
      ${button("zoom-out", "Smaller (−)", "zoom-out", () => actions.zoomBy(0.5), viewport.zoom <= 1)}
      <button class="zoom-text" data-testid="zoom-whole" title="Show the whole map (0)" ?disabled=${viewport.zoom <= 1} @click=${actions.zoomOut}>${shortZoom(viewport.zoom)}</button>
      ${button("zoom-in", "Larger (+)", "zoom-in", () => actions.zoomBy(2), viewport.zoom >= largestZoom(drawnSize(maps)))}
      ${
        picture && maps.form === "maps"
          ? html`<button class="toggle" data-testid="overlay-toggle" aria-pressed=${choices.overlay ? "true" : "false"} title="Lay the map over the input picture, stretched to its size (O)" @click=${() => actions.choose({ overlay: !choices.overlay })}>${icon("layers")} over the input</button>`
          : nothing
      }
      ${channelHistogram(maps, channel, false)}
    </div>`;
}

function channelHistogram(
  maps: FeatureMaps,
  channel: number,
  asTable: boolean,
): TemplateResult | typeof nothing {
  return histogramView(mapHistogram(maps, channel), { of: channelTitle(maps, channel), asTable });
}

function shortZoom(zoom: number): string {
  return `${Number(zoom.toPrecision(2))}×`;
}

function channelSteps(order: readonly number[], channel: number, actions: PanelActions): TemplateResult {
  const place = order.indexOf(channel);
  return html`<span class="channel-steps">
    <button class="step" aria-label="Channel before" title="Channel before ([)" ?disabled=${place <= 0} @click=${() => actions.stepChannel(-1)}>${icon("chevron-left")}</button>
    <span class="of">of ${order.length}</span>
    <button class="step" aria-label="Channel after" title="Channel after (])" ?disabled=${place >= order.length - 1} @click=${() => actions.stepChannel(1)}>${icon("chevron-right")}</button>
  </span>`;
}

function statistics(outcome: RunOutcome, channel: number): TemplateResult {
  const { maps } = outcome;
  const numbers = maps.statistics[channel] ?? maps.overall;
  return html`<p class="numbers" data-testid="map-statistics">
    ${number("min", numbers.min)} ${number("max", numbers.max)} ${number("mean", numbers.mean)}
    ${number("σ", numbers.deviation)}
    <span title="${numbers.zeros} of ${numbers.count} values are 0"><b>zeros</b> ${percentText(numbers.zeros, numbers.count)}</span>
    ${numbers.nonFinite > 0 ? html`<span class="bad"><b>not finite</b> ${numbers.nonFinite}</span>` : nothing}
  </p>`;
}

function number(name: string, value: number): TemplateResult {
  return html`<span title=${exactNumber(value)}><b>${name}</b> ${shortNumber(value)}</span>`;
}
