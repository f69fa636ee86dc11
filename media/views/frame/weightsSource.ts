/** Where the weights of the run came from, and the choice of a file or of initialisers. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";

export function weightsSource({ outcome, weightFile }: PanelState, actions: PanelActions): TemplateResult {
  const edited = outcome?.edited ?? null;
  const title = outcome
    ? [outcome.weights, edited ?? "", ...outcome.weightReport].filter(Boolean).join("\n")
    : "";
  return html`<span class="source" title="Weights: ${title}"
      ><b>Weights</b> ${edited === null ? nothing : html`<span class="badge" data-testid="weights-edited">${edited}</span> `}<span data-testid="weights-source">${outcome?.weights ?? nothing}</span></span
    >
    <span class="source-choice">
      <button class="link" data-testid="pick-weights" title="Use a weight file: model.json, .h5, .keras or .safetensors" @click=${actions.pickWeights}>${weightFile === null ? "Use a file…" : "Another file…"}</button>
      ${weightFile === null ? nothing : html`<button class="link" data-testid="drop-weights" title="Use the layers' initialisers in place of ${weightFile}" @click=${actions.dropWeights}>Initialisers</button>`}
    </span>
    ${outcome && !outcome.weightsRefused && outcome.weightReport.length > 1 ? matches(outcome.weightReport) : nothing}`;
}

/** Where not every weight came from the array of its name: which did, which did not. */
function matches([first, ...rest]: readonly string[]): TemplateResult {
  return html`<details class="weights-report" data-testid="weights-report">
    <summary>${first}</summary>
    <ul>${rest.map((line) => html`<li>${line}</li>`)}</ul>
  </details>`;
}
