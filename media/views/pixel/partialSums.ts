/** One line an input channel: what it adds, as a bar and a number, and the sum so far. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions } from "../../panel/panelState.ts";
import type { PixelStage } from "../../worker/pixelAnswer.ts";
import { exactNumber, shortNumber } from "../numberText.ts";

/** Lines that are put on the page at once; the list moves with the chosen channel. */
const mostLines = 128;

/** `lit` is the tap that a step stands on; channels after the shown one are dimmed while there is one. */
export function partialSums(stage: PixelStage, lit: number | null, actions: PanelActions): TemplateResult {
  const { groups, shownGroup, accumulates } = stage;
  const first = Math.max(0, Math.min(groups.length - mostLines, shownGroup - mostLines / 2));
  const largest = groups.reduce((most, group) => Math.max(most, Math.abs(group.result) || 0), 1e-30);
  let running = groups.slice(0, first).reduce((sum, group) => sum + group.result, 0);
  const lines = groups.slice(first, first + mostLines).map((group, offset) => {
    running += group.result;
    return { ...group, index: first + offset, running };
  });
  return html`<div class="partial-sums" role="list" aria-label="What each input channel adds, and the sum so far" data-testid="partial-sums">
    ${first > 0 ? html`<p class="more">${first} before</p>` : nothing}
    ${lines.map(
      (line) => html`<div role="listitem"><button
        class="partial ${line.index === shownGroup ? "current" : ""} ${lit !== null && (line.index > shownGroup || lit < 0) ? "later" : ""}"
        title=${exactNumber(line.result)}
        ?disabled=${shownGroup < 0}
        @click=${() => actions.selectGroup(line.index)}
      >
        <span class="partial-label">${line.label}</span>
        <span class="partial-bar"><i class=${line.result < 0 ? "negative" : "positive"} .style=${barStyle(line.result, largest)}></i></span>
        <span class="partial-number">${shortNumber(line.result)}</span>
        <span class="partial-number running">${accumulates ? html`Σ ${shortNumber(line.running)}` : nothing}</span>
      </button></div>`,
    )}
    ${first + lines.length < groups.length ? html`<p class="more">${groups.length - first - lines.length} more</p>` : nothing}
  </div>`;
}

/** Half of the track to either side. */
function barStyle(value: number, largest: number): string {
  const width = Math.min(50, (50 * Math.abs(value)) / largest);
  return value < 0 ? `right: 50%; width: ${width}%` : `left: 50%; width: ${width}%`;
}
