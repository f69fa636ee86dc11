/** The seven kinds as rows: their maps, and bars for what each costs, against the layer's own. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { ComparedKind, Comparison } from "../../worker/compare/comparison.ts";
import type { PlainMap } from "../../worker/plainMap.ts";
import { durationText, groupedNumber, siNumber, unitNumber } from "../numberText.ts";
import { plainMapCanvas } from "../plainMapCanvas.ts";
import type { ValueScale } from "../valueScale.ts";
import { kindDetails } from "./kindDetails.ts";
import {
  type CompareColumn,
  chosenKind,
  columnTexts,
  compareColumns,
  isWritable,
  kindTitle,
  numberIn,
  sortedKinds,
} from "./kindOrder.ts";
import { kindScales } from "./kindScales.ts";

type Seven = Extract<Comparison, { kind: "seven" }>;

export function kindTable(comparison: Seven, state: PanelState, actions: PanelActions): TemplateResult {
  const { compare } = state;
  const rows = sortedKinds(comparison.kinds, compare.sort);
  const chosen = chosenKind(comparison.kinds, compare.chosen);
  return html`<div class="kinds" role="table" aria-label="The seven kinds of convolution in place of this layer" data-testid="kind-table">
    <div class="kinds-head" role="row">
      <span role="columnheader">Kind</span>
      <span role="columnheader" class="kind-map">Map</span>
      <span role="columnheader" class="kind-map">Difference</span>
      ${compareColumns.map((column) => head(column, state, actions))}
      <span role="columnheader"><span class="unseen">Into the file</span></span>
    </div>
    ${rows.map((row) => kindRow(row, { comparison, state, actions, rows, isChosen: row === chosen }))}
  </div>
  ${state.narrow ? nothing : kindDetails(comparison, state, actions)}`;
}

/** `1.03×`, `12 %`: of the layer's own. */
export function ratioText(value: number, own: number): string {
  const ratio = value / own;
  if (!Number.isFinite(ratio)) return "";
  if (ratio >= 0.995) return `${ratio >= 9.95 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 1.995 ? 1 : 2)}×`;
  return ratio < 0.00995 ? `${(100 * ratio).toFixed(1)} %` : `${(100 * ratio).toFixed(0)} %`;
}

/** The number of a column, in the words of headers and chips. */
export function columnText(column: CompareColumn, value: number): string {
  switch (column) {
    case "parameters":
      return value < 1e6 ? groupedNumber(value) : siNumber(value);
    case "macs":
      return siNumber(value);
    case "bytes":
      return unitNumber(value, "B");
    case "time":
      return value < 1 ? `${value.toFixed(2)} ms` : durationText(value);
    case "error":
      return errorText(value);
  }
}

/** Below what float32 sums in another order differ by, there is none. */
function errorText(value: number): string {
  if (value < 2e-6) return "0";
  const percent = 100 * value;
  return `${percent < 0.1 ? percent.toPrecision(1) : percent < 10 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

function head(column: CompareColumn, { compare }: PanelState, actions: PanelActions): TemplateResult {
  const { sort } = compare;
  const order = sort?.by !== column ? "none" : sort.down ? "descending" : "ascending";
  const { title, help } = columnTexts[column];
  return html`<span role="columnheader" aria-sort=${order}>
    <button class="sort-button ${order}" data-testid="sort-${column}" title="${help}. Sort by it (S)" @click=${() => actions.compare.sortBy(column)}>${title}</button>
  </span>`;
}

interface RowContext {
  readonly comparison: Seven;
  readonly state: PanelState;
  readonly actions: PanelActions;
  readonly rows: readonly ComparedKind[];
  readonly isChosen: boolean;
}

function kindRow(row: ComparedKind, context: RowContext): TemplateResult {
  const { actions, isChosen, comparison } = context;
  const { kind, own, layers, obstacle } = row;
  return html`<div
    class="kind-row ${own ? "own" : ""} ${isChosen ? "chosen" : ""}"
    role="row"
    data-testid="kind-row"
    data-kind=${kind}
    @click=${() => actions.compare.chooseKind(kind)}
  >
    <span role="rowheader">
      <button
        class="kind-button"
        data-testid="kind-button"
        data-kind=${kind}
        aria-pressed=${isChosen ? "true" : "false"}
        tabindex=${isChosen ? 0 : -1}
        @keydown=${(event: KeyboardEvent) => moveFocus(event, context)}
      ><b>${kindTitle(row)}</b>${own ? html`<span class="badge">this layer</span>` : nothing}<small>${layers.join(" → ")}</small></button>
    </span>
    ${
      obstacle !== null
        ? html`<span class="kind-obstacle" role="cell">${obstacle}</span>`
        : html`${pictures(row, context)} ${compareColumns.map((column) => numberCell(row, column, comparison))}
            <span role="cell" class="kind-action">${writeButton(row, context)}</span>`
    }
    ${isChosen && context.state.narrow ? html`<div role="cell" class="kind-inline">${kindDetails(comparison, context.state, actions)}</div>` : nothing}
  </div>`;
}

/** Up and down go from kind to kind; what the arrows do to the pixel is for the pictures. */
function moveFocus(event: KeyboardEvent, { rows, actions }: RowContext): void {
  const { currentTarget, key } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const at = rows.findIndex(({ kind }) => kind === currentTarget.dataset.kind);
  const places: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: rows.length - 1,
  };
  const next = rows[places[key] ?? -1];
  if (places[key] === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  if (!next) return;
  actions.compare.chooseKind(next.kind);
  const table = currentTarget.closest("[role=table]");
  table?.querySelector<HTMLElement>(`button[data-kind="${next.kind}"]`)?.focus();
}

function pictures({ kind }: ComparedKind, { state, comparison }: RowContext): TemplateResult {
  const { compare, choices } = state;
  const maps = compare.maps?.maps ?? [];
  const found = maps.find((each) => each.kind === kind);
  const own = comparison.kinds.find((each) => each.own)?.kind;
  const scales = kindScales(maps, own, choices.colourMap);
  const place = (map: PlainMap | null | undefined, scale: ValueScale, what: string) =>
    html`<span role="cell" class="kind-map ${map && Math.max(map.rows, map.columns) > thumbnail ? "shrunk" : ""}">${map ? plainMapCanvas(map, scale, what) : nothing}</span>`;
  return html`${place(found?.map, scales.maps, "map")} ${place(found?.difference, scales.differences, "difference map")}`;
}

/** Side of the small pictures in CSS pixels, as the style sheet has it. */
const thumbnail = 52;

function numberCell(row: ComparedKind, column: CompareColumn, { kinds, toMeasure }: Seven): TemplateResult {
  const value = numberIn(row, column);
  const { title } = columnTexts[column];
  const refusal = row.measured?.kind === "refused" ? row.measured.reason : null;
  if (value === null) {
    const late = (column === "time" || column === "error") && toMeasure > 0 && refusal === null;
    const why = refusal ?? (column === "error" ? "Its output has another shape" : "Not measured");
    return html`<span role="cell" class="kind-number" data-column=${column}><span class="kind-label">${title}</span><span class="none" title=${late ? "Still to come" : why}>${late ? "…" : "–"}</span></span>`;
  }
  const ownRow = kinds.find(({ own }) => own);
  const own = ownRow ? numberIn(ownRow, column) : null;
  const largest = Math.max(...kinds.map((each) => numberIn(each, column) ?? 0), Number.MIN_VALUE);
  const exact = column === "time" || column === "error" ? String(value) : groupedNumber(value);
  return html`<span role="cell" class="kind-number" data-column=${column} title="${title}: ${exact}${column === "macs" ? intensityText(row) : ""}">
    <span class="kind-label">${title}</span>
    <span class="kind-value" data-value=${value}>${row.own && column === "error" ? "–" : columnText(column, value)}</span>
    ${column !== "error" && !row.own && own ? html`<small>${ratioText(value, own)}</small>` : nothing}
    <span class="cost-track"><i .style=${`width: ${(100 * value) / largest}%`}></i></span>
  </span>`;
}

function intensityText({ counts }: ComparedKind): string {
  return counts ? `\n${(counts.macs / counts.bytesMoved).toPrecision(3)} MACs per byte moved` : "";
}

function writeButton(row: ComparedKind, { state, actions }: RowContext): TemplateResult | typeof nothing {
  if (row.own) return nothing;
  const { model, compare } = state;
  const title = isWritable(row)
    ? `Write it into ${model?.fileName ?? "the file"} in place of this layer (W for the chosen kind)`
    : `It gives ${row.counts?.output}, and what comes behind expects another shape`;
  return html`<button
    class="action secondary small"
    data-testid="write-kind"
    data-kind=${row.kind}
    ?disabled=${!isWritable(row) || compare.writing !== null}
    title=${title}
    aria-label="Write ${kindTitle(row)} into the file"
    @click=${(event: Event) => {
      event.stopPropagation();
      actions.compare.writeKind(row.kind);
    }}
  >Write</button>`;
}
