/** The choices of how maps are shown: colours, scale, order, slice, and tables in place of pictures. */
import { html, nothing, type TemplateResult } from "lit";
import type { ColourMapChoice, MapSort, ScaleChoice } from "../../../protocol/panelChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { shortNumber } from "../numberText.ts";
import { tablesToggle } from "../table/tablesToggle.ts";
import { scaleOf } from "./mapPicture.ts";

const colourMaps: readonly (readonly [ColourMapChoice, string])[] = [
  ["auto", "Automatic"],
  ["viridis", "Viridis"],
  ["diverging", "Diverging"],
  ["grey", "Grey"],
];

const scales: readonly (readonly [ScaleChoice, string])[] = [
  ["map", "Per map"],
  ["layer", "Whole layer"],
  ["typed", "Typed"],
];

const sorts: readonly (readonly [MapSort, string])[] = [
  ["index", "Index"],
  ["mean", "Mean"],
  ["deviation", "Deviation"],
  ["energy", "Energy"],
  ["sparsity", "Sparsity"],
];

export function mapControls(state: PanelState, actions: PanelActions): TemplateResult {
  const { choices, outcome } = state;
  const slices = outcome?.maps.slices ?? 1;
  const channels = outcome?.maps.channels ?? 1;
  return html`<div class="controls">
    ${channels > 1 ? choiceSelect({ id: "sort-select", label: "Sort", value: choices.sort, options: sorts }, (sort) => actions.choose({ sort })) : nothing}
    ${choiceSelect({ id: "scale-select", label: "Scale", value: choices.scale, options: scales }, (scale) => chooseScale(scale, state, actions))}
    ${choices.scale === "typed" ? typedScale(state, actions) : nothing}
    ${choiceSelect({ id: "colormap-select", label: "Colours", value: choices.colourMap, options: colourMaps }, (colourMap) => actions.choose({ colourMap }))}
    ${slices > 1 ? sliceRange(state.slice, slices, actions) : nothing}
    ${tablesToggle(state, actions)}
  </div>`;
}

/** Typing starts from what is on screen. */
function chooseScale(
  scale: ScaleChoice,
  { choices, outcome, channel }: PanelState,
  actions: PanelActions,
): void {
  if (scale !== "typed" || choices.typedScale || !outcome) {
    actions.choose({ scale });
    return;
  }
  const { low, high } = scaleOf(outcome.maps, channel, choices);
  actions.choose({ scale, typedScale: low < high ? [low, high] : [low, low + 1] });
}

function typedScale({ choices }: PanelState, actions: PanelActions): TemplateResult {
  const [low, high] = choices.typedScale ?? [0, 1];
  const field = (name: string, value: number, change: (value: number) => readonly [number, number]) =>
    html`<input
      type="number"
      class="short"
      step="any"
      aria-label=${name}
      data-testid="typed-${name.split(" ")[0]?.toLowerCase()}"
      .value=${String(Number(value.toPrecision(6)))}
      title=${`${name}: ${shortNumber(value)}`}
      @change=${(event: Event) => {
        if (!(event.target instanceof HTMLInputElement)) return;
        const typed = event.target.valueAsNumber;
        const next = change(typed);
        if (Number.isFinite(typed) && next[0] < next[1]) actions.choose({ typedScale: next });
        else event.target.value = String(value);
      }}
    />`;
  return html`<span class="typed-scale">${field("Least value", low, (value) => [value, high])} to ${field("Largest value", high, (value) => [low, value])}</span>`;
}

function sliceRange(slice: number, slices: number, actions: PanelActions): TemplateResult {
  return html`<label class="slice">
    <span>Slice ${slice} of 0–${slices - 1}</span>
    <input
      type="range"
      data-testid="slice-select"
      min="0"
      max=${slices - 1}
      .value=${String(slice)}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) actions.selectSlice(Number(event.target.value));
      }}
    />
  </label>`;
}
