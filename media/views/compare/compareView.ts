/** The tab that sets a layer beside the other kinds of convolution: what each costs, how long it takes, and what it makes. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { Comparison } from "../../worker/compare/comparison.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { channelStepper } from "../maps/channelStepper.ts";
import { dataTable } from "../table/dataTable.ts";
import { tablesToggle } from "../table/tablesToggle.ts";
import { type CompareColumn, columnTexts, compareColumns } from "./kindOrder.ts";
import { kindTable } from "./kindTable.ts";
import { kindsTable, mapsTable } from "./kindTables.ts";

export function compareView(state: PanelState, actions: PanelActions): TemplateResult {
  const { comparison } = state.compare;
  return html`<section class="compare-view" aria-label="Seven kinds of convolution" data-testid="compare-view" data-channel=${state.compare.maps?.channel ?? -1} data-left=${comparison?.kind === "seven" ? comparison.toMeasure : 0}>
    ${
      comparison === null
        ? html`<p class="hint">${state.description?.layer ? "The kinds are being counted…" : "Choose a layer to compare its kinds."}</p>`
        : comparison.kind === "none"
          ? noKinds(comparison, actions)
          : sevenKinds(comparison, state, actions)
    }
  </section>`;
}

type Seven = Extract<Comparison, { kind: "seven" }>;

function sevenKinds(comparison: Seven, state: PanelState, actions: PanelActions): TemplateResult {
  const { compare, choices } = state;
  return html`<div class="controls">
      ${sortSelect(state, actions)}
      ${comparison.output.channels > 1 && compare.maps ? html`<span class="choice">Channel ${state.channel} ${channelStepper(state, actions)}</span>` : nothing}
      ${tablesToggle(state, actions)}
      <span class="hint" data-testid="compare-progress">${progressText(comparison, state)}</span>
    </div>
    ${writtenLine(state)}
    ${
      choices.tables
        ? html`<div class="compare-tables content">
            ${dataTable(kindsTable(comparison, compare.sort))}
            ${compare.maps ? dataTable(mapsTable(comparison, compare.maps, state.pixel)) : nothing}
          </div>`
        : html`<div class="compare-scroll content" data-table="kind-maps-table">
            ${kindTable(comparison, state, actions)}
          </div>`
    }`;
}

/** Heads of columns sort, too; where there is no room for them this does alone. */
function sortSelect({ compare }: PanelState, actions: PanelActions): TemplateResult {
  const options: readonly (readonly [CompareColumn | "kind", string])[] = [
    ["kind", "Kind"],
    ...compareColumns.map((column) => [column, columnTexts[column].title] as const),
  ];
  const value = compare.sort?.by ?? "kind";
  return choiceSelect({ id: "compare-sort", label: "Sort", value, options }, (by) => {
    if (by !== value) actions.compare.sortBy(by === "kind" ? (compare.sort?.by ?? "parameters") : by);
  });
}

function progressText({ toMeasure, kinds }: Seven, { run, outcome, stale }: PanelState): string {
  if (toMeasure > 0) return `Measuring: ${toMeasure} ${toMeasure === 1 ? "kind" : "kinds"} to go…`;
  if (kinds.some(({ measured }) => measured !== null)) return "";
  if (run.state === "running") return "Times and maps follow when the layer has run.";
  return outcome && !stale ? "" : "Run the layer to see times, maps and differences.";
}

function writtenLine({ compare }: PanelState): TemplateResult | typeof nothing {
  const { written, writing } = compare;
  if (writing) return html`<p class="hint" role="status">Writing…</p>`;
  if (!written) return nothing;
  return html`<p class="written ${written.ok ? "" : "bad"}" role="alert" data-testid="kind-written">${written.text}</p>`;
}

function noKinds(
  { reason, others }: Extract<Comparison, { kind: "none" }>,
  actions: PanelActions,
): TemplateResult {
  return html`<p class="ask" data-testid="compare-none">${reason}</p>
    ${
      others.length > 0
        ? html`<p class="hint">Convolutions of this model:</p>
            <div class="others">
              ${others.map((path) => html`<button class="action secondary" @click=${() => actions.chooseLayer(path)}>${path.at(-1)}</button>`)}
            </div>`
        : nothing
    }`;
}
