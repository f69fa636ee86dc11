/** How what is shown came about: goes into every saved file, so that the run can be made again. */
import { type PanelState, shownTab } from "../../panel/panelState.ts";
import type { Details } from "./tableTexts.ts";

export function runDetails(state: PanelState, seed: number): Details {
  const { model, description, outcome, choices } = state;
  const layer = (outcome?.layerPath ?? model?.target.layerPath ?? []).join(" › ");
  const noise = [choices.sample, ...choices.moreSamples].includes("noise");
  return {
    program: "ConvLens",
    file: model?.fileName ?? "",
    model: description?.modelName ?? "",
    layer,
    class: description?.layer?.className ?? "",
    view: shownTab(state),
    ...(outcome
      ? {
          output: outcome.outputShape.join("×"),
          ran: outcome.mode === "alone" ? "the layer alone" : "the layer with all before it",
          input: outcome.input,
          normalisation: choices.normalisation,
          fit: choices.fit,
          ...(noise ? { "noise seed": choices.noiseSeed } : {}),
          weights: outcome.weights,
          ...(outcome.edited === null ? {} : { edited: outcome.edited }),
          "weight seed": seed,
          computed: outcome.algorithm ?? "plain kernel",
          channel: state.channel,
          ...(state.pixel ? { row: state.pixel.row, column: state.pixel.column } : {}),
          colours: choices.colourMap,
          scale: choices.scale === "typed" ? (choices.typedScale?.join(" to ") ?? "") : choices.scale,
        }
      : {}),
    ...(state.stale ? { note: "of the run before the last change" } : {}),
  };
}
