/** What a run is fed when nothing but a picture is chosen. */
import type { InputOrder, PictureSource } from "../../media/worker/messages.ts";
import { defaultChoices } from "../../protocol/panelChoices.ts";

export function inputOrder(picture: PictureSource, part: Partial<InputOrder> = {}): InputOrder {
  const { normalisation, fit, noiseSeed } = defaultChoices;
  return { pictures: [picture], normalisation, fit, noiseSeed, ...part };
}
