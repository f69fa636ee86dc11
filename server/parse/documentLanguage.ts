/** Tells JSON from code by an editor's language id, the file's ending, or the first character. */
import { codeLanguages } from "../../protocol/modelLanguages.ts";
import type { DocumentInput } from "./parsedDocument.ts";

export function isCodeLanguage(input: DocumentInput): boolean {
  return codeLanguages.includes(input.languageId);
}

/** JSON by name, or by what it starts with in a file of any other name. */
export function isJsonLike({ text, languageId, fileName }: DocumentInput): boolean {
  if (/^jsonc?$|^json5$|^jsonl$/.test(languageId) || /\.jsonc?$/i.test(fileName)) return true;
  // A byte order mark counts as white space here.
  return /^\s*[{["]/.test(text.slice(0, 1000));
}
