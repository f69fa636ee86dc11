/** Stands where the maps will be while there are none: why, and what to do. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { needsSizes } from "../../panel/runPolicy.ts";

export function noMaps(state: PanelState, actions: PanelActions): TemplateResult {
  const layer = state.description?.layer ?? null;
  const canRun = layer !== null && layer.obstacle === null && state.run.state !== "running";
  return html`<div class="no-maps" data-testid="no-maps">
    <p class="hint">${reason(state)}</p>
    ${canRun && !needsSizes(state) ? html`<button class="action secondary" data-testid="run-first" @click=${() => actions.run(state.choices.mode)}>Run the layer</button>` : nothing}
  </div>`;
}

function reason(state: PanelState): string {
  const { run, description } = state;
  if (run.state === "running") return "The maps appear here as soon as they are computed.";
  if (!description) return "The model is being read.";
  if (needsSizes(state)) return "The maps appear here once the free sizes above are chosen.";
  if (description.layer?.obstacle) return "This layer has no maps: the line above says what is in the way.";
  if (run.state === "error") return "No maps: the line above says what went wrong.";
  return "No maps yet.";
}
