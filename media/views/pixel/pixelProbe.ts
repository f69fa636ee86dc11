/** How one output value came about: its input window, the kernel, the products, their sums, bias and activation. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { ProbeStep } from "../../panel/probeSteps.ts";
import type { PixelAnswer, PixelStage } from "../../worker/pixelAnswer.ts";
import { icon } from "../icons.ts";
import { placeText } from "../maps/mapPicture.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { partialSums } from "./partialSums.ts";
import { channelSumsTable, tapsTable } from "./pixelTables.ts";
import { playBar } from "./playBar.ts";
import { stepLine } from "./stepText.ts";
import { combineSign, tapGrids } from "./tapGrids.ts";
import "./windowMap.ts";

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
      <button
        class="icon-button"
        data-testid="pin"
        aria-label="Pin the pixel"
        aria-pressed=${state.pinned ? "true" : "false"}
        title=${state.pinned ? "Pinned: let it go (Escape)" : "Pin (Enter)"}
        @click=${state.pinned ? actions.release : actions.pin}
      >${icon("pin")}</button>
      <span class="place">${place}</span>
      <span class="probe-value" data-testid="probe-value" title="all digits of the float32">${exactNumber(answer.value)}</span>
    </div>
    <p class="sentence">${answer.sentence}</p>
    <p class="sum" data-testid="probe-sum" data-value=${answer.value}>${sumText(answer)}</p>
    ${answer.rounding === 0 ? nothing : html`<p class="hint" data-testid="probe-rounding">The engine's float32 sum, added in another order, is off by ${shortNumber(answer.rounding)}.</p>`}
    ${answer.stages.some((stage) => stage.grid) ? playBar(state, actions) : nothing}
    ${state.step ? stepView(answer, state.step) : nothing}
    ${answer.stages.map((stage, at) => stageView(stage, at, state, actions))}
  </section>`;
}

/** `Σ 0.4102 + bias 0.02 = 0.4302 → relu → 0.4302`. */
export function sumText(answer: PixelAnswer): string {
  const last = answer.stages.at(-1);
  if (!last || answer.formula) return answer.formula || exactNumber(answer.value);
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

function stepView(answer: PixelAnswer, step: ProbeStep): TemplateResult | typeof nothing {
  const line = stepLine(answer, step);
  if (!line) return nothing;
  return html`<p class="step-line" data-testid="probe-step"><span class="hint">${line.where}</span> <span>${line.what}</span> <b data-testid="probe-step-sum" title="so far">Σ ${sumNumber(line.sum)}</b></p>`;
}

/** The tap of this stage that the step stands on: -1 before it begins, `null` where nothing is stepped through. */
function litTap(step: ProbeStep | null, stage: number): number | null {
  if (step?.kind !== "tap" || step.stage > stage) return null;
  return step.stage === stage ? step.tap : -1;
}

function stageView(stage: PixelStage, at: number, state: PanelState, actions: PanelActions): TemplateResult {
  const { groups, shownGroup, grid } = stage;
  const lit = litTap(state.step, at);
  const { inputMap } = state;
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
    ${
      state.choices.tables
        ? html`${grid ? dataTable(tapsTable(stage)) : nothing} ${groups.length > 1 ? dataTable(channelSumsTable(stage)) : nothing}`
        : html`<div class="stage-pictures" data-table="taps-table">
              ${
                inputMap && grid && stage.inputChannel === inputMap.channel
                  ? html`<convlens-window-map .map=${inputMap} .taps=${grid.taps} .lit=${lit}></convlens-window-map>`
                  : nothing
              }
              ${tapGrids(stage, lit)}
            </div>
            ${groups.length > 1 ? partialSums(stage, lit, actions) : nothing}`
    }
  </div>`;
}
