/** What host and panel say to each other about saving and copying what is shown; checked as all messages are. */
import { isRecord, isText } from "./checkedData.ts";

/** What a view can be saved as; `markdown` goes to the clipboard. */
export type SaveFormat = "png" | "svg" | "npy" | "csv" | "markdown";

export const saveFormats: readonly SaveFormat[] = ["png", "svg", "npy", "csv", "markdown"];

export type SaveToPanel =
  /** A command asks for what is shown in this format. */
  | { readonly type: "saveView"; readonly format: SaveFormat }
  /** How saving or copying ended, in a sentence for a person. */
  | { readonly type: "saveEnded"; readonly message: string; readonly failed: boolean };

export type SaveFromPanel =
  | {
      readonly type: "saveFile";
      readonly format: Exclude<SaveFormat, "markdown">;
      /** Proposed name, without the ending. */
      readonly name: string;
      readonly bytes: ArrayBuffer;
      /** How the values came about, as JSON, where the format itself has no place for it: written beside the file. */
      readonly companion: string | null;
    }
  | { readonly type: "copyText"; readonly text: string };

/** Largest text for the clipboard, in characters. */
const longestText = 5_000_000;

export function readSaveToPanel(data: unknown): SaveToPanel | undefined {
  if (!isRecord(data)) return undefined;
  if (data.type === "saveView") {
    const format = saveFormats.find((known) => known === data.format);
    return format ? { type: "saveView", format } : undefined;
  }
  const { message, failed } = data;
  if (data.type !== "saveEnded" || !isText(message)) return undefined;
  return { type: "saveEnded", message, failed: failed === true };
}

export function readSaveFromPanel(data: unknown): SaveFromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { name, bytes, companion, text } = data;
  if (data.type === "copyText") {
    return isText(text) && text.length <= longestText ? { type: "copyText", text } : undefined;
  }
  const format = saveFormats.find((known) => known === data.format);
  if (data.type !== "saveFile" || !format || format === "markdown") return undefined;
  if (!isText(name) || !(bytes instanceof ArrayBuffer)) return undefined;
  return { type: "saveFile", format, name, bytes, companion: isText(companion) ? companion : null };
}
