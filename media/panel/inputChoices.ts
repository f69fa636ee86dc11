/** Which picture each input of the model gets, from what a person has chosen. */
import type { PanelChoices } from "../../protocol/panelChoices.ts";
import type { PictureSource } from "../worker/messages.ts";
import type { OwnPicture } from "./decodePicture.ts";
import type { PanelState } from "./panelState.ts";
import { samplePictures } from "./samples/index.ts";
import { noiseId } from "./samples/noise.ts";

/** More inputs than these share the last one's picture. */
const mostSlots = 64;

/** Inputs that may want a picture: the model's own, or the layer's where it is run alone. */
export function slotCount({ model, description }: PanelState): number {
  const ofModel = model?.graph.inputs.length ?? 1;
  const ofLayer = description?.layer?.inputs.length ?? 1;
  return Math.max(1, Math.min(mostSlots, Math.max(ofModel, ofLayer)));
}

/** Id of a sample, `noise`, or address of a file, for the input number `slot`. */
export function sampleOf({ sample, moreSamples }: PanelChoices, slot: number): string {
  if (slot === 0) return sample;
  return moreSamples[slot - 1] || followingSample(sample, slot);
}

/** The choices with another picture for one input. */
export function withSample(choices: PanelChoices, slot: number, sample: string): Partial<PanelChoices> {
  if (slot === 0) return { sample };
  const moreSamples = Array.from({ length: Math.max(choices.moreSamples.length, slot) }, (_, at) =>
    at === slot - 1 ? sample : (choices.moreSamples[at] ?? ""),
  );
  return { moreSamples };
}

/** Addresses of files among the chosen pictures, each once. */
export function chosenFiles(state: PanelState): readonly string[] {
  const slots = Array.from({ length: slotCount(state) }, (_, slot) => sampleOf(state.choices, slot));
  return [...new Set(slots.filter(isFile))];
}

/** A picture for each input; `null` while one of them is still being read. */
export function chosenPictures(state: PanelState): readonly PictureSource[] | null {
  const sources: PictureSource[] = [];
  for (let slot = 0; slot < slotCount(state); slot++) {
    const source = sourceOf(sampleOf(state.choices, slot), state.ownPictures);
    if (!source) return null;
    sources.push(source);
  }
  return sources;
}

/** True where both choices feed the same numbers. */
export function sameInput(a: PanelChoices, b: PanelChoices): boolean {
  const keyOf = ({ sample, moreSamples, normalisation, fit, noiseSeed }: PanelChoices) =>
    JSON.stringify([sample, moreSamples, normalisation, fit, noiseSeed]);
  return keyOf(a) === keyOf(b);
}

/** Samples and noise have short names; everything else is the address of a file. */
export function isFile(sample: string): boolean {
  return sample.includes(":");
}

function sourceOf(sample: string, own: ReadonlyMap<string, OwnPicture>): PictureSource | undefined {
  if (sample === noiseId) return { kind: "noise" };
  return isFile(sample) ? own.get(sample) : { kind: "sample", id: sample };
}

/** Inputs get different pictures by themselves, so that one can tell them apart. */
function followingSample(first: string, slot: number): string {
  const at = samplePictures.findIndex(({ id }) => id === first);
  return samplePictures[(at + slot) % samplePictures.length]?.id ?? first;
}
