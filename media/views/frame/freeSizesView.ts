/** Asks for the sizes that the model leaves free, in place, with a usual size suggested. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { needsSizes } from "../../panel/runPolicy.ts";

/** Largest size taken; more would be refused for its memory anyway. */
const largest = 16384;

export function freeSizesView(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { description, inputShape } = state;
  const sizes = description?.firstInput;
  if (!description || !sizes || description.freeAxes.length === 0) return nothing;
  const asked = needsSizes(state);
  return html`<form
    class="sizes ${asked ? "asked" : ""}"
    data-testid="free-sizes"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      if (!(event.target instanceof HTMLFormElement)) return;
      const data = new FormData(event.target);
      actions.setInputShape(
        sizes.map((size, axis) => (size === null ? readSize(data.get(`axis${axis}`)) : null)),
      );
    }}
  >
    <span>${asked ? "The model leaves sizes of its input free. Choose them:" : "Sizes put in for the model's free ones:"}</span>
    ${description.freeAxes.map(
      (free) => html`<label
        >${free.name}
        <input
          type="number"
          name="axis${free.axis}"
          min="1"
          max=${largest}
          required
          .value=${String(inputShape?.[free.axis] ?? free.suggestion)}
      /></label>`,
    )}
    <button class="action ${asked ? "" : "secondary"}" type="submit">${asked ? "Run with these sizes" : "Change"}</button>
  </form>`;
}

function readSize(value: FormDataEntryValue | null): number | null {
  const size = typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isInteger(size) && size >= 1 && size <= largest ? size : null;
}
