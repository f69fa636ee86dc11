/** The whole panel from its state: header, tabs, the chosen view, and the pixel view beside it where there is room. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelTab } from "../../../protocol/panelChoices.ts";
import { type PanelActions, type PanelState, shownTab } from "../../panel/panelState.ts";
import { compareView } from "../compare/compareView.ts";
import { geometryView } from "../geometry/geometryView.ts";
import { pictureDialog } from "../input/pictureDialog.ts";
import { kernelsView } from "../kernels/kernelsView.ts";
import { placeText } from "../maps/mapPicture.ts";
import { mapsView } from "../maps/mapsView.ts";
import { modelView } from "../model/modelView.ts";
import { shortNumber } from "../numberText.ts";
import { pixelPane } from "../pixel/pixelPane.ts";
import { stepAnnouncement } from "../pixel/stepText.ts";
import { freeSizesView } from "./freeSizesView.ts";
import { goToView } from "./goToView.ts";
import { headerView } from "./headerView.ts";
import { helpView } from "./helpView.ts";
import { layerListView } from "./layerListView.ts";
import { savedLine, saveMenu } from "./saveMenu.ts";
import { noticeView, statusView } from "./statusView.ts";
import { tabBar } from "./tabBar.ts";

type View = (state: PanelState, actions: PanelActions) => TemplateResult | typeof nothing;

const views: Readonly<Record<PanelTab, View>> = {
  maps: mapsView,
  pixel: pixelPane,
  kernels: kernelsView,
  geometry: geometryView,
  compare: compareView,
  model: modelView,
};

/** Views that leave room for the pixel view at their side. */
const withPixel: ReadonlySet<PanelTab> = new Set(["maps"]);

export function panelView(state: PanelState, actions: PanelActions): TemplateResult {
  if (!state.model) return emptyPanel(state, actions);
  return html`<main class="panel ${state.stale ? "stale" : ""} ${state.narrow ? "narrow" : ""} ${state.slim ? "slim" : ""} ${state.playing ? "playing" : ""}">
    ${headerView(state, actions)} ${layerListView(state, actions)} ${helpView(state, actions)} ${goToView(state, actions)} ${saveMenu(state, actions)} ${pictureDialog(state, actions)}
    ${tabBar(state, actions)} ${noticeView(state)} ${savedLine(state)}
    ${state.noModel ? html`<p class="message" role="alert">${state.noModel}</p>` : nothing}
    ${freeSizesView(state, actions)}
    ${workView(state, actions)}
    ${state.dragging ? html`<div class="drop-hint" data-testid="drop-hint"><p>Drop a picture to run the layer on it</p></div>` : nothing}
    <div class="unseen" aria-live="polite" data-testid="announcement">${announcement(state)}</div>
  </main>`;
}

/** The chosen view, and the pixel view at its side. */
export function workView(state: PanelState, actions: PanelActions): TemplateResult {
  const tab = shownTab(state);
  const beside = withPixel.has(tab) && !state.narrow && state.outcome !== null;
  return html`<div class="work ${beside ? "with-pixel" : ""}">
    <div class="view ${tab}-tab" id="view" role="tabpanel" aria-labelledby="tab-${tab}">${views[tab](state, actions)}</div>
    ${beside ? pixelPane(state, actions) : nothing}
  </div>`;
}

function emptyPanel(state: PanelState, actions: PanelActions): TemplateResult {
  return html`<main class="panel empty">
    <h1>ConvLens</h1>
    ${statusView(state, actions)}
    <p class="message">
      ${state.noModel ?? "Waiting for the model of the file…"}
    </p>
  </main>`;
}

/** Every move of the pixel and every step of its arithmetic in words. */
function announcement(state: PanelState): string {
  const { answer, outcome, pointed, playing } = state;
  if (!answer || !outcome || !pointed || playing) return "";
  const step = stepAnnouncement(state);
  if (step) return step;
  return `${placeText(outcome.maps, answer.position)}: ${shortNumber(answer.value)}`;
}
