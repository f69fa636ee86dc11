/** The parts that control the panel together, and the step they share: turning to another layer. */
import { otherLayer } from "../../protocol/panel.ts";
import type { CompareControl } from "./compareControl.ts";
import type { KernelsControl } from "./kernelsControl.ts";
import type { OverviewControl } from "./overviewControl.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import type { PictureControl } from "./pictureControl.ts";
import type { ProbeControl } from "./probeControl.ts";
import type { RunControl } from "./runControl.ts";
import type { SaveControl } from "./saveControl.ts";
import type { SurveyControl } from "./surveyControl.ts";

export interface PanelParts {
  readonly store: PanelStore;
  readonly around: PanelSurroundings;
  readonly runs: RunControl;
  readonly probes: ProbeControl;
  readonly overview: OverviewControl;
  readonly pictures: PictureControl;
  readonly survey: SurveyControl;
  readonly compare: CompareControl;
  readonly kernels: KernelsControl;
  readonly saving: SaveControl;
}

/** Shows another layer of the same model; its maps replace the old ones once they are there. */
export function turnTo(parts: PanelParts, layerPath: readonly string[]): void {
  const { store, runs } = parts;
  const { model, outcome, compare } = store.state();
  if (!model) return;
  runs.ask(null);
  const target = otherLayer(model.target, layerPath);
  store.change({
    model: { ...model, target },
    layerListOpen: false,
    playing: false,
    layerFilter: "",
    stale: outcome !== null,
    compare: { ...compare, written: null },
  });
  store.persist();
  runs.describeAndRun();
}
