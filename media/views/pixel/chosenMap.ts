/** The chosen map, enlarged, with its zoom, its numbers and its histogram beside it. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { FeatureMaps } from "../../worker/featureMaps.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { type IconName, icon } from "../icons.ts";
import { histogramView, mapHistogram } from "../maps/histogramView.ts";
import { percentText } from "../maps/layerSummary.ts";
import { channelTitle, drawnSize } from "../maps/mapPicture.ts";
import { valuesTable } from "../maps/mapTables.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import "./enlargedMap.ts";
import { largestZoom } from "./viewport.ts";

export function chosenMap(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  const { maps } = outcome;
  const { channel, slice, pixel, choices } = state;
  if (choices.tables) {
    return html`${dataTable(valuesTable(maps, { channel, slice, row: 0, column: 0, ...pixel }))}
    ${statistics(maps, channel)} ${histogram(maps, channel, true)}`;
  }
  const flat = drawnSize(maps).rows === 1;
  return html`<div class="chosen-map ${flat ? "flat" : ""}">
    <convlens-enlarged-map class="content" data-table="values-table" .outcome=${outcome} .panel=${state} .actions=${actions}></convlens-enlarged-map>
    <div class="map-side">${mapTools(outcome, state, actions)} ${statistics(maps, channel)} ${histogram(maps, channel, false)}</div>
  </div>`;
}

function mapTools({ maps, picture }: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, viewport } = state;
  const { zoom } = viewport;
  const button = (id: string, title: string, drawing: IconName, factor: number, off: boolean) =>
    html`<button class="step" data-testid=${id} aria-label=${title} title=${title} ?disabled=${off} @click=${() => actions.zoomBy(factor)}>${icon(drawing)}</button>`;
  return html`<div class="map-tools">
    <span class="zoom">
      ${button("zoom-out", "Smaller (−)", "zoom-out", 0.5, zoom <= 1)}
      <button class="zoom-text" data-testid="zoom-whole" title="Show the whole map (0)" ?disabled=${zoom <= 1} @click=${actions.zoomOut}>${Number(zoom.toPrecision(2))}×</button>
      ${button("zoom-in", "Larger (+)", "zoom-in", 2, zoom >= largestZoom(drawnSize(maps)))}
    </span>
    ${
      picture && maps.form === "maps"
        ? html`<button class="toggle" data-testid="overlay-toggle" aria-pressed=${choices.overlay ? "true" : "false"} title="Lay the map over the input picture, stretched to its size (O)" @click=${() => actions.choose({ overlay: !choices.overlay })}>${icon("layers")} over the input</button>`
        : nothing
    }
  </div>`;
}

function histogram(maps: FeatureMaps, channel: number, asTable: boolean): unknown {
  return histogramView(mapHistogram(maps, channel), { of: channelTitle(maps, channel), asTable });
}

function statistics(maps: FeatureMaps, channel: number): TemplateResult {
  const numbers = maps.statistics[channel] ?? maps.overall;
  return html`<dl class="numbers" data-testid="map-statistics">
    ${number("min", numbers.min)} ${number("max", numbers.max)} ${number("mean", numbers.mean)}
    ${number("deviation", numbers.deviation)}
    <div title="${numbers.zeros} of ${numbers.count} values are 0"><dt>zeros</dt><dd>${percentText(numbers.zeros, numbers.count)}</dd></div>
    ${numbers.nonFinite > 0 ? html`<div class="bad"><dt>not finite</dt><dd>${numbers.nonFinite}</dd></div>` : nothing}
  </dl>`;
}

function number(name: string, value: number): TemplateResult {
  return html`<div title=${exactNumber(value)}><dt>${name}</dt><dd>${shortNumber(value)}</dd></div>`;
}
