/** The keys of the panel, and where to look for what; opened with `?`. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";

const keys: readonly (readonly [keys: string, what: string])[] = [
  ["1 2 3 …", "Choose a tab"],
  ["Arrows", "Move the pixel, or the focused tile or row; Shift by 8"],
  ["[ ]", "Channel before, channel after"],
  [", .", "Step back and on through the arithmetic"],
  ["Enter", "Pin the pixel"],
  ["Escape", "Stop a run, close what is open, release the pixel"],
  ["R", "Run again"],
  ["L", "Choose another layer"],
  ["F", "Follow the cursor from layer to layer"],
  ["C", "Scale per map, or one for the whole layer"],
  ["?", "This list"],
];

export function helpView(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  if (!state.helpOpen) return nothing;
  return html`<section class="overlay help" role="dialog" aria-label="Keys of the panel" data-testid="help-view">
    <div class="overlay-title">
      <h2>Keys</h2>
      <button class="icon-button" aria-label="Close the list of keys" @click=${actions.toggleHelp}>${icon("close")}</button>
    </div>
    <dl class="keys">
      ${keys.map(([key, what]) => html`<div><dt>${key.split(" ").map((name) => html`<kbd>${name}</kbd> `)}</dt><dd>${what}</dd></div>`)}
    </dl>
  </section>`;
}
