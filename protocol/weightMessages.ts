/** What host and panel say to each other about weight files; checked as the other messages of the panel are. */
import { isNumber, isRecord, isText } from "./checkedData.ts";

export type WeightsToPanel =
  /** The weight file, `null` for none: of the model that is sent next, or with `again` of the one that is shown. */
  | { readonly type: "weights"; readonly fileName: string | null; readonly again: boolean }
  | { readonly type: "fileSize"; readonly id: number; readonly size: number }
  | { readonly type: "fileBytes"; readonly id: number; readonly bytes: ArrayBuffer }
  | { readonly type: "fileFailed"; readonly id: number; readonly message: string };

export type WeightsFromPanel =
  | { readonly type: "pickWeights" }
  /** Initialisers in place of the weight file. */
  | { readonly type: "dropWeights" }
  /** The weight file, or one that it names, by its path from the weight file's folder. */
  | {
      readonly type: "readFile";
      readonly id: number;
      readonly path: string;
      readonly what: "size" | "bytes";
    };

export function readWeightsToPanel(data: unknown): WeightsToPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, id, fileName, size, bytes, message } = data;
  if (type === "weights") {
    const known = fileName === null || isText(fileName);
    return known ? { type, fileName, again: data.again === true } : undefined;
  }
  if (!isNumber(id)) return undefined;
  if (type === "fileSize") return isNumber(size) ? { type, id, size } : undefined;
  if (type === "fileBytes") return bytes instanceof ArrayBuffer ? { type, id, bytes } : undefined;
  if (type === "fileFailed") return isText(message) ? { type, id, message } : undefined;
  return undefined;
}

export function readWeightsFromPanel(data: unknown): WeightsFromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, id, path, what } = data;
  if (type === "pickWeights" || type === "dropWeights") return { type };
  if (type !== "readFile" || !isNumber(id) || !isText(path)) return undefined;
  return what === "size" || what === "bytes" ? { type, id, path, what } : undefined;
}
