/** How one output value came about: its input window, the kernel, the products, their sums, bias and activation. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { PixelAnswer, PixelStage } from "../../worker/pixelAnswer.ts";
import { placeText } from "../maps/mapPicture.ts";
import { exactNumber } from "../numberText.ts";
import { partialSums } from "./partialSums.ts";
import { combineSign, tapGrids } from "./tapGrids.ts";

export function pixelProbe(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { answer, outcome } = state;
  if (!outcome) return nothing;
  if (!answer) {
    return html`<section class="probe" data-testid="pixel-probe" aria-label="Pixel">
      <p class="hint">Point at a value of the map, or move there with the arrow keys.</p>
    </section>`;
  }
  const place = placeText(outcome.maps, answer.position);
  return html`<section
    class="probe"
    data-testid="pixel-probe"
    data-pinned=${state.pinned ? "true" : "false"}
    data-coordinates=${answer.coordinates.join(",")}
    aria-label="Pixel"
  >
    <div class="probe-title">
      <span class="place">${place}</span>
      <button
        class="link"
        data-testid="pin"
        aria-pressed=${state.pinned ? "true" : "false"}
        title="Enter pins, Escape releases"
        @click=${state.pinned ? actions.release : actions.pin}
      >${state.pinned ? "Pinned · release" : "Pin"}</button>
      <span class="probe-value" data-testid="probe-value" title="all digits of the float32">${exactNumber(answer.value)}</span>
    </div>
    <p class="sentence">${answer.sentence}</p>
    <p class="sum" data-testid="probe-sum" data-value=${answer.value}>${sumText(answer)}</p>
    ${answer.stages.map((stage) => stageView(stage, actions))}
  </section>`;
}

/** `Σ 0.4102 + bias 0.02 = 0.4302 → relu → 0.4302`. */
export function sumText(answer: PixelAnswer): string {
  const last = answer.stages.at(-1);
  if (!last) return answer.formula || exactNumber(answer.value);
  const sum = `${combineSign(last.combine)} ${sumNumber(last.total)}`;
  const activation = answer.activation ? ` → ${answer.activation} → ${exactNumber(answer.value)}` : "";
  if (last.combine !== "sum") return sum;
  if (last.bias === null) return `${sum}, no bias${activation}`;
  return `${sum} + bias ${exactNumber(last.bias)} = ${sumNumber(answer.beforeActivation)}${activation}`;
}

/** Sums are kept in double precision and shown as the float32 that they round to. */
function sumNumber(value: number): string {
  return exactNumber(Math.fround(value));
}

function stageView(stage: PixelStage, actions: PanelActions): TemplateResult {
  const { groups, shownGroup } = stage;
  return html`<div class="stage">
    ${stage.title ? html`<h3>${stage.title}</h3>` : nothing}
    ${
      groups.length > 1 && shownGroup >= 0
        ? html`<div class="group-steps">
            <button class="step" aria-label="previous ${stage.groupName}" ?disabled=${shownGroup === 0} @click=${() => actions.selectGroup(shownGroup - 1)}>◂</button>
            <span>${stage.groupName} ${shownGroup + 1} <span class="of">of ${groups.length}</span></span>
            <button class="step" aria-label="next ${stage.groupName}" ?disabled=${shownGroup >= groups.length - 1} @click=${() => actions.selectGroup(shownGroup + 1)}>▸</button>
          </div>`
        : nothing
    }
    ${tapGrids(stage)} ${groups.length > 1 ? partialSums(stage, actions) : nothing}
  </div>`;
}
