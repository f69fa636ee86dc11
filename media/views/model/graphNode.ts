/** One layer in the graph of a model: its map after a run, its name and sizes, and bars for what it costs. */
import { html, nothing, type TemplateResult } from "lit";
import type { OverviewLayer } from "../../worker/describeOverview.ts";
import type { GraphBox } from "../../worker/graph/layOutGraph.ts";
import { icon } from "../icons.ts";
import type { CostMaxima } from "./layerOrder.ts";
import { costTitle, layerCosts, rowText, shareOf } from "./layerText.ts";
import type { LayerSurvey } from "./survey.ts";
import "./thumbCanvas.ts";

export interface GraphNode {
  readonly box: GraphBox;
  readonly layer: OverviewLayer;
  readonly maxima: CostMaxima;
  /** After a run of the whole model; `undefined` before. */
  readonly survey: LayerSurvey | undefined;
  readonly chosen: boolean;
  readonly tabbable: boolean;
  readonly toggle: () => void;
}

export function graphNode(node: GraphNode): TemplateResult {
  const { box, layer, survey, chosen, tabbable } = node;
  const kind = layer.nested ? "model" : layer.kinds.length > 0 ? "convolution" : "other";
  return html`<div
    class="graph-node ${kind} ${box.isOpen ? "open" : ""} ${chosen ? "chosen" : ""} ${layer.error ? "faulty" : ""}"
    role="treeitem"
    data-testid="graph-node"
    data-row=${box.row}
    data-layer=${layer.path.join("/")}
    tabindex=${tabbable ? 0 : -1}
    aria-level=${layer.path.length}
    aria-selected=${chosen ? "true" : "false"}
    aria-expanded=${layer.nested ? (box.isOpen ? "true" : "false") : nothing}
    title=${costTitle(layer, survey)}
    .style=${`left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px`}
  >
    <span class="unseen">${rowText(layer, survey)}</span>
    <div class="graph-title">
      ${survey?.thumb ? html`<convlens-thumb-canvas .thumb=${survey.thumb}></convlens-thumb-canvas>` : nothing}
      <div class="graph-words" aria-hidden="true">
        <b>${layer.path.at(-1)}</b>
        <span>${layer.error ? html`<em class="bad">error</em> ` : nothing}${layer.className} <span class="quiet">${layer.output}</span></span>
        ${box.isOpen ? nothing : bars(node)}
      </div>
      ${
        layer.nested
          ? html`<button class="icon-button" tabindex="-1" data-testid="graph-toggle" aria-label=${`${box.isOpen ? "Close" : "Open"} ${layer.path.at(-1)}`} title="${box.isOpen ? "Hide" : "Show"} its layers (Space)" @click=${(
              event: Event,
            ) => {
              event.stopPropagation();
              node.toggle();
            }}>${icon(box.isOpen ? "chevron-down" : "chevron-right")}</button>`
          : nothing
      }
    </div>
  </div>`;
}

function bars({ layer, survey, maxima }: GraphNode): TemplateResult {
  return html`<span class="graph-bars">
    ${layerCosts(layer, survey).map(
      ({ kind, count }) =>
        html`<span class="cost ${kind}"><span class="cost-track"><i .style=${`width: ${100 * shareOf(count, maxima[kind])}%`}></i></span></span>`,
    )}
  </span>`;
}
