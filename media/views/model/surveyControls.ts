/** Starts and stops the run of all layers that gives their times and small pictures, and says how far it is. */
import { html, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { ModelOverview } from "../../worker/describeOverview.ts";
import { durationText, groupedNumber } from "../numberText.ts";
import type { ModelSurvey } from "./survey.ts";

export function surveyControls(
  overview: ModelOverview,
  { surveyRun, survey }: PanelState,
  actions: PanelActions,
): TemplateResult {
  switch (surveyRun.state) {
    case "running":
      return html`<button class="link" data-testid="stop-survey" @click=${actions.stopSurvey}>Stop</button>
        <span class="hint" role="status" data-testid="survey-state">running all layers: ${groupedNumber(surveyRun.done)} of ${groupedNumber(overview.layers.length)}</span>`;
    case "failed":
      return html`${startButton(actions)}
        <span class="bad" role="status" data-testid="survey-state">not all layers ran: ${surveyRun.reason}</span>`;
    case "done":
      return html`${startButton(actions)}
        <span class="hint" role="status" data-testid="survey-state">${durationText(totalTime(survey))} for all layers, one by one</span>`;
    default:
      return startButton(actions);
  }
}

function startButton(actions: PanelActions): TemplateResult {
  return html`<button class="link" data-testid="survey" title="Run all layers once, for their times and small pictures of their maps" @click=${actions.surveyModel}>Run all layers</button>`;
}

function totalTime(survey: ModelSurvey): number {
  return [...survey.values()].reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}
