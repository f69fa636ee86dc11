/** Asks the worker how the chosen value comes about, and for the map of the layer's input that its window slides over. */
import type { InputMap } from "../worker/inputMap.ts";
import type { FromWorker } from "../worker/messages.ts";
import type { PixelAnswer } from "../worker/pixelAnswer.ts";
import { probedPosition } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { settledStep } from "./probeSteps.ts";
import { clampGroup } from "./runPolicy.ts";

export type ProbeMessage = Extract<FromWorker, { type: "pixel" | "inputMap" }>;

export interface ProbeControl {
  /** Asks for the value that the state points at. */
  readonly probe: () => void;
  /** True when the answer on screen is the one to the last question. */
  readonly isAnswered: () => boolean;
  readonly fromWorker: (message: ProbeMessage) => void;
}

export function createProbeControl(store: PanelStore, around: PanelSurroundings): ProbeControl {
  const { state, change } = store;
  let asked = 0;
  let answered = 0;
  let mapAsked = 0;
  let mapWanted = -1;

  const wantInputMap = (answer: PixelAnswer | null) => {
    const channel = inputChannelOf(answer);
    if (channel === null || channel === (state().inputMap?.channel ?? mapWanted)) return;
    mapWanted = channel;
    around.toWorker({ type: "inputMap", id: ++mapAsked, channel });
  };

  const showMap = (map: InputMap | null) => {
    mapWanted = -1;
    change({ inputMap: map });
    wantInputMap(state().answer);
  };

  return {
    probe: () => {
      const position = probedPosition(state());
      if (!position || state().stale) return;
      around.toWorker({ type: "probe", id: ++asked, position, group: state().group });
    },
    isAnswered: () => answered === asked && state().answer !== null,
    fromWorker: (message) => {
      if (message.type === "inputMap") {
        if (message.id === mapAsked) showMap(message.map);
        return;
      }
      if (message.id !== asked) return;
      answered = asked;
      const { answer } = message;
      const { group, step } = state();
      change({
        answer,
        group: clampGroup(group, answer),
        step: answer ? settledStep(answer, step) : null,
      });
      wantInputMap(answer);
    },
  };
}

/** The channel that the first stage with one reads. */
function inputChannelOf(answer: PixelAnswer | null): number | null {
  return answer?.stages.find((stage) => stage.inputChannel !== null)?.inputChannel ?? null;
}
