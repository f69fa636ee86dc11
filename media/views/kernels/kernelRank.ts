/** How near the chosen kernel is to a column times a row: its singular values, and what rank 1 would change. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { percent, type ShownKernel } from "./kernelNumbers.ts";

export function kernelRank(
  kernel: ShownKernel,
  state: PanelState,
  actions: PanelActions,
): TemplateResult | typeof nothing {
  const { rank, stage } = kernel;
  if (!rank) {
    return stage.slides
      ? html`<p class="hint">A kernel of one row or one column has rank 1 as it is.</p>`
      : nothing;
  }
  const largest = rank.values[0] || 1;
  const { rankOne, rankOneAsks } = state.kernels;
  return html`<section class="kernel-rank" aria-label="Singular values" data-testid="kernel-rank">
    <h3>Singular values</h3>
    <ol class="sigmas">
      ${Array.from(
        rank.values,
        (value, at) =>
          html`<li title=${exactNumber(value)}><span>σ${at + 1}</span><i aria-hidden="true"><b .style=${`width: ${(100 * value) / largest}%`}></b></i><span class="sigma" data-testid="sigma-${at + 1}">${shortNumber(tidy(value, largest))}</span></li>`,
      )}
    </ol>
    <dl class="kind-facts">
      <div><dt title="Share of the sum of squares that the best column times row keeps">Rank 1 keeps</dt><dd data-testid="rank-one-kept">${percent(rank.kept)}</dd></div>
      ${rankOne ? errors(rankOne, stage.filterName) : nothing}
    </dl>
    ${rankOneAsks ? html`<button class="action secondary small" data-testid="measure-rank-one" @click=${actions.kernels.measureRankOne}>Measure the error on this picture</button>` : nothing}
  </section>`;
}

function errors(rankOne: NonNullable<PanelState["kernels"]["rankOne"]>, filterName: string): TemplateResult {
  const { kernel, all, kept } = rankOne;
  return html`${
    kernel === null
      ? nothing
      : html`<div><dt title="Root of the mean square of the difference over that of the map, with this kernel at rank 1">Error on this picture</dt><dd data-testid="rank-one-error" title=${exactNumber(kernel)}>${percent(kernel)} of the ${filterName}'s map</dd></div>`
  }
    <div><dt title="With every kernel of the layer at rank 1">All at rank 1</dt><dd><span data-testid="rank-one-all" title=${exactNumber(all)}>${percent(all)}</span> of the output; keeps ${percent(kept)}</dd></div>`;
}

/** What is left of a zero after rounding is none. */
function tidy(value: number, largest: number): number {
  return value < 1e-12 * largest ? 0 : value;
}
