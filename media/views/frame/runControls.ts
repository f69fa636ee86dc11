/** The buttons of the header: run or stop, how much to run, follow the cursor, save, help. */
import { html, nothing, type TemplateResult } from "lit";
import type { RunMode } from "../../../protocol/panelChoices.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { LayerDescription } from "../../worker/messages.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { icon } from "../icons.ts";
import { unitNumber } from "../numberText.ts";

export function runControls(state: PanelState, actions: PanelActions): TemplateResult {
  const layer = state.description?.layer ?? null;
  return html`<span class="run-controls">
    ${layer ? runButton(state, actions, layer) : nothing} ${layer && !layer.range ? modeSelect(state, actions, layer) : nothing}
    <button
      class="icon-button"
      data-testid="follow"
      aria-pressed=${state.choices.follow ? "true" : "false"}
      aria-label="Follow the cursor"
      title=${state.choices.follow ? "Follows the cursor: the panel turns to the layer it goes to" : "Follow the cursor from layer to layer"}
      @click=${() => actions.choose({ follow: !state.choices.follow })}
    >${icon("follow")}</button>
    ${overlayButton({
      name: "save",
      label: "Save what is shown",
      title: "Save or copy what is shown (E)",
      open: state.saveOpen,
      toggle: actions.toggleSave,
    })}
    ${overlayButton({
      name: "help",
      label: "Keys and help",
      title: "Keys and help (?)",
      open: state.helpOpen,
      toggle: actions.toggleHelp,
    })}
  </span>`;
}

/** Opens what lies over the panel, and closes it. */
function overlayButton({ name, label, title, open, toggle }: OverlayButton): TemplateResult {
  return html`<button
    class="icon-button"
    data-testid=${name}
    aria-label=${label}
    aria-expanded=${open ? "true" : "false"}
    title=${title}
    @click=${toggle}
  >${icon(name)}</button>`;
}

interface OverlayButton {
  readonly name: "save" | "help";
  readonly label: string;
  readonly title: string;
  readonly open: boolean;
  readonly toggle: () => void;
}

function runButton(state: PanelState, actions: PanelActions, layer: LayerDescription): TemplateResult {
  if (state.run.state === "running") {
    return html`<button class="action secondary" data-testid="stop" aria-label="Stop" title="Stop the run (Escape)" @click=${actions.stop}>${icon("stop")} <span class="word">Stop</span></button>`;
  }
  return html`<button
    class="action"
    data-testid="run"
    aria-label="Run"
    ?disabled=${layer.obstacle !== null}
    title=${layer.obstacle ?? "Run again (R)"}
    @click=${() => actions.run(state.choices.mode)}
  >${icon("run")} <span class="word">Run</span></button>`;
}

function modeSelect(state: PanelState, actions: PanelActions, layer: LayerDescription): TemplateResult {
  return choiceSelect<RunMode>(
    {
      id: "mode-select",
      label: "What to run",
      hideLabel: true,
      value: state.choices.mode,
      options: [
        ["upTo", `with all before (${macs(layer.macsUpTo)})`],
        ["alone", `this layer alone (${macs(layer.macs)})`],
      ],
    },
    actions.run,
  );
}

function macs(count: LayerDescription["macs"]): string {
  return count.kind === "exact" ? unitNumber(count.value, "MACs") : "unknown work";
}
