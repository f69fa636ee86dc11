/** One input: its picture, or in words what it is, and the button that opens the choice of another. */
import { html, nothing, type TemplateResult } from "lit";
import { sampleOf } from "../../panel/inputChoices.ts";
import { type PanelActions, type PanelState, shownField } from "../../panel/panelState.ts";
import type { InputReport } from "../../worker/messages.ts";
import { icon } from "../icons.ts";
import { dataTable } from "../table/dataTable.ts";
import "./inputPicture.ts";
import { inputTable, inputTableId } from "./inputTable.ts";
import { sampleTitle } from "./sampleTitle.ts";

export function inputSlot(slot: number, state: PanelState, actions: PanelActions): TemplateResult {
  const reports = state.outcome?.inputs ?? [];
  const report = reports[slot];
  const name = reports.length > 1 && report ? report.name : null;
  return html`<div class="input-slot" data-slot=${slot} data-testid="input-slot">
    ${name && report ? html`<p class="slot-name"><b>${name}</b> ${report.shape}</p>` : nothing}
    ${report ? content(report, slot, state) : nothing}
    ${!report || report.picture ? pictureButton(slot, name, state, actions) : nothing}
  </div>`;
}

function content(report: InputReport, slot: number, state: PanelState): TemplateResult {
  const { picture } = report;
  // The outline is on the first input: the field is the same on those of one size.
  const field = slot === 0 ? shownField(state) : null;
  if (state.choices.tables) return dataTable(inputTable(report, slot, field));
  if (picture) {
    return html`<convlens-input-picture class="content" data-table=${inputTableId(slot)} .picture=${picture} .field=${field} .name=${state.outcome && state.outcome.inputs.length > 1 ? report.name : ""}></convlens-input-picture>`;
  }
  return html`<p class="hint">${report.steps.source}: ${report.shape} is no picture.</p>`;
}

function pictureButton(
  slot: number,
  name: string | null,
  state: PanelState,
  actions: PanelActions,
): TemplateResult {
  const title = sampleTitle(sampleOf(state.choices, slot), state);
  return html`<button
    class="picture-button"
    data-testid="picture-button"
    aria-haspopup="dialog"
    aria-expanded=${state.picker?.slot === slot ? "true" : "false"}
    aria-label="Picture${name ? ` for ${name}` : ""}: ${title}"
    title="Choose another picture (I): ${title}"
    @click=${() => actions.togglePicker(slot)}
  ><span>${title}</span>${icon("chevron-down")}</button>`;
}
