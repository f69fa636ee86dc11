/** The output of a dense layer and its like: one bar a value, up and down from zero; the tallest are named. */
import { html, type TemplateResult } from "lit";
import { colourAt } from "../../../engine/picture/colourMap.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { exactNumber, groupedNumber, shortNumber } from "../numberText.ts";
import { positionOn } from "../valueScale.ts";
import { scaleOf } from "./mapPicture.ts";

/** Bars beyond this could not be told apart; the enlarged map shows all values as cells. */
const mostBars = 200;

export function vectorBars(outcome: RunOutcome, state: PanelState, actions: PanelActions): TemplateResult {
  const { maps } = outcome;
  const order = Array.from(maps.values.keys());
  if (maps.columns > mostBars) order.sort((a, b) => magnitude(maps.values[b]) - magnitude(maps.values[a]));
  const shown = order.slice(0, mostBars);
  const scale = scaleOf(maps, 0, state.choices);
  const low = Math.min(0, maps.overall.min || 0);
  const high = Math.max(0, maps.overall.max || 0);
  const span = high - low || 1;
  const title =
    maps.columns > mostBars
      ? `The ${mostBars} largest of ${groupedNumber(maps.columns)} values`
      : `All ${groupedNumber(maps.columns)} values, by index`;
  return html`<div class="vector" data-testid="map-tile" data-channel="0">
    <p class="hint">${title}; bars start at 0.</p>
    <div class="bars" role="list" aria-label=${title}>
      ${shown.map((index) => {
        const value = maps.values[index] ?? Number.NaN;
        const finite = Number.isFinite(value);
        const from = finite ? (Math.min(0, value) - low) / span : 0;
        const length = finite ? Math.abs(value) / span : 1;
        return html`<button
          role="listitem"
          class="bar ${state.pixel?.column === index ? "current" : ""}"
          title="index ${index}: ${exactNumber(value)}"
          @click=${() => actions.moveTo(0, index)}
        >
          <span class="bar-index">${index}</span>
          <span class="bar-track"
            ><i
              class=${finite ? "" : "not-finite"}
              .style=${`left: ${100 * from}%; width: ${100 * length}%; background-color: ${finite ? colourAt(scale.colourMap, positionOn(scale, value)) : ""}`}
            ></i></span>
          <span class="bar-value">${shortNumber(value)}</span>
        </button>`;
      })}
    </div>
  </div>`;
}

function magnitude(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value);
}
