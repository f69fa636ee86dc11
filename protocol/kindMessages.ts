/** What host and panel say to each other about writing another kind of convolution into the file; checked as all messages are. */
import { isRecord, isText, isTextList } from "./checkedData.ts";

export type KindsToPanel =
  /** It stands in the file; the changed model follows. */
  | { readonly type: "kindWritten"; readonly kind: string; readonly fileName: string }
  | { readonly type: "kindNotWritten"; readonly message: string };

export type KindsFromPanel =
  /** One of the seven in the place of the layer. */
  { readonly type: "writeKind"; readonly layerPath: readonly string[]; readonly kind: string };

export function readKindsToPanel(data: unknown): KindsToPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, kind, fileName, message } = data;
  if (type === "kindWritten") {
    return isText(kind) && isText(fileName) ? { type, kind, fileName } : undefined;
  }
  if (type === "kindNotWritten") return isText(message) ? { type, message } : undefined;
  return undefined;
}

export function readKindsFromPanel(data: unknown): KindsFromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { type, layerPath, kind } = data;
  return type === "writeKind" && isText(kind) && isTextList(layerPath)
    ? { type, layerPath, kind }
    : undefined;
}
