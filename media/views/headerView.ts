/** The panel's first glance: name, kinds, shapes, cost, time, and where weights and input came from. */
import { html, nothing, type TemplateResult } from "lit";
import type { Count } from "../../core/cost/count.ts";
import { convolutionKindTexts } from "../../core/layers/convolutionKind.ts";
import type { PanelActions, PanelState } from "../panel/panelState.ts";
import type { LayerDescription } from "../worker/messages.ts";
import { durationText, groupedNumber, siNumber } from "./numberText.ts";

export function headerView(state: PanelState, actions: PanelActions): TemplateResult {
  const { model, description, outcome } = state;
  const layer = description?.layer ?? null;
  const path = model?.target.layerPath ?? [];
  return html`<header class="header" data-testid="panel-header">
    <div class="title-row">
      ${
        path.length > 0
          ? html`<button
              class="layer-name"
              data-testid="layer-name"
              title="Show this layer in ${model?.fileName ?? "the file"}"
              @click=${actions.revealLayer}
            >${path.at(-1)}</button>`
          : html`<span class="layer-name none" data-testid="layer-name">No layer chosen</span>`
      }
      ${layer ? html`<span class="class-name">${layer.className}</span>` : nothing}
      ${layer?.kinds.map((kind) => kindBadge(kind)) ?? nothing}
      <span class="spacer"></span>
      ${runButtons(state, actions, layer)}
    </div>
    <div class="where">
      <span>${[model?.fileName, description?.modelName, ...path.slice(0, -1)].filter(Boolean).join(" › ")}</span>
      <button
        class="link"
        data-testid="layer-list-toggle"
        aria-expanded=${state.layerListOpen ? "true" : "false"}
        @click=${actions.toggleLayerList}
      >${state.layerListOpen ? "Close the list" : "Other layer…"}</button>
    </div>
    ${layer ? facts(layer, state) : nothing}
    ${
      outcome
        ? html`<p class="sources">
            <span><b>Weights</b> ${outcome.weights}</span><span><b>Input</b> ${outcome.input}</span>
          </p>`
        : nothing
    }
  </header>`;
}

function kindBadge(kind: LayerDescription["kinds"][number]): TemplateResult {
  const { title, description } = convolutionKindTexts[kind];
  return html`<span class="badge" title=${description}>${title.replace(/ convolution$/, "")}</span>`;
}

function runButtons(
  state: PanelState,
  actions: PanelActions,
  layer: LayerDescription | null,
): TemplateResult | typeof nothing {
  if (!layer) return nothing;
  const running = state.run.state === "running";
  const blocked = layer.obstacle !== null;
  const { mode } = state.choices;
  const upTo = layer.macsUpTo.kind === "exact" ? `${siNumber(layer.macsUpTo.value)}MACs` : "unknown work";
  return html`<span class="buttons">
    <vscode-button
      data-testid="run-alone"
      ?secondary=${mode !== "alone"}
      ?disabled=${blocked}
      title="Feeds the picture straight to this layer (${countText(layer.macs, "MACs")})"
      @click=${() => actions.run("alone")}
    >Run alone</vscode-button>
    <vscode-button
      data-testid="run-all"
      ?secondary=${mode !== "upTo"}
      ?disabled=${blocked}
      title="Feeds the picture to the model and runs every layer that this one depends on (${upTo})"
      @click=${() => actions.run("upTo")}
    >Run with all before</vscode-button>
    <vscode-button
      data-testid="stop"
      secondary
      ?disabled=${!running}
      title="Stops the run"
      @click=${actions.stop}
    >Stop</vscode-button>
  </span>`;
}

function facts(layer: LayerDescription, state: PanelState): TemplateResult {
  const { outcome } = state;
  const inputs = layer.inputs.length > 0 ? layer.inputs : ["model input"];
  return html`<dl class="facts">
    ${fact("Shape", html`${inputs.join(", ")} <span class="arrow">→</span> ${layer.output}`, "shape")}
    ${fact("Parameters", countText(layer.parameters, ""), "parameters")}
    ${fact("MACs", countText(layer.macs, ""), "macs")}
    ${fact("Up to here", countText(layer.macsUpTo, "MACs"), "macs-up-to")}
    ${fact("Receptive field", layer.field, "field")}
    ${fact("Time", outcome && !state.stale ? `${durationText(outcome.milliseconds)}${outcome.mode === "alone" ? " alone" : ""}` : "–", "time")}
  </dl>`;
}

function fact(name: string, value: unknown, id: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd data-testid="fact-${id}">${value}</dd></div>`;
}

function countText(count: Count, unit: string): TemplateResult | string {
  if (count.kind === "unknown") {
    return html`<span title=${count.reason}>${count.atLeast ? `≥ ${siNumber(count.atLeast)}` : "unknown"}</span>`;
  }
  if (unit !== "") return siNumber(count.value) + (count.value < 1000 ? " " : "") + unit;
  const exact = groupedNumber(count.value);
  return count.value < 1e6 ? exact : html`<span title=${exact}>${siNumber(count.value)}</span>`;
}
