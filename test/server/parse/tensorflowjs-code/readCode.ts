/** Reads a program in a test, and takes arguments apart. */
import assert from "node:assert/strict";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ParamValue } from "../../../../core/graph/paramValue.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";

/** The document, with its models analysed, which must not throw either. */
export function read(text: string, fileName = "model.ts"): ParsedDocument {
  const document = readTensorflowJsCode(text, fileName);
  assert.ok(document);
  for (const model of document.models) analyseModel(model);
  return document;
}

export function reason(param: ParamValue | undefined): string {
  assert.equal(param?.kind, "notComputable");
  return param?.kind === "notComputable" ? param.reason : "";
}

export function constant(param: ParamValue | undefined): unknown {
  return param?.kind === "constant" ? param.value : param;
}

/** Records of a config have no prototype; the comparison wants plain ones. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
