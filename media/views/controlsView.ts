/** The choices above the maps: colour map, scale, slice; and the sample beside the input picture. */
import { html, nothing, type TemplateResult } from "lit";
import type { ColourMapChoice } from "../../protocol/panelChoices.ts";
import type { PanelActions, PanelState } from "../panel/panelState.ts";
import { samplePictures } from "../panel/samples/index.ts";

export function mapControls(state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, outcome } = state;
  const slices = outcome?.maps.slices ?? 1;
  return html`<div class="controls">
    ${select(
      {
        id: "colormap-select",
        label: "Colours",
        value: choices.colourMap,
        options: [
          ["auto", "Automatic"],
          ["viridis", "Viridis"],
          ["diverging", "Diverging"],
          ["grey", "Grey"],
        ],
      },
      (value) => {
        const colourMap = colourMapOf(value);
        if (colourMap) actions.choose({ colourMap });
      },
    )}
    ${select(
      {
        id: "scale-select",
        label: "Scale",
        value: choices.scale,
        options: [
          ["map", "Per map"],
          ["layer", "Whole layer"],
        ],
      },
      (value) => actions.choose({ scale: value === "layer" ? "layer" : "map" }),
    )}
    ${
      slices > 1
        ? html`<label class="slice">
            <span>Slice ${state.slice} of 0–${slices - 1}</span>
            <input
              type="range"
              data-testid="slice-select"
              min="0"
              max=${slices - 1}
              .value=${String(state.slice)}
              @input=${(event: Event) => actions.selectSlice(Number(inputValue(event)))}
            />
          </label>`
        : nothing
    }
  </div>`;
}

export function sampleSelect(state: PanelState, actions: PanelActions): TemplateResult {
  const own = state.ownPicture;
  const options: (readonly [string, string])[] = samplePictures.map((sample) => [sample.id, sample.title]);
  if (own) options.push(["own", own.name]);
  options.push(["pick", "Pick a picture…"]);
  return select({ id: "sample-select", label: "Picture", value: state.choices.sample, options }, (value) => {
    if (value === "pick") actions.pickPicture();
    else actions.choose({ sample: value });
  });
}

interface SelectSettings {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
}

function select(settings: SelectSettings, onChoice: (value: string) => void): TemplateResult {
  return html`<label class="choice">
    <span>${settings.label}</span>
    <select
      data-testid=${settings.id}
      aria-label=${settings.label}
      .value=${settings.value}
      @change=${(event: Event) => {
        const value = inputValue(event);
        // What was not taken on, such as a cancelled dialog, must not stay selected.
        if (event.target instanceof HTMLSelectElement) event.target.value = settings.value;
        onChoice(value);
      }}
    >
      ${settings.options.map(
        ([value, title]) =>
          html`<option value=${value} .selected=${value === settings.value}>${title}</option>`,
      )}
    </select>
  </label>`;
}

function inputValue(event: Event): string {
  const { target } = event;
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : "";
}

function colourMapOf(value: string): ColourMapChoice | undefined {
  const known: readonly ColourMapChoice[] = ["auto", "viridis", "diverging", "grey"];
  return known.find((name) => name === value);
}
