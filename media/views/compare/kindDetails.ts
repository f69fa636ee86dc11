/** The chosen kind large: what it is, where its weights come from, and its map beside the layer's own with the value at the pixel. */
import { html, nothing, type TemplateResult } from "lit";
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { ComparedKind, Comparison } from "../../worker/compare/comparison.ts";
import type { PlainMap } from "../../worker/plainMap.ts";
import "../maps/colourLegend.ts";
import { exactNumber, groupedNumber, shortNumber } from "../numberText.ts";
import { plainMapCanvas } from "../plainMapCanvas.ts";
import type { ValueScale } from "../valueScale.ts";
import { chosenKind, kindTitle } from "./kindOrder.ts";
import { kindScales } from "./kindScales.ts";

type Seven = Extract<Comparison, { kind: "seven" }>;

export function kindDetails(
  comparison: Seven,
  state: PanelState,
  actions: PanelActions,
): TemplateResult | typeof nothing {
  const row = chosenKind(comparison.kinds, state.compare.chosen);
  if (!row) return nothing;
  return html`<section class="kind-details" aria-label="The chosen kind" data-testid="kind-details" data-kind=${row.kind}>
    <div>
      <h2>${kindTitle(row)}${row.own ? ", this layer" : ""}</h2>
      <p>${convolutionKindTexts[row.kind].description}</p>
      ${facts(row)}
    </div>
    ${pictures(row, comparison, state, actions)}
  </section>`;
}

/** What is said of a kind, as pairs of name and text. */
export function kindFacts({
  layers,
  words,
  counts,
  measured,
  obstacle,
}: ComparedKind): readonly (readonly [string, string])[] {
  if (obstacle !== null) return [["Not possible", obstacle]];
  const done = measured?.kind === "done" ? measured : null;
  const facts: (readonly [string, string | null])[] = [
    ["Layers", layers.join(", then ") || null],
    ["Mind", words.join("; ") || null],
    ["Output", counts?.output ?? null],
    ["Weights", done?.weights ?? null],
    [
      "Energy kept",
      done?.energyKept == null
        ? null
        : `${(100 * done.energyKept).toFixed(2)} % of the sum of squares of the weights`,
    ],
    [
      "Bytes",
      counts &&
        `${groupedNumber(counts.bytesMoved)}, ${(counts.macs / counts.bytesMoved).toPrecision(3)} MACs a byte`,
    ],
    ["Computed by", done?.algorithm ?? null],
    ["Not run", measured?.kind === "refused" ? measured.reason : null],
    ["Largest difference, all channels", done?.difference ? exactNumber(done.difference.largest) : null],
  ];
  return facts.flatMap(([name, text]) => (text ? [[name, text] as const] : []));
}

function facts(row: ComparedKind): TemplateResult {
  return html`<dl class="kind-facts">
    ${kindFacts(row).map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}
  </dl>`;
}

function pictures(
  row: ComparedKind,
  { kinds }: Seven,
  state: PanelState,
  actions: PanelActions,
): TemplateResult | typeof nothing {
  const maps = state.compare.maps?.maps ?? [];
  const own = kinds.find((each) => each.own);
  const ownMap = maps.find(({ kind }) => kind === own?.kind)?.map;
  const chosen = maps.find(({ kind }) => kind === row.kind);
  if (!ownMap) return nothing;
  const scales = kindScales(maps, own?.kind, state.choices.colourMap);
  const context = { state, actions };
  return html`<div class="kind-pictures">
    ${picture({ title: "This layer", map: ownMap, scale: scales.maps, id: "own" }, context)}
    ${!row.own && chosen?.map ? picture({ title: kindTitle(row), map: chosen.map, scale: scales.maps, id: "other" }, context) : nothing}
    ${chosen?.difference ? picture({ title: "Difference", map: chosen.difference, scale: scales.differences, id: "difference" }, context) : nothing}
  </div>`;
}

interface Picture {
  readonly title: string;
  readonly map: PlainMap;
  readonly scale: ValueScale;
  readonly id: string;
}

function picture(
  { title, map, scale, id }: Picture,
  { state, actions }: { readonly state: PanelState; readonly actions: PanelActions },
): TemplateResult {
  const { pixel, pinned } = state;
  const value = pixel ? map.values[pixel.row * map.columns + pixel.column] : undefined;
  const place = (event: PointerEvent) => placeIn(event, map);
  const label = `${title}, ${map.rows} by ${map.columns}${value === undefined ? "" : `, value at the pixel ${exactNumber(value)}`}`;
  return html`<figure class="kind-picture">
    <figcaption><b>${title}</b> ${value === undefined ? nothing : html`<span data-testid="kind-value-${id}" title=${exactNumber(value)}>${shortNumber(value)}</span>`}</figcaption>
    <div
      class="kind-frame ${map.rows === 1 ? "flat" : ""}"
      .style=${`aspect-ratio: ${map.columns} / ${Math.max(map.rows, map.columns / 8)}`}
      @pointermove=${(event: PointerEvent) => {
        const at = place(event);
        if (at) actions.pointAt(at.row, at.column);
      }}
      @click=${(event: PointerEvent) => {
        const at = place(event);
        if (!at) return;
        actions.moveTo(at.row, at.column);
        actions.pin();
      }}
    >${plainMapCanvas(map, scale, label)}${pixel ? html`<i class="mark ${pinned ? "pinned" : ""}" .style=${markStyle(pixel, map)}></i>` : nothing}</div>
    <convlens-colour-legend .scale=${scale}></convlens-colour-legend>
  </figure>`;
}

function markStyle(pixel: { readonly row: number; readonly column: number }, map: PlainMap): string {
  return `left: ${(100 * (pixel.column + 0.5)) / map.columns}%; top: ${(100 * (pixel.row + 0.5)) / map.rows}%`;
}

function placeIn(event: PointerEvent, map: PlainMap): { row: number; column: number } | null {
  const { currentTarget } = event;
  if (!(currentTarget instanceof HTMLElement)) return null;
  const box = currentTarget.getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * map.rows);
  const column = Math.floor(((event.clientX - box.left) / box.width) * map.columns);
  return row >= 0 && column >= 0 && row < map.rows && column < map.columns ? { row, column } : null;
}
