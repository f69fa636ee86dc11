/** After a run, gives the editor small pictures of the layer's strongest maps, for its hover and beside its line. */
import { mostThumbnails } from "../../protocol/thumbnailMessages.ts";
import { drawnPlane, scaleOf } from "../views/maps/mapPicture.ts";
import { groupedNumber } from "../views/numberText.ts";
import type { ColouredPlane } from "../views/planePng.ts";
import type { FeatureMaps } from "../worker/featureMaps.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

/** Longest side in the hover and beside the line, in pixels. */
const hoverSide = 56;
const lineSide = 16;
const mostInLine = 4;
/** The maps on screen come first, in milliseconds. */
const patience = 60;

export function giveThumbnails({ state }: PanelStore, around: PanelSurroundings): void {
  const { outcome } = state();
  around.later(patience, () => {
    // Another run's maps come with their own.
    if (!outcome || state().outcome !== outcome) return;
    const { maps, layerPath } = outcome;
    const strongest = strongestMaps(maps);
    const pictureOf = (channel: number): ColouredPlane => ({
      plane: drawnPlane(maps, channel, Math.floor(maps.slices / 2)),
      scale: scaleOf(maps, channel, state().choices),
    });
    around.toHost({
      type: "thumbnails",
      layerPath,
      maps: strongest.map((channel) => ({ channel, picture: around.toPng([pictureOf(channel)], hoverSide) })),
      strip: around.toPng(strongest.slice(0, mostInLine).map(pictureOf), lineSide),
      caption: captionOf(maps, strongest.length, outcome.input),
    });
  });
}

/** Channels whose values differ most from one another. */
function strongestMaps({ statistics }: FeatureMaps): number[] {
  return Array.from(statistics.keys())
    .filter((channel) => Number.isFinite(statistics[channel]?.deviation))
    .sort((a, b) => (statistics[b]?.deviation ?? 0) - (statistics[a]?.deviation ?? 0) || a - b)
    .slice(0, mostThumbnails);
}

function captionOf(maps: FeatureMaps, shown: number, input: string): string {
  const [source = ""] = input.split(",");
  const count = groupedNumber(maps.channels);
  const what =
    maps.form === "vector"
      ? `${groupedNumber(maps.columns)} values`
      : `${shown < maps.channels ? `${shown} strongest of ${count}` : count} ${maps.channels === 1 ? "map" : "maps"}`;
  return `${what} · ${source}`.slice(0, 300);
}
