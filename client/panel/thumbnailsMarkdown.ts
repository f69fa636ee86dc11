/** The hover's text with the pictures of a layer's maps. */
import type { ThumbnailsFromPanel } from "../../protocol/thumbnailMessages.ts";

/** Two lines: the pictures, each with its channel for those who cannot see it, and what they are. */
export function thumbnailsMarkdown({ maps, caption }: ThumbnailsFromPanel, isOld: boolean): string {
  const pictures = maps.map(({ channel, picture }) => `![channel ${channel}](${picture} "#${channel}")`);
  const old = isOld ? " · _of the run before the last edit_" : "";
  return `${pictures.join(" ")}\n\n${escapeMarkdown(caption)}${old}`;
}

/** Names of files are part of the caption. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, "\\$&");
}
