/** The tabs, and beside them the line that says where things stand. */
import { html, type TemplateResult } from "lit";
import type { PanelTab } from "../../../protocol/panelChoices.ts";
import { offeredTabs, type PanelActions, type PanelState, shownTab } from "../../panel/panelState.ts";
import { statusView } from "./statusView.ts";

const titles: Readonly<Record<PanelTab, string>> = {
  maps: "Maps",
  pixel: "Pixel",
  kernels: "Kernels",
  geometry: "Geometry",
  compare: "Compare",
  model: "Model",
};

export function tabBar(state: PanelState, actions: PanelActions): TemplateResult {
  const offered = offeredTabs(state);
  const shown = shownTab(state);
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = offered[(offered.indexOf(shown) + step + offered.length) % offered.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    actions.showTab(next);
    if (event.currentTarget instanceof HTMLElement) {
      event.currentTarget.querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus();
    }
  };
  return html`<div class="tab-row">
    <div class="tabs" role="tablist" aria-label="Views" @keydown=${onKey}>
      ${offered.map(
        (tab, at) => html`<button
          role="tab"
          id="tab-${tab}"
          data-tab=${tab}
          data-testid="tab-${tab}"
          aria-selected=${tab === shown ? "true" : "false"}
          aria-controls="view"
          tabindex=${tab === shown ? 0 : -1}
          title="${titles[tab]} (${at + 1})"
          @click=${() => actions.showTab(tab)}
        >${titles[tab]}</button>`,
      )}
    </div>
    ${statusView(state, actions)}
  </div>`;
}
