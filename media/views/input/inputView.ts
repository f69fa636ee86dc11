/** What went in: the picture with the field of the chosen value on it, and the choice of another picture. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { samplePictures } from "../../panel/samples/index.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { dataTable } from "../table/dataTable.ts";
import "./inputPicture.ts";
import { inputTable } from "./inputTable.ts";

export function inputView(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome, answer } = state;
  return html`<section class="input" aria-label="Input">
    ${
      outcome?.picture && state.choices.tables
        ? dataTable(inputTable(outcome.picture, state.stale ? null : (answer?.field ?? null)))
        : outcome?.picture
          ? html`<convlens-input-picture
            class="content"
            .picture=${outcome.picture}
            .field=${state.stale ? null : (answer?.field ?? null)}
          ></convlens-input-picture>`
          : outcome
            ? html`<p class="hint">Noise, which is no picture to look at.</p>`
            : nothing
    }
    <div class="input-side">
      ${sampleSelect(state, actions)}
      ${answer?.field && !state.stale ? html`<p class="hint">The outline is what the chosen value sees: ${answer.field.rows}×${answer.field.columns} pixels${outcome?.mode === "upTo" ? ", through all layers before" : ""}.</p>` : nothing}
    </div>
  </section>`;
}

function sampleSelect(state: PanelState, actions: PanelActions): TemplateResult {
  const own = state.ownPicture;
  const options: (readonly [string, string])[] = samplePictures.map((sample) => [sample.id, sample.title]);
  if (own) options.push(["own", own.name]);
  options.push(["pick", "Pick a picture…"]);
  return choiceSelect(
    { id: "sample-select", label: "Picture", value: state.choices.sample, options },
    (sample) => {
      if (sample === "pick") actions.pickPicture();
      else actions.choose({ sample });
    },
  );
}
