/** The panel's first glance, a line each: name and kinds, shapes and cost, and where weights and input came from. */
import { html, nothing, type TemplateResult } from "lit";
import type { Count } from "../../../core/cost/count.ts";
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { LayerDescription, RangeDescription } from "../../worker/messages.ts";
import { icon } from "../icons.ts";
import { durationText, groupedNumber, siNumber, unitNumber } from "../numberText.ts";
import { runControls } from "./runControls.ts";
import { weightsSource } from "./weightsSource.ts";

export function headerView(state: PanelState, actions: PanelActions): TemplateResult {
  const { model, description } = state;
  const layer = description?.layer ?? null;
  const path = model?.target.layerPath ?? [];
  const range = layer?.range ?? null;
  return html`<header class="header" data-testid="panel-header">
    <div class="title-row">
      ${layerButton(path, state, actions)}
      ${range ? rangeStart(range, path, actions) : nothing}
      ${
        path.length > 0
          ? html`<button class="icon-button" data-testid="reveal-layer" title="Show this layer in ${model?.fileName ?? "the file"}" aria-label="Show this layer in the file" @click=${() => actions.revealLayer(path)}>${icon("go-to-file")}</button>`
          : nothing
      }
      ${layer ? html`<span class="class-name">${layer.className}</span>` : nothing}
      ${layer?.kinds.map((kind) => kindBadge(kind)) ?? nothing}
      <span class="spacer"></span>
      ${runControls(state, actions)}
    </div>
    ${layer ? facts(layer, state) : nothing} ${sources(state, actions)}
  </header>`;
}

function layerButton(path: readonly string[], state: PanelState, actions: PanelActions): TemplateResult {
  return html`<h1 class="layer-title"><button
    class="layer-button"
    data-testid="layer-list-toggle"
    aria-expanded=${state.layerListOpen ? "true" : "false"}
    title="Choose another layer"
    @click=${actions.toggleLayerList}
  ><span class="layer-name ${path.length > 0 ? "" : "none"}" data-testid="layer-name">${path.at(-1) ?? "No layer chosen"}</span>${icon("chevron-down")}</button></h1>`;
}

/** Says that the layer stands for all from another one on, and leads back to the layer by itself. */
function rangeStart(
  { from, layers }: RangeDescription,
  path: readonly string[],
  actions: PanelActions,
): TemplateResult {
  const alone = `Show ${path.at(-1)} by itself`;
  return html`<span class="range" data-testid="range"><span title="${layers} layers as one: shape, parameters, MACs and time are those of all of them">from ${from}, ${layers} layers</span><button
    class="icon-button"
    data-testid="leave-range"
    title=${alone}
    aria-label=${alone}
    @click=${() => actions.chooseLayer(path)}
  >${icon("close")}</button></span>`;
}

function kindBadge(kind: LayerDescription["kinds"][number]): TemplateResult {
  const { title, description } = convolutionKindTexts[kind];
  return html`<span class="badge" title=${description}>${title.replace(/ convolution$/, "")}</span>`;
}

function facts(layer: LayerDescription, state: PanelState): TemplateResult {
  const { outcome } = state;
  const { range } = layer;
  const taken = range?.inputs ?? layer.inputs;
  const inputs = taken.length > 0 ? taken : ["model input"];
  const milliseconds = (range && outcome?.rangeMilliseconds) ?? outcome?.milliseconds;
  const time = milliseconds !== undefined && !state.stale ? durationText(milliseconds) : null;
  const { parameters, macs } = range ?? layer;
  return html`<dl class="facts">
    ${fact("Shape", html`${inputs.join(", ")} <span class="arrow">→</span> ${layer.output}`, { id: "shape" })}
    ${fact("Parameters", countText(parameters, "params"), { id: "parameters" })}
    ${fact(`Multiply-accumulates of ${range ? "these layers" : "this layer"}`, countText(macs, "MACs"), { id: "macs" })}
    ${fact("Multiply-accumulates with all layers before", countText(layer.macsUpTo, "MACs"), { id: "macs-up-to", unit: "up to here" })}
    ${fact("Receptive field on the model's input", layer.field, { id: "field", lead: "sees" })}
    ${time ? fact(timeName(state), time, { id: "time", unit: outcome?.mode === "alone" ? "alone" : "" }) : nothing}
    ${time && !state.slim ? algorithm(state) : nothing}
  </dl>`;
}

function algorithm({ outcome }: PanelState): TemplateResult | typeof nothing {
  return outcome?.algorithm
    ? fact("How the layer was computed", outcome.algorithm, { id: "algorithm" })
    : nothing;
}

function timeName({ outcome, description }: PanelState): string {
  if (description?.layer?.range && outcome?.rangeMilliseconds)
    return "Time of these layers, one after another";
  if (outcome?.mode === "alone") return "Time of this layer";
  return outcome?.fused ? `Time with all layers before. ${outcome.fused}` : "Time with all layers before";
}

interface FactTexts {
  readonly id: string;
  readonly unit?: string;
  readonly lead?: string;
}

function fact(name: string, value: unknown, { id, unit, lead }: FactTexts): TemplateResult {
  return html`<div title=${name}>
    <dt class="unseen">${name}</dt>
    <dd data-testid="fact-${id}">${lead ? html`<i>${lead}</i> ` : nothing}${value}${unit ? html` <i>${unit}</i>` : nothing}</dd>
  </div>`;
}

/** `10,816 params`, `3.98 MMACs`; the exact number on pointing at it. */
function countText(count: Count, unit: string): TemplateResult {
  if (count.kind === "unknown") {
    const known = count.atLeast ? `≥ ${siNumber(count.atLeast)}` : "?";
    return html`<span title=${count.reason}>${known} <i>${unit}</i></span>`;
  }
  const exact = groupedNumber(count.value);
  if (count.value < 1e6) return html`${exact} <i>${unit}</i>`;
  const [number, ...rest] = unitNumber(count.value, unit).split(" ");
  return html`<span title=${exact}>${number} <i>${rest.join(" ")}</i></span>`;
}

/** File and model, then where the numbers of the run came from. */
function sources(state: PanelState, actions: PanelActions): TemplateResult {
  const { model, description, outcome, weightFile, slim } = state;
  const edited = outcome?.edited ?? null;
  const path = model?.target.layerPath.slice(0, -1) ?? [];
  const place = [model?.fileName, description?.modelName, ...path].filter(Boolean).join(" › ");
  if (slim && outcome) {
    return html`<details class="sources-folded" data-testid="sources-folded">
      <summary title="Where the numbers came from">${place}, ${weightFile ?? "untrained weights"}${edited === null ? nothing : html` <span class="badge">${edited}</span>`}</summary>
      ${state.stale ? nothing : html`<dl class="facts">${algorithm(state)}</dl>`}
      <div class="sources">${runSources(state, actions)}</div>
    </details>`;
  }
  return html`<div class="sources">
    <span class="source" title="The model">${place}</span>
    ${runSources(state, actions)}
  </div>`;
}

function runSources(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome } = state;
  return html`${outcome ? weightsSource(state, actions) : nothing}
    ${outcome ? source("Input", outcome.input, "input-source") : nothing}
    ${outcome && outcome.notes.length > 0 ? source("Note", outcome.notes.join(" "), "run-notes") : nothing}`;
}

function source(name: string, text: string, id: string): TemplateResult {
  return html`<span class="source" title="${name}: ${text}"><b>${name}</b> <span data-testid=${id}>${text}</span></span>`;
}
