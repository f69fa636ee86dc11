/** Tells, cheaply and before any server runs, whether a document may hold a model; a wrong yes only starts the server. */
import { codeLanguages, jsonLanguages } from "../protocol/modelLanguages.ts";

/** Documents the server is told of. Other schemes are old versions (`git`), output and the like. */
export const servedLanguages: readonly string[] = [...jsonLanguages, ...codeLanguages];
export const servedSchemes: readonly string[] = ["file", "untitled", "vscode-vfs"];

/** Characters looked at: a model names its first class early, and a large file must cost nothing. */
const lookedAt = 200_000;

/** Whether text of that language may hold a model. */
export function mayHoldModel(languageId: string, text: string): boolean {
  // The scripts of a page stand at either end of it.
  const tail = languageId === "html" && text.length > lookedAt ? text.slice(-lookedAt) : "";
  const head = text.slice(0, lookedAt) + tail;
  if (jsonLanguages.includes(languageId)) {
    return /class_name|modelTopology|className|GraphDef|git-lfs/.test(head);
  }
  if (codeLanguages.includes(languageId)) return /tensorflow|\btf\b|\blayers\b/.test(head);
  return false;
}

export function isServed(languageId: string, scheme: string): boolean {
  return servedLanguages.includes(languageId) && servedSchemes.includes(scheme);
}
