/** The small pictures of a layer's maps that the panel gives to the editor after a run; checked as its other messages are. */
import { isNumber, isRecord, isText, isTextList } from "./checkedData.ts";

/** Most maps of a layer that are shown in its hover. */
export const mostThumbnails = 8;
/** Characters of one picture: the editor cuts the text of a hover off at 100,000. */
const longestPicture = 10_000;

export interface MapThumbnail {
  readonly channel: number;
  /** A PNG picture as a data URI. */
  readonly picture: string;
}

export interface ThumbnailsFromPanel {
  readonly type: "thumbnails";
  readonly layerPath: readonly string[];
  /** The strongest first. */
  readonly maps: readonly MapThumbnail[];
  /** All of them in one row, as high as a line of text. */
  readonly strip: string;
  /** What the maps are, such as `3 of 16 maps of 96×96, Scene`. */
  readonly caption: string;
}

export function readThumbnails(data: unknown): ThumbnailsFromPanel | undefined {
  if (!isRecord(data) || data.type !== "thumbnails") return undefined;
  const { layerPath, maps, strip, caption } = data;
  if (!isTextList(layerPath) || !isPicture(strip) || !isText(caption) || caption.length > 400)
    return undefined;
  if (!Array.isArray(maps) || maps.length > mostThumbnails) return undefined;
  return { type: "thumbnails", layerPath, maps: (maps as unknown[]).filter(isThumbnail), strip, caption };
}

function isThumbnail(value: unknown): value is MapThumbnail {
  return isRecord(value) && isNumber(value.channel) && isPicture(value.picture);
}

/** Nothing but a PNG: the text goes into Markdown and into a style sheet. */
function isPicture(value: unknown): value is string {
  return (
    isText(value) && value.length <= longestPicture && /^data:image\/png;base64,[A-Za-z0-9+/=]+$/.test(value)
  );
}
