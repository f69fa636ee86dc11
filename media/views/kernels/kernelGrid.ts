/** The grid of kernels: only the tiles on the screen are drawn, so that thousands of filters cost no more than a screenful. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { chosenStage } from "../../panel/kernelSteps.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { KernelPlace, KernelStage } from "../../worker/kernels/layerKernels.ts";
import { layOutTiles, type TileLayout, tilePosition } from "../maps/tileLayout.ts";
import { WindowedElement } from "../windowedElement.ts";
import { kernelName, percent, shownKernel } from "./kernelNumbers.ts";
import { coveredSize, hasHoles, kernelPicture } from "./kernelPicture.ts";
import { kernelScale } from "./kernelScale.ts";

const gap = 6;
const captionHeight = 34;

export class KernelGrid extends WindowedElement {
  static override properties = { panel: { attribute: false }, actions: { attribute: false } };
  declare panel: PanelState | null;
  declare actions: PanelActions | null;

  protected override render(): TemplateResult | typeof nothing {
    const { panel } = this;
    const stage = panel && chosenStage(panel.kernels);
    if (!panel || !stage || this.view.width === 0) return nothing;
    const layout = this.layout(stage);
    const tiles = Array.from({ length: layout.end - layout.first }, (_, at) => layout.first + at);
    const chosen = indexOf(panel);
    // One tile takes the keyboard: the chosen one, or the first on screen while that is out of sight.
    const stop = chosen >= layout.first && chosen < layout.end ? chosen : layout.first;
    return html`<div class="tiles" .style=${`height: ${layout.totalHeight}px`}>
      ${repeat(
        tiles,
        (index) => index,
        (index) => this.tile(panel, stage, { index, layout, stop, chosen }),
      )}
    </div>`;
  }

  private tile(
    panel: PanelState,
    stage: KernelStage,
    { index, layout, stop, chosen }: { index: number; layout: TileLayout; stop: number; chosen: number },
  ): TemplateResult {
    const place = placeOf(panel, index);
    const kernel = shownKernel(panel.kernels, stage, place);
    const { plane, rank, edits } = kernel;
    const edited = kernel.edited.includes(true);
    const { left, top } = tilePosition(layout, index, gap);
    const name = kernelName(stage, place);
    const kept = rank ? `, rank 1 keeps ${percent(rank.kept)}` : "";
    return html`<button
      class="tile kernel-tile"
      role="option"
      data-testid="kernel-tile"
      data-index=${index}
      tabindex=${index === stop ? 0 : -1}
      aria-selected=${index === chosen ? "true" : "false"}
      title=${`${name}${edited ? ", edited" : ""}${kept}`}
      .style=${`left: ${left}px; top: ${top}px; width: ${layout.tileWidth}px; height: ${layout.tileHeight}px`}
      @click=${() => this.actions?.kernels.selectKernel(place)}
    >
      <span class="unseen">${name}${edited ? ", edited" : ""}${kept}</span>
      <span class="tile-picture ${hasHoles(stage) ? "holes" : ""}" aria-hidden="true">${kernelPicture({ stage, plane, scale: kernelScale(panel.choices.kernelScale, stage, edits, plane) })}</span>
      <span class="tile-caption" aria-hidden="true"><b>#${index}</b>${edited ? html`<em>edited</em>` : nothing}${rank ? html`<span class="mean">σ₁ ${percent(rank.kept)}</span>` : nothing}</span>
    </button>`;
  }

  private layout(stage: KernelStage): TileLayout {
    const { rows, columns } = coveredSize(stage);
    return layOutTiles({
      count: countOf(this.panel, stage),
      width: this.view.width,
      viewHeight: this.view.height,
      scrollTop: this.view.top,
      minimumTileWidth: 72,
      tileHeight: (width) =>
        captionHeight + Math.round(width * Math.max(0.34, Math.min(1.5, rows / columns))),
      gap,
    });
  }

  protected override readonly onKey = (event: KeyboardEvent): void => {
    const { panel, actions } = this;
    const stage = panel && chosenStage(panel.kernels);
    if (!panel || !stage || !actions) return;
    const layout = this.layout(stage);
    const count = countOf(panel, stage);
    const now = indexOf(panel);
    const targets: Record<string, number> = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now - layout.columns,
      ArrowDown: now + layout.columns,
      Home: 0,
      End: count - 1,
    };
    const next = targets[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next < 0 || next >= count) return;
    actions.kernels.selectKernel(placeOf(panel, next));
    const { top } = tilePosition(layout, next, gap);
    this.showSpan(top, layout.tileHeight);
    void this.updateComplete.then(() => {
      requestAnimationFrame(() => {
        // The keyboard may have gone on to another place in this frame.
        const { activeElement, body } = document;
        if (activeElement !== body && !this.contains(activeElement)) return;
        this.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
      });
    });
  };
}

customElements.define("convlens-kernel-grid", KernelGrid);

/** How many kernels stand side by side. */
export function countOf(panel: PanelState | null, stage: KernelStage): number {
  return panel?.choices.kernelsAcross === "channels" ? stage.channels : stage.filters;
}

export function placeOf({ kernels, choices }: PanelState, index: number): KernelPlace {
  return choices.kernelsAcross === "channels"
    ? { ...kernels.place, channel: index }
    : { ...kernels.place, filter: index };
}

function indexOf({ kernels, choices }: PanelState): number {
  return choices.kernelsAcross === "channels" ? kernels.place.channel : kernels.place.filter;
}
