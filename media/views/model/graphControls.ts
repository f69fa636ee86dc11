/** The buttons that lie on the graph: smaller, larger, all of it. */
import { html, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

export interface GraphZoom {
  readonly zoom: number;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
}

export function graphControls({ zoom, zoomBy, fit }: GraphZoom): TemplateResult {
  return html`<div class="graph-controls">
    <button class="icon-button" data-testid="graph-zoom-out" aria-label="Smaller" title="Smaller (−)" @click=${() => zoomBy(1 / 1.4)}>${icon("zoom-out")}</button>
    <button class="graph-zoom" data-testid="graph-fit" aria-label="Show all of the graph, now at ${Math.round(100 * zoom)} percent" title="Show all of it (0)" @click=${fit}>${Math.round(100 * zoom)} %</button>
    <button class="icon-button" data-testid="graph-zoom-in" aria-label="Larger" title="Larger (+)" @click=${() => zoomBy(1.4)}>${icon("zoom-in")}</button>
  </div>`;
}
