/** One tile of the grid: the map, a mark that the grid puts where the pixel is, and its numbers. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelChoices } from "../../../protocol/panelChoices.ts";
import { type MapStatistics, markOf } from "../../worker/mapStatistics.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { markText } from "./layerSummary.ts";
import "./mapCanvas.ts";

export interface MapTile {
  readonly maps: RunOutcome["maps"];
  readonly choices: PanelChoices;
  readonly channel: number;
  readonly slice: number;
  /** In the order shown. */
  readonly place: number;
  readonly selected: boolean;
  /** It is the tile that the tabulator key stops at. */
  readonly tabbable: boolean;
  /** In CSS pixels from the corner of the grid. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly select: (channel: number) => void;
}

export function mapTile(tile: MapTile): TemplateResult {
  const { maps, choices, channel, slice, place, box, select } = tile;
  const numbers = maps.statistics[channel] ?? maps.overall;
  const flaw = markOf(numbers);
  return html`<button
    class="tile"
    role="option"
    data-testid="map-tile"
    data-channel=${channel}
    data-place=${place}
    tabindex=${tile.tabbable ? 0 : -1}
    aria-selected=${tile.selected ? "true" : "false"}
    title=${tileTitle(channel, numbers)}
    .style=${`left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px`}
    @click=${() => select(channel)}
  >
    <span class="unseen">${tileText(channel, numbers)}</span>
    <span class="tile-picture" aria-hidden="true"><convlens-map-canvas .maps=${maps} .choices=${choices} .channel=${channel} .slice=${slice}></convlens-map-canvas>${maps.form === "maps" ? html`<i class="mark"></i>` : nothing}</span>
    <span class="tile-caption" aria-hidden="true">
      <b>#${channel}</b>${flaw ? html`<em class="flaw">${flaw}</em>` : nothing}${numbers.nonFinite > 0 ? html`<em class="bad">NaN</em>` : nothing}
      <span class="mean">x̄ ${shortNumber(numbers.mean)}</span>
      <span class="range"><span>${shortNumber(numbers.min)}</span><span>${shortNumber(numbers.max)}</span></span>
    </span>
  </button>`;
}

function tileText(channel: number, numbers: MapStatistics): string {
  const flaw = markOf(numbers);
  const range = `${exactNumber(numbers.min)} to ${exactNumber(numbers.max)}`;
  return `channel ${channel}: ${range}, mean ${exactNumber(numbers.mean)}${flaw ? `, ${flaw}` : ""}`;
}

function tileTitle(channel: number, numbers: MapStatistics): string {
  const flaw = markOf(numbers);
  const lines = [
    `channel ${channel}`,
    `minimum ${exactNumber(numbers.min)}`,
    `maximum ${exactNumber(numbers.max)}`,
    `mean ${exactNumber(numbers.mean)}`,
  ];
  if (numbers.nonFinite > 0) lines.push(`${numbers.nonFinite} values not finite`);
  if (flaw) lines.push(`${flaw}: ${markText(flaw)}`);
  return lines.join("\n");
}
