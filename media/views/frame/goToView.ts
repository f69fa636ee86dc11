/** Asks for a place of the maps to go to; opened with `G`. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { howTo } from "../../panel/goTo.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";
import { overlayFocus } from "./overlayFocus.ts";

export function goToView(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { goTo, outcome } = state;
  if (!goTo || !outcome) return nothing;
  return html`<section class="overlay go-to" role="dialog" aria-label="Go to a value" data-testid="go-to">
  <form
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const field = event.target instanceof HTMLFormElement ? event.target.elements.namedItem("place") : null;
      if (field instanceof HTMLInputElement) actions.goTo(field.value);
    }}
  >
    <div class="overlay-title">
      <h2>Go to</h2>
      <button type="button" class="icon-button" aria-label="Close" @click=${actions.toggleGoTo}>${icon("close")}</button>
    </div>
    <label>
      <span class="hint">${howTo(outcome.maps)}</span>
      <input name="place" data-testid="go-to-field" autocomplete="off" aria-invalid=${goTo.problem ? "true" : "false"} ${ref(overlayFocus)} />
    </label>
    <p class="bad" role="alert">${goTo.problem ?? nothing}</p>
    <button class="action" type="submit">Go</button>
  </form>
  </section>`;
}
