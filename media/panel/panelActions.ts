/** What a person can do in the panel. */
import { type PanelChoices, readChoices } from "../../protocol/panelChoices.ts";
import { sameInput } from "./inputChoices.ts";
import { type PanelParts, turnTo } from "./panelParts.ts";
import type { PanelActions } from "./panelState.ts";
import { pictureActions } from "./pictureActions.ts";
import { pixelActions } from "./pixelActions.ts";
import { needsSizes, suggestedSizes } from "./runPolicy.ts";

/** Below this width, in CSS pixels, the pixel view is a tab in place of standing beside the maps. */
const narrowWidth = 760;
/** Below this one, what the header says of where numbers came from is folded. */
const slimWidth = 420;

export function panelActions(parts: PanelParts): PanelActions {
  const { store, runs, probes, overview, survey, compare } = parts;
  const { state, change, persist } = store;
  const { toHost } = parts.around;

  const choose = (part: Partial<PanelChoices>) => {
    const choices = readChoices({ ...state().choices, ...part });
    const newInput = !sameInput(choices, state().choices);
    change({ choices, notice: null });
    toHost({ type: "rememberChoices", choices });
    persist();
    if (newInput) survey.invalidate();
    if (newInput && !needsSizes(state())) runs.run();
  };

  const setInputShape = (inputShape: readonly (number | null)[]) => {
    change({ inputShape });
    persist();
    survey.invalidate();
    overview.invalidate();
    runs.describeAndRun();
  };

  return {
    run: (mode) => {
      runs.ask(mode);
      choose({ mode });
      if (needsSizes(state())) setInputShape(suggestedSizes(state()));
      else runs.run();
    },
    stop: runs.stop,
    choose,
    ...pictureActions(parts, choose),
    pickWeights: () => toHost({ type: "pickWeights" }),
    dropWeights: () => toHost({ type: "dropWeights" }),
    setInputShape,
    chooseLayer: (layerPath) => {
      toHost({ type: "layerChosen", layerPath });
      toHost({ type: "revealLayer", layerPath, focus: false });
      turnTo(parts, layerPath);
    },
    revealLayer: (layerPath) => toHost({ type: "revealLayer", layerPath, focus: true }),
    toggleLayerList: () => change({ layerListOpen: !state().layerListOpen, layerFilter: "" }),
    filterLayers: (layerFilter) => change({ layerFilter }),
    ...pixelActions(store, parts.around, probes),
    compare: compare.actions,
    kernels: parts.kernels.actions,
    showTab: (tab) => {
      choose({ tab });
      overview.ensure();
      survey.ensure();
    },
    surveyModel: survey.start,
    stopSurvey: survey.stop,
    toggleGroup: overview.toggleGroup,
    orderOverview: (overviewOrder) => change({ overviewOrder }),
    toggleSave: parts.saving.toggleMenu,
    saveView: (format) => void parts.saving.save(format),
    toggleHelp: () => change({ helpOpen: !state().helpOpen }),
    resized: (width) => {
      const narrow = width < narrowWidth;
      const slim = width < slimWidth;
      if (narrow !== state().narrow || slim !== state().slim) change({ narrow, slim });
    },
  };
}
