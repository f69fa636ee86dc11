/** The keys of the panel, and where to look for what; opened with `?`. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";
import { overlayFocus } from "./overlayFocus.ts";

const keys: readonly (readonly [keys: string, what: string])[] = [
  ["1 2 3 …", "Choose a tab"],
  ["Arrows", "Move the pixel, or the focused tile or row; Shift by 8"],
  ["[ ]", "Channel before, channel after, in the order shown"],
  ["G", "Go to a row, column or channel"],
  ["+ − 0", "Enlarge the map, make it smaller, show all of it"],
  ["Space", "Play the arithmetic, and pause"],
  [", .", "A tap back, a tap on"],
  ["< >", "A channel back, a channel on"],
  ["B", "Play backwards"],
  ["Enter", "Pin the pixel"],
  ["Escape", "Stop a run, close what is open, release the pixel"],
  ["R", "Run again"],
  ["L", "Choose another layer"],
  ["I", "Choose the picture that goes in"],
  ["F", "Follow the cursor from layer to layer"],
  ["C", "Scale per map, for the whole layer, or as typed"],
  ["S", "Sort the maps, or the kinds, by the next measure"],
  ["W", "In Compare: write the chosen kind into the file"],
  ["U Y", "In Kernels: undo an edit, and do it again"],
  ["O", "Lay the enlarged map over the input picture"],
  ["T", "Tables in place of pictures"],
  ["E", "Save or copy what is shown"],
  ["?", "This list"],
];

export function helpView(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  if (!state.helpOpen) return nothing;
  return html`<section class="overlay help" role="dialog" aria-label="Keys of the panel" data-testid="help-view">
    <div class="overlay-title">
      <h2>Keys</h2>
      <button class="icon-button" aria-label="Close the list of keys" ${ref(overlayFocus)} @click=${actions.toggleHelp}>${icon("close")}</button>
    </div>
    <dl class="keys">
      ${keys.map(([key, what]) => html`<div><dt>${key.split(" ").map((name) => html`<kbd>${name}</kbd> `)}</dt><dd>${what}</dd></div>`)}
    </dl>
  </section>`;
}
