/** The choice of a picture for an input: samples as small pictures, files of the workspace, the clipboard, a dialog. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { ListedPicture } from "../../../protocol/pictureMessages.ts";
import { sampleOf } from "../../panel/inputChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { samplePictures } from "../../panel/samples/index.ts";
import { noiseId } from "../../panel/samples/noise.ts";
import { overlayFocus } from "../frame/overlayFocus.ts";
import { icon } from "../icons.ts";
import { groupedNumber } from "../numberText.ts";
import "./sampleThumb.ts";

const mostShown = 60;

const tiles = [
  ...samplePictures.map(({ id, title, description }) => ({ id, title, description })),
  {
    id: noiseId,
    title: "Noise",
    description: "Each colour of each pixel by chance, between 0 and 1, from a seed.",
  },
];

export function pictureDialog(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { picker, outcome } = state;
  if (!picker) return nothing;
  const { slot } = picker;
  const chosen = sampleOf(state.choices, slot);
  const inputs = outcome?.inputs ?? [];
  const heading = inputs.length > 1 ? `Picture for ${inputs[slot]?.name ?? "the input"}` : "Picture";
  return html`<section class="overlay picture-dialog" role="dialog" data-testid="picture-dialog" aria-label=${heading}>
    <div class="overlay-title">
      <h2>${heading}</h2>
      <button class="icon-button" aria-label="Close the choice of a picture" @click=${() => actions.togglePicker(slot)}>${icon("close")}</button>
    </div>
    <div class="sample-tiles" role="group" aria-label="Made for looking at layers" @keydown=${moveBetweenTiles}>
      ${tiles.map(
        ({ id, title, description }) => html`<button
          class="sample-tile"
          data-testid="sample-${id}"
          aria-pressed=${id === chosen ? "true" : "false"}
          title=${description}
          ${id === chosen || (id === tiles[0]?.id && !tiles.some((tile) => tile.id === chosen)) ? ref(overlayFocus) : nothing}
          @click=${() => actions.choosePicture(slot, id)}
        ><convlens-sample-thumb .sample=${id} .seed=${state.choices.noiseSeed}></convlens-sample-thumb><span>${title}</span></button>`,
      )}
    </div>
    <div class="picture-sources">
      <button class="action secondary" data-testid="browse-pictures" @click=${() => actions.browsePictures(slot)}>Open a file…</button>
      <button class="action secondary" data-testid="paste-picture" @click=${() => actions.pastePicture(slot)}>Paste</button>
      <span class="hint">or drop a picture on the panel (with Shift held, if the editor wants to open it).</span>
    </div>
    ${fileList(state, actions, slot, chosen)}
  </section>`;
}

function fileList(state: PanelState, actions: PanelActions, slot: number, chosen: string): TemplateResult {
  const { pictureList, picker } = state;
  if (!pictureList) return html`<p class="hint">Looking for pictures in the workspace…</p>`;
  const { pictures, isCut } = pictureList;
  if (pictures.length === 0) return html`<p class="hint">There are no pictures in the workspace.</p>`;
  const matching = matchingPictures(pictures, picker?.filter ?? "");
  const more = matching.length - mostShown;
  return html`<h3>Files</h3>
    <input
      class="picture-filter"
      type="search"
      data-testid="picture-filter"
      aria-label="Filter the files by name or folder"
      placeholder="Name or folder"
      .value=${picker?.filter ?? ""}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) actions.filterPictures(event.target.value);
      }}
    />
    <ul class="picture-files">
      ${matching.slice(0, mostShown).map(
        ({ uri, name, folder }) => html`<li>
          <button data-testid="picture-file" aria-pressed=${uri === chosen ? "true" : "false"} @click=${() => actions.takePictureAddress(uri, slot)}>
            <span>${name}</span><span class="class-name">${folder}</span>
          </button>
        </li>`,
      )}
    </ul>
    ${more > 0 ? html`<p class="more">${groupedNumber(more)} more: type a part of the name.</p>` : nothing}
    ${isCut ? html`<p class="more">The workspace holds more pictures than are listed: open others by their file.</p>` : nothing}`;
}

/** Those whose folder and name contain the text. */
export function matchingPictures(pictures: readonly ListedPicture[], filter: string): ListedPicture[] {
  const wanted = filter.trim().toLowerCase();
  return pictures.filter(({ name, folder }) => `${folder}/${name}`.toLowerCase().includes(wanted));
}

/** Arrow keys go from tile to tile, besides the tabulator. */
function moveBetweenTiles(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  const step = steps[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  event.preventDefault();
  event.stopPropagation();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = all.findIndex((tile) => tile.matches(":focus"));
  all[(at + step + all.length) % all.length]?.focus();
}
