/** A labelled list of choices to pick one from. */
import { html, type TemplateResult } from "lit";

export interface ChoiceSettings<Value extends string> {
  /** `data-testid` of the list. */
  readonly id: string;
  readonly label: string;
  /** The label is for screen readers only. */
  readonly hideLabel?: boolean;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, title: string])[];
}

export function choiceSelect<Value extends string>(
  settings: ChoiceSettings<Value>,
  onChoice: (value: Value) => void,
): TemplateResult {
  const { id, label, value, options } = settings;
  return html`<label class="choice">
    <span class=${settings.hideLabel ? "unseen" : ""}>${label}</span>
    <select
      data-testid=${id}
      .value=${value}
      @change=${(event: Event) => {
        const { target } = event;
        if (!(target instanceof HTMLSelectElement)) return;
        const chosen = options.find(([known]) => known === target.value)?.[0];
        // What is not taken on, such as a cancelled dialog, must not stay selected.
        target.value = value;
        if (chosen !== undefined) onChoice(chosen);
      }}
    >
      ${options.map(([known, title]) => html`<option value=${known} .selected=${known === value}>${title}</option>`)}
    </select>
  </label>`;
}
