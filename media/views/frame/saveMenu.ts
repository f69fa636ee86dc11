/** What can be saved or copied of the view; opened with `E`. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { SaveFormat } from "../../../protocol/saveMessages.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";
import { overlayFocus } from "./overlayFocus.ts";

const formats: readonly (readonly [SaveFormat, string, string])[] = [
  ["png", "Picture (PNG)", "The view as it is on screen"],
  ["svg", "Drawing (SVG)", "The view with texts and shapes that stay sharp"],
  [
    "npy",
    "Array (NPY)",
    "All output values of the layer, for NumPy; how they came about stands in a JSON file beside it",
  ],
  ["csv", "Tables (CSV)", "The numbers behind the view"],
  ["markdown", "Copy as Markdown", "The same tables, to paste into a text"],
];

export function saveMenu(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  if (!state.saveOpen) return nothing;
  return html`<section class="overlay save-menu" role="dialog" aria-label="Save what is shown" data-testid="save-menu">
    <div class="overlay-title">
      <h2>Save what is shown</h2>
      <button class="icon-button" aria-label="Close" @click=${actions.toggleSave}>${icon("close")}</button>
    </div>
    ${formats.map(
      ([format, name, what], at) => html`<button
        class="save-format"
        data-testid="save-${format}"
        ?disabled=${format === "npy" && !state.outcome}
        ${at === 0 ? ref(overlayFocus) : nothing}
        @click=${() => actions.saveView(format)}
      ><b>${name}</b><small>${what}</small></button>`,
    )}
  </section>`;
}

/** How the last saving ended, until the next run or saving. */
export function savedLine({ saved }: PanelState): TemplateResult | typeof nothing {
  if (!saved) return nothing;
  return html`<div class="notice ${saved.failed ? "" : "good"}" role=${saved.failed ? "alert" : "status"} data-testid="saved">${saved.message}</div>`;
}
