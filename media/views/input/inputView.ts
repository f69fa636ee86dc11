/** What went in: each input's picture with the field of the chosen value on it, and how pictures become numbers. */
import { html, nothing, type TemplateResult } from "lit";
import { type PanelActions, type PanelState, shownField } from "../../panel/panelState.ts";
import { inputSettings } from "./inputSettings.ts";
import { inputSlot } from "./inputSlot.ts";

export function inputView(state: PanelState, actions: PanelActions): TemplateResult {
  const reports = state.outcome?.inputs ?? [];
  const slots = Math.max(1, reports.length);
  return html`<section class="input ${slots > 1 ? "several" : ""}" aria-label="Input">
    ${Array.from({ length: slots }, (_, slot) => inputSlot(slot, state, actions))}
    <div class="input-side">
      ${inputSettings(state, actions)} ${fieldText(state)}
    </div>
  </section>`;
}

function fieldText(state: PanelState): TemplateResult | typeof nothing {
  const field = shownField(state);
  if (!field) return nothing;
  const through = state.outcome?.mode === "upTo" ? ", through all layers before" : "";
  return html`<p class="hint">The outline is what the chosen value sees: ${field.rows}×${field.columns} pixels${through}.</p>`;
}
