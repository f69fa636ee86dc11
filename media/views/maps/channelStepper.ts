/** Goes to the channel before and after, in the order in which the maps are shown. */
import { html, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";
import { mapOrder } from "./mapOrder.ts";

/** Nothing to step through where the layer has not run. */
export function channelStepper(state: PanelState, actions: PanelActions): TemplateResult {
  const { outcome, channel, choices } = state;
  const order = outcome ? mapOrder(outcome.maps, choices.sort) : [channel];
  const place = order.indexOf(channel);
  return html`<span class="channel-steps">
    <button class="step" data-testid="channel-before" aria-label="Channel before" title="Channel before ([)" ?disabled=${place <= 0} @click=${() => actions.stepChannel(-1)}>${icon("chevron-left")}</button>
    <span class="of">of ${order.length}</span>
    <button class="step" data-testid="channel-after" aria-label="Channel after" title="Channel after (])" ?disabled=${place >= order.length - 1} @click=${() => actions.stepChannel(1)}>${icon("chevron-right")}</button>
  </span>`;
}
