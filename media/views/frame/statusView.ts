/** Says where things stand: what runs and how far, what went wrong and what to do about it. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions, PanelState, RunState } from "../../panel/panelState.ts";
import { needsSizes } from "../../panel/runPolicy.ts";
import { groupedNumber } from "../numberText.ts";

/** One line, read out by screen readers as it changes. */
export function statusView(state: PanelState, actions: PanelActions): TemplateResult {
  const { run } = state;
  const share = run.state === "running" && run.total > 0 ? run.done / run.total : 0;
  return html`<div class="status-line ${run.state}">
      <div class="status" role="status" data-testid="panel-status" data-state=${run.state} ?data-repeats=${run.state === "done" && run.repeats} title=${statusText(state)}>${statusText(state)}</div>
      ${run.state === "error" ? errorActions(state, run, actions) : nothing}
      ${run.state === "cancelled" ? html`<span class="error-actions">${runAlone(state, actions)}</span>` : nothing}
    </div>
    <div class="progress" ?hidden=${run.state !== "running"}>
      <i .style=${`width: ${Math.max(2, 100 * share)}%`}></i>
    </div>`;
}

/** What a choice led to that is no run: an unreadable picture, and the like. */
export function noticeView(state: PanelState): TemplateResult | typeof nothing {
  return state.notice ? html`<div class="notice" role="alert">${state.notice}</div>` : nothing;
}

function errorActions(
  state: PanelState,
  run: Extract<RunState, { state: "error" }>,
  actions: PanelActions,
): TemplateResult {
  const { layerPath } = run;
  return html`<span class="error-actions">
    ${layerPath ? html`<button class="link" data-testid="error-layer" @click=${() => actions.revealLayer(layerPath)}>Show ${layerPath.at(-1)} in the file</button>` : nothing}
    ${runAlone(state, actions)}
  </span>`;
}

/** A way on where all layers before were too much. */
function runAlone(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const layer = state.description?.layer;
  if (state.choices.mode !== "upTo" || !layer || layer.obstacle !== null || layer.range) return nothing;
  return html`<button class="link" data-testid="run-alone" @click=${() => actions.run("alone")}>Run the layer alone</button>`;
}

function statusText(state: PanelState): string {
  const { run } = state;
  switch (run.state) {
    case "idle":
      return idleText(state);
    case "running": {
      if (run.reading) return readingText(run.reading);
      const what = run.mode === "alone" ? "this layer alone" : "this layer with all before it";
      return run.total > 0
        ? `Running ${what}: ${run.layer} (${run.done + 1} of ${run.total})`
        : `Running ${what}…`;
    }
    case "done":
      return [doneText(state), run.note].filter(Boolean).join(" · ");
    case "error":
      return run.message;
    case "cancelled":
      return state.outcome
        ? "Stopped. What is shown is the last complete run; R runs again."
        : "Stopped before there was anything to show; R runs again.";
  }
}

function idleText(state: PanelState): string {
  const { model, description } = state;
  if (state.noModel !== null) return "No layer to run";
  if (!model) return "Waiting for the model";
  if (model.target.layerPath.length === 0) return "No layer chosen";
  if (!description) return "Reading the model…";
  if (!description.layer) return "The layer is gone";
  return needsSizes(state) ? "Sizes are missing" : "Ready";
}

function readingText({ fileName, bytes, of }: { fileName: string; bytes: number; of: number }): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  return `Reading the weights in ${fileName}: ${megabytes(bytes)} of ${megabytes(of)} MB`;
}

function doneText(state: PanelState): string {
  const maps = state.outcome?.maps;
  if (!maps) return "Done";
  if (maps.form === "vector") return `Done: ${groupedNumber(maps.columns)} values`;
  return `Done: ${groupedNumber(maps.channels)} ${maps.channels === 1 ? "map" : "maps"} of ${maps.rows}×${maps.columns}`;
}
