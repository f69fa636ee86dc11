/** Reads the models of any document: chooses the reader by language and content. */
import { isCodeLanguage, isJsonLike } from "./documentLanguage.ts";
import { readKerasJson } from "./keras-json/readKerasJson.ts";
import type { DocumentInput, ParsedDocument } from "./parsedDocument.ts";
import { isPage } from "./tensorflowjs-code/page/parsePage.ts";
import { readTensorflowJsCode } from "./tensorflowjs-code/readTensorflowJsCode.ts";

export { describeNonModel } from "./describeNonModel.ts";

/** `null` for a document that is no model file, about which there is nothing to say; total for any text. */
export function readDocument(input: DocumentInput): ParsedDocument | null {
  if (isCodeLanguage(input)) return readTensorflowJsCode(input.text, codeName(input), input);
  return isJsonLike(input) ? readKerasJson(input.text) : null;
}

/** A page that is not saved, or of another ending, is one by its language. */
function codeName({ languageId, fileName }: DocumentInput): string {
  return languageId === "html" && !isPage(fileName) ? `${fileName}.html` : fileName;
}
