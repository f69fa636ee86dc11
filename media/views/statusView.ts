/** One line that always says where things stand: what runs, how far, what went wrong and what to do. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelState } from "../panel/panelState.ts";
import { groupedNumber, shortNumber } from "./numberText.ts";

export function statusView(state: PanelState): TemplateResult {
  const { run } = state;
  const share = run.state === "running" && run.total > 0 ? run.done / run.total : 0;
  return html`<div class="status-line ${run.state}">
    <div class="progress" ?hidden=${run.state !== "running"}>
      <i .style=${`width: ${Math.max(2, 100 * share)}%`}></i>
    </div>
    <div
      class="status"
      role="status"
      data-testid="panel-status"
      data-state=${run.state}
    >${statusText(state)}</div>
    ${state.notice ? html`<div class="notice" role="alert">${state.notice}</div>` : nothing}
  </div>`;
}

function statusText(state: PanelState): string {
  const { run } = state;
  switch (run.state) {
    case "idle":
      return state.model ? "Ready" : "Waiting";
    case "running": {
      const what = run.mode === "alone" ? "this layer alone" : "this layer with all before it";
      return run.total > 0
        ? `Running ${what}: ${run.layer} (${run.done} of ${run.total})`
        : `Running ${what}…`;
    }
    case "done":
      return ["done", doneText(state), run.note].filter(Boolean).join(" · ");
    case "error":
      return run.message;
    case "cancelled":
      return "Stopped. What is shown is the last complete run.";
  }
}

function doneText(state: PanelState): string {
  const { outcome } = state;
  if (!outcome) return "";
  const { maps } = outcome;
  const { overall } = maps;
  const dead = maps.statistics.filter((map) => map.count > 0 && map.zeros === map.count).length;
  const parts = [
    maps.form === "vector"
      ? `${groupedNumber(maps.columns)} values`
      : `${groupedNumber(maps.channels)} ${maps.channels === 1 ? "map" : "maps"}`,
    `${shortNumber(overall.min)} to ${shortNumber(overall.max)}`,
    `mean ${shortNumber(overall.mean)}`,
    `deviation ${shortNumber(overall.deviation)}`,
  ];
  if (maps.form !== "vector") parts.push(`${dead} of ${groupedNumber(maps.channels)} all zero`);
  parts.push(`${groupedNumber(overall.nonFinite)} not finite`);
  return parts.join(" · ");
}
