/** How one output value came about: its input window, the kernel, the products, their sums, bias and activation. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../panel/panelState.ts";
import type { PixelAnswer, PixelStage, Tap, TapGroup } from "../worker/pixelAnswer.ts";
import { colourAt, needsDarkText } from "./colourMap.ts";
import { placeText } from "./mapPicture.ts";
import { cellNumber, exactNumber, shortNumber } from "./numberText.ts";
import { positionOn, type ValueScale, valueScale } from "./valueScale.ts";

export function pixelProbe(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { answer, outcome } = state;
  if (!outcome) return nothing;
  const maps = outcome.maps;
  if (!answer) {
    return html`<section class="probe" data-testid="pixel-probe" aria-label="Pixel">
      <p class="hint">Point at a value of the map, or move there with the arrow keys.</p>
    </section>`;
  }
  const place = placeText(maps, answer.position);
  return html`<section class="probe" data-testid="pixel-probe" data-pinned=${state.pinned ? "true" : "false"} aria-label="Pixel">
    <div class="probe-title">
      <span class="place">${place}</span>
      <button
        class="link"
        data-testid="pin"
        aria-pressed=${state.pinned ? "true" : "false"}
        @click=${state.pinned ? actions.release : actions.pin}
      >${state.pinned ? "Pinned – release" : "Pin"}</button>
      <span class="probe-value" title="exact to float32">${exactNumber(answer.value)}</span>
    </div>
    <div class="announcement" aria-live="polite">${place}: ${shortNumber(answer.value)}</div>
    ${answer.sentence ? html`<p class="sentence">${answer.sentence}</p>` : nothing}
    ${answer.stages.map((stage) => stageView(stage, state, actions))}
    ${answer.stages.length > 0 ? sumLine(answer) : nothing}
  </section>`;
}

/** `Σ 0.4102 + bias 0.02 = 0.4302 → relu → 0.4302`, exact numbers. */
export function sumText(answer: PixelAnswer): string {
  const parts = answer.stages.map((stage) => {
    const title = stage.title ? `${stage.title} ` : "";
    const bias = stage.bias === null ? "" : ` + bias ${exactNumber(stage.bias)}`;
    return `${title}${combineSign(stage.combine)} ${exactNumber(stage.total)}${bias}`;
  });
  const last = answer.stages.at(-1);
  const before = last?.bias != null ? ` = ${exactNumber(answer.beforeActivation)}` : "";
  const activation = answer.activation ? ` → ${answer.activation} → ${exactNumber(answer.value)}` : "";
  return `${parts.join("; ")}${before}${activation}`;
}

function sumLine(answer: PixelAnswer): TemplateResult {
  return html`<p class="sum" data-testid="probe-sum" data-value=${exactNumber(answer.value)}>${sumText(answer)}</p>`;
}

function stageView(stage: PixelStage, state: PanelState, actions: PanelActions): TemplateResult {
  const at = Math.min(state.group, stage.groups.length - 1);
  const group = stage.groups[at];
  return html`<div class="stage">
    ${stage.title ? html`<h3>${stage.title}</h3>` : nothing}
    ${
      stage.groups.length > 1
        ? html`<div class="group-steps">
            <button class="step" aria-label="previous input channel" ?disabled=${at === 0} @click=${() => actions.selectGroup(at - 1)}>◂</button>
            <span>${group?.label ?? ""} <span class="of">${at + 1} of ${stage.groupCount}</span></span>
            <button class="step" aria-label="next input channel" ?disabled=${at >= stage.groups.length - 1} @click=${() => actions.selectGroup(at + 1)}>▸</button>
          </div>`
        : nothing
    }
    ${group ? tapGrids(stage, group) : nothing}
    ${stage.groups.length > 1 ? partialSums(stage, at, actions) : nothing}
  </div>`;
}

function tapGrids(stage: PixelStage, group: TapGroup): TemplateResult {
  const weighted = group.taps.some((tap) => tap.weight !== null);
  const inputs = rangeOf(stage.groups, (tap) => tap.input);
  const weights = rangeOf(stage.groups, (tap) => tap.weight ?? 0);
  const products = rangeOf([group], (tap) => tap.product);
  const sign = combineSign(stage.combine);
  if (!weighted) {
    return html`<div class="grids">
      ${tapGrid(stage, group, { title: "window", scale: inputs, numberOf: (tap) => tap.input })}
      <span class="operator">${sign}</span>
      <span class="group-result"><b>${shortNumber(group.result)}</b><small>${stage.combine}</small></span>
    </div>`;
  }
  return html`<div class="grids">
    ${tapGrid(stage, group, { title: "window", scale: inputs, numberOf: (tap) => tap.input })}
    <span class="operator">×</span>
    ${tapGrid(stage, group, { title: "kernel", scale: weights, numberOf: (tap) => tap.weight ?? 0 })}
    <span class="operator">=</span>
    ${tapGrid(stage, group, { title: "products", scale: products, numberOf: (tap) => tap.product })}
    <span class="operator">${sign}</span>
    <span class="group-result"><b>${shortNumber(group.result)}</b><small>${stage.combine}</small></span>
  </div>`;
}

interface GridSettings {
  readonly title: string;
  readonly scale: ValueScale;
  readonly numberOf: (tap: Tap) => number;
}

/** Numbers are written into cells that have room for them: up to seven in a row. */
function tapGrid(stage: PixelStage, group: TapGroup, settings: GridSettings): TemplateResult {
  const { title, scale, numberOf } = settings;
  const columns = Math.max(1, stage.columns);
  const size = columns <= 3 ? "large" : columns <= 5 ? "medium" : columns <= 7 ? "small" : "tiny";
  const rows = stage.rows * stage.slices;
  return html`<figure class="tap-grid">
    <div class="cells ${size}" role="img" aria-label=${`${title}, ${rows} by ${columns}`} .style=${`grid-template-columns: repeat(${columns}, auto)`}>
      ${group.taps.map((tap) => {
        const value = numberOf(tap);
        const padded = tap.padded && title !== "kernel";
        const position = positionOn(scale, value);
        const finite = Number.isFinite(value);
        const paint =
          padded || !finite
            ? ""
            : `background: ${colourAt(scale.colourMap, position)}; color: ${needsDarkText(scale.colourMap, position) ? "#000" : "#fff"}`;
        const words = `${tap.padded ? "padding, " : ""}${title} row ${tap.row}, column ${tap.column}: ${exactNumber(value)}`;
        return html`<span
          class="cell ${padded ? "padded" : ""} ${finite ? "" : "not-finite"} ${tap.chosen ? "chosen" : ""}"
          title=${words}
          .style=${`${paint}; grid-row: ${tap.slice * stage.rows + tap.row + 1}; grid-column: ${tap.column + 1}`}
        >${size === "tiny" ? nothing : cellNumber(value)}</span>`;
      })}
    </div>
    <figcaption>${title}</figcaption>
  </figure>`;
}

/** One line an input channel: what it adds, and the sum so far. */
function partialSums(stage: PixelStage, at: number, actions: PanelActions): TemplateResult {
  const largest = Math.max(
    1e-30,
    ...stage.groups.map((group) => Math.abs(group.result)).filter(Number.isFinite),
  );
  let running = 0;
  const adds = stage.combine === "sum";
  const rest = stage.groupCount - stage.groups.length;
  return html`<div class="partial-sums" role="list" aria-label="Sum of each input channel">
    ${stage.groups.map((group, index) => {
      running += group.result;
      const width = Math.min(50, (50 * Math.abs(group.result)) / largest);
      const bar = group.result < 0 ? `right: 50%; width: ${width}%` : `left: 50%; width: ${width}%`;
      return html`<button
        role="listitem"
        class="partial ${index === at ? "current" : ""}"
        title=${exactNumber(group.result)}
        @click=${() => actions.selectGroup(index)}
      >
        <span class="partial-label">${group.label}</span>
        <span class="partial-bar"><i class=${group.result < 0 ? "negative" : "positive"} .style=${bar}></i></span>
        <span class="partial-number">${shortNumber(group.result)}</span>
        <span class="partial-number running">${adds ? html`Σ ${shortNumber(running)}` : nothing}</span>
      </button>`;
    })}
    ${rest > 0 ? html`<p class="more">and ${rest} more channels, in the total</p>` : nothing}
  </div>`;
}

function rangeOf(groups: readonly TapGroup[], numberOf: (tap: Tap) => number): ValueScale {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const group of groups) {
    for (const tap of group.taps) {
      const value = numberOf(tap);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min >= 0) return valueScale("viridis", Math.min(0, min), max);
  return valueScale("diverging", min, max);
}

function combineSign(combine: string): string {
  switch (combine) {
    case "sum":
      return "Σ";
    case "maximum":
      return "max";
    case "minimum":
      return "min";
    case "average":
      return "mean";
    case "product":
      return "Π";
    default:
      return "=";
  }
}
