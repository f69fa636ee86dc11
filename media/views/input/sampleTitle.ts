/** What a chosen picture is called. */
import { isFile } from "../../panel/inputChoices.ts";
import type { PanelState } from "../../panel/panelState.ts";
import { sampleById } from "../../panel/samples/index.ts";
import { noiseId } from "../../panel/samples/noise.ts";

/** A sample's title, or the name of the file. */
export function sampleTitle(sample: string, { ownPictures }: Pick<PanelState, "ownPictures">): string {
  if (sample === noiseId) return "Noise";
  if (!isFile(sample)) return sampleById(sample).title;
  return ownPictures.get(sample)?.name ?? decodeURIComponent(sample.split("/").at(-1) ?? sample);
}
