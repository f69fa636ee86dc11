/** The buttons that step and play through the arithmetic. */
import { html, type TemplateResult } from "lit";
import { type PlayStep, playSpeeds } from "../../../protocol/panelChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { type IconName, icon } from "../icons.ts";

const steps: readonly (readonly [PlayStep, string])[] = [
  ["tap", "tap by tap"],
  ["group", "channel by channel"],
  ["pixel", "pixel by pixel"],
];

export function playBar(state: PanelState, actions: PanelActions): TemplateResult {
  const { playing, backwards, choices } = state;
  return html`<div class="play-bar" role="group" aria-label="Steps through the arithmetic">
    ${button("step-back", "A tap back (,)", "step-back", () => actions.stepBy(-1, "tap"))}
    <button
      class="icon-button"
      data-testid="play"
      aria-label=${playing ? "Pause" : "Play the arithmetic"}
      title=${playing ? "Pause (Space)" : "Play (Space)"}
      @click=${actions.togglePlay}
    >${icon(playing ? "pause" : "run")}</button>
    ${button("step-on", "A tap on (.)", "step-on", () => actions.stepBy(1, "tap"))}
    <button
      class="icon-button"
      data-testid="backwards"
      aria-pressed=${backwards ? "true" : "false"}
      aria-label="Play backwards"
      title="Play backwards (B)"
      @click=${actions.toggleBackwards}
    >${icon("reverse")}</button>
    ${choiceSelect({ id: "play-by", label: "Step", hideLabel: true, value: choices.playBy, options: steps }, (playBy) => actions.choose({ playBy }))}
    ${choiceSelect(
      {
        id: "play-speed",
        label: "Speed",
        hideLabel: true,
        value: String(choices.playSpeed),
        options: playSpeeds.map((speed) => [String(speed), `${speed}/s`] as const),
      },
      (speed) => actions.choose({ playSpeed: Number(speed) }),
    )}
  </div>`;
}

function button(id: string, title: string, drawing: IconName, action: () => void): TemplateResult {
  return html`<button class="icon-button" data-testid=${id} aria-label=${title} title=${title} @click=${action}>${icon(drawing)}</button>`;
}
