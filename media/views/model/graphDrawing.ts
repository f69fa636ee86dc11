/** The part of a model's graph that is on screen: lines as one path, layers as boxes; from afar, boxes without words. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ModelOverview } from "../../worker/describeOverview.ts";
import type { GraphBox, GraphLayout } from "../../worker/graph/layOutGraph.ts";
import { graphNode } from "./graphNode.ts";
import { boxesIn, type GraphWindow, linePath, linesIn } from "./graphWindow.ts";
import type { CostMaxima } from "./layerOrder.ts";
import { type ModelSurvey, surveyOf } from "./survey.ts";

export interface GraphFacts {
  readonly overview: ModelOverview;
  readonly layout: GraphLayout;
  readonly survey: ModelSurvey;
  readonly maxima: CostMaxima;
  readonly drawn: GraphWindow;
  /** Row that the keyboard stands on. */
  readonly cursor: number;
  /** -1 where none is. */
  readonly chosenRow: number;
  /** Too small for words. */
  readonly far: boolean;
  readonly toggle: (path: readonly string[]) => void;
}

export function graphDrawing(facts: GraphFacts): TemplateResult {
  const { layout, drawn, cursor, chosenRow, far } = facts;
  const inWindow = boxesIn(layout, drawn);
  const boxes = far
    ? inWindow.filter(({ row, isOpen }) => row === cursor || row === chosenRow || isOpen)
    : inWindow;
  // The keyboard's box is there even out of sight, so that it keeps the focus.
  const stop = layout.boxes.find(({ row }) => row === cursor) ?? layout.boxes[0];
  const shown = stop && !boxes.includes(stop) ? [...boxes, stop] : boxes;
  const lines = linesIn(layout, drawn);
  const own = lines.filter(({ from, to }) => from === chosenRow || to === chosenRow);
  const plain = far ? inWindow.filter((box) => !box.isOpen) : [];
  return html`
    <svg class="graph-lines" aria-hidden="true" .style=${placeOf(drawn)} viewBox=${viewBoxOf(drawn)}>
      ${plain.length > 0 ? svg`<path class="boxes" d=${plain.map(boxPath).join("")}></path>` : nothing}
      ${svg`<path d=${lines.map(linePath).join("")}></path><path class="own" d=${own.map(linePath).join("")}></path>`}
    </svg>
    ${repeat(
      shown,
      (box) => box.row,
      (box) => node(box, box === stop, facts),
    )}
  `;
}

function node(box: GraphBox, tabbable: boolean, facts: GraphFacts): TemplateResult | typeof nothing {
  const layer = facts.overview.layers[box.row];
  if (!layer) return nothing;
  return graphNode({
    box,
    layer,
    tabbable,
    maxima: facts.maxima,
    survey: surveyOf(facts.survey, layer.path),
    chosen: box.row === facts.chosenRow,
    toggle: () => facts.toggle(layer.path),
  });
}

function placeOf({ left, top, right, bottom }: GraphWindow): string {
  return `left: ${left}px; top: ${top}px; width: ${right - left}px; height: ${bottom - top}px`;
}

function viewBoxOf({ left, top, right, bottom }: GraphWindow): string {
  return `${left} ${top} ${Math.max(1, right - left)} ${Math.max(1, bottom - top)}`;
}

function boxPath({ left, top, width, height }: GraphBox): string {
  return `M${left} ${top}h${width}v${height}h${-width}z`;
}
