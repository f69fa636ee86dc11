/** How pictures become numbers: values, fit, seed; and what that did to the picture that is fed. */
import { html, nothing, type TemplateResult } from "lit";
import {
  largestSeed,
  type Normalisation,
  type PanelChoices,
  type PictureFit,
} from "../../../protocol/panelChoices.ts";
import { isFile, sampleOf } from "../../panel/inputChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { noiseId } from "../../panel/samples/noise.ts";
import type { InputReport } from "../../worker/messages.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { shortNumber } from "../numberText.ts";

const normalisations: readonly (readonly [Normalisation, string])[] = [
  ["unit", "0 to 1"],
  ["signed", "−1 to 1"],
  ["imagenet", "ImageNet mean and deviation"],
  ["caffe", "ImageNet means off, BGR"],
  ["none", "0 to 255 (none)"],
];

const fits: readonly (readonly [PictureFit, string])[] = [
  ["crop", "Its centre"],
  ["stretch", "All of it, squeezed"],
  ["pad", "All of it, with bars"],
];

export function inputSettings(state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, outcome } = state;
  const reports = outcome?.inputs ?? [];
  const pictures = reports.length === 0 || reports.some(({ picture }) => picture !== null);
  const samples = Array.from({ length: Math.max(1, reports.length) }, (_, slot) => sampleOf(choices, slot));
  const noisy = samples.includes(noiseId) || reports.some(({ picture }) => picture === null);
  return html`
    ${
      pictures
        ? choiceSelect(
            {
              id: "normalisation-select",
              label: "Values",
              value: choices.normalisation,
              options: normalisations,
            },
            (normalisation) => actions.choose({ normalisation }),
          )
        : nothing
    }
    ${
      samples.some(isFile)
        ? choiceSelect({ id: "fit-select", label: "Fit", value: choices.fit, options: fits }, (fit) =>
            actions.choose({ fit }),
          )
        : nothing
    }
    ${noisy ? seedField(choices, actions) : nothing} ${reports.map((report) => reportText(report, reports.length > 1))}
  `;
}

function seedField({ noiseSeed }: PanelChoices, actions: PanelActions): TemplateResult {
  return html`<label class="choice">
    <span>Seed</span>
    <input
      class="short"
      type="number"
      data-testid="noise-seed"
      min="0"
      max=${largestSeed}
      step="1"
      .value=${String(noiseSeed)}
      @change=${(event: Event) => {
        if (!(event.target instanceof HTMLInputElement)) return;
        const seed = event.target.valueAsNumber;
        if (event.target.checkValidity() && Number.isInteger(seed)) actions.choose({ noiseSeed: seed });
        else event.target.value = String(noiseSeed);
      }}
    />
  </label>`;
}

/** `Centre 480×480, averaged to 96×96. RGB. Values −1 to 1: here −0.98 to 1.` */
function reportText({ name, steps, least, largest }: InputReport, named: boolean): TemplateResult {
  const { fitted, values, channels } = steps;
  const range = `${values}, here ${shortNumber(least)} to ${shortNumber(largest)}`;
  const text = [fitted, channels, range].filter((part) => part !== null).map(sentence);
  return html`<p class="hint" data-testid="input-report">${named ? html`<b>${name}</b>: ` : nothing}${text.join(" ")}</p>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
