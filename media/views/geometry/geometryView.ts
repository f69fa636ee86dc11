/** The tab of the geometry: where the layer reads, drawn to scale, for the chosen pixel. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { LayerGeometry, LayerWindow } from "../../worker/geometry/layerGeometry.ts";
import { dataTable } from "../table/dataTable.ts";
import { tablesToggle } from "../table/tablesToggle.ts";
import { channelDrawing, channelSentence, channelTable } from "./channelDrawing.ts";
import { coverageSection } from "./coverage.ts";
import { fieldSection } from "./fieldSection.ts";
import { overlapSection } from "./overlap.ts";
import { windowDrawing } from "./windowDrawing.ts";
import { isDrawable, middlePlace, windowLattice } from "./windowLattice.ts";
import { axesTable, tapsTable, windowSentence } from "./windowTexts.ts";

export function geometryView(state: PanelState, actions: PanelActions): TemplateResult {
  const { geometry, choices } = state;
  return html`<section class="geometry-view" aria-label="Geometry" data-testid="geometry-view">
    ${
      geometry === null
        ? html`<p class="hint">${state.description?.layer ? "Working out where the layer reads…" : "Choose a layer to see where it reads."}</p>`
        : html`<div class="controls">
              ${tablesToggle(state, actions)}
              <span class="hint">Arrow keys, or a click, choose the output; the other pictures follow.</span>
            </div>
            <div class="geometry-parts">
              ${geometry.window ? windowSection(geometry.window, placeIn(geometry, state), state, actions) : html`<p class="ask" data-testid="no-window">${geometry.noWindow}</p>`}
              ${fieldSection(geometry.field, state)}
              ${geometry.window?.kind === "spreads" ? overlapSection(geometry.window, placeIn(geometry, state), choices.tables, actions) : nothing}
              ${geometry.coverage ? coverageSection(geometry.coverage, choices.tables) : nothing}
              ${geometry.window ? channelSection(geometry.window, choices.tables) : nothing}
            </div>`
    }
  </section>`;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** The chosen pixel, or the middle of the output before there is one. */
function placeIn({ window }: LayerGeometry, { pixel }: PanelState): Place {
  if (pixel || !window) return pixel ?? { row: 0, column: 0 };
  const [row, column] =
    window.windows.length > 1
      ? window.windows.slice(-2).map(middlePlace)
      : [0, middlePlace(window.windows[0])];
  return { row: row ?? 0, column: column ?? 0 };
}

function windowSection(
  window: LayerWindow,
  pixel: Place,
  { choices }: PanelState,
  actions: PanelActions,
): TemplateResult {
  const title = window.kind === "spreads" ? "Kernel on the output" : "Window on the input";
  if (!isDrawable(window)) {
    return html`<section class="geometry-part window-part" aria-labelledby="window-title">
      <h2 id="window-title">${title}</h2>
      <p data-testid="window-text">The window has too many taps, or is too wide, to be drawn: these are its numbers.</p>
      ${dataTable(axesTable(window))}
    </section>`;
  }
  const lattice = windowLattice(window, pixel);
  const sentence = windowSentence(window, lattice, pixel);
  return html`<section class="geometry-part window-part" aria-labelledby="window-title">
    <h2 id="window-title">${title}</h2>
    <p data-testid="window-text">${sentence} ${remark(window)}</p>
    ${
      choices.tables
        ? dataTable(tapsTable(window, lattice))
        : html`<div class="lattice-frame" data-table="taps-table">${windowDrawing(window, lattice, sentence, actions)}</div>${key(window)}`
    }
    ${dataTable(axesTable(window))}
  </section>`;
}

function remark({ windows, channels, weighted, kind }: LayerWindow): string {
  const parts = [
    windows.length > 2 ? "Of three axes the plane of the last two is drawn." : "",
    windows.every(({ kernel }) => kernel === 1)
      ? "A kernel of 1 sees no neighbours: it mixes channels at one place."
      : "",
    channels.between !== null
      ? "It is the window of the depthwise stage; the pointwise stage behind it stays at the place."
      : "",
    kind === "slides" && !weighted ? "Pooling puts no weights on what it reads." : "",
  ];
  return parts.filter(Boolean).join(" ");
}

/** What the marks of the drawing mean. */
function key({ kind }: LayerWindow): TemplateResult {
  const slides = kind === "slides";
  return html`<ul class="lattice-key">
    <li><i class="key-tap"></i>${slides ? "tap" : "tap of one copy"}</li>
    <li><i class="key-start"></i>${slides ? "middle of a window" : "middle of an input's copy"}</li>
    <li><i class="key-outlined"></i>${slides ? "the chosen output's window" : "copies that reach the chosen output"}</li>
    ${slides ? nothing : html`<li><i class="key-chosen"></i>the chosen output</li>`}
    <li><i class="key-beyond holes"></i>${slides ? "padding" : "cut off"}</li>
  </ul>`;
}

function channelSection({ channels }: LayerWindow, tables: boolean): TemplateResult {
  return html`<section class="geometry-part" aria-labelledby="channels-title" data-table="channels-table">
    <h2 id="channels-title">Channels</h2>
    <p data-testid="channels-text">${channelSentence(channels)}</p>
    ${tables ? dataTable(channelTable(channels)) : channelDrawing(channels)}
  </section>`;
}
