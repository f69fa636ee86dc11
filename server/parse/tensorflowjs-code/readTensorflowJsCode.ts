/** Reads the models of a TypeScript or JavaScript file that uses TensorFlow.js, by following the program without running it. */
import type ts from "typescript";
import type { Problem } from "../../../core/graph/problem.ts";
import type { ParsedDocument } from "../parsedDocument.ts";
import { canonicalUri } from "../workspace/uri.ts";
import type { WorkspaceFiles } from "../workspace/workspaceFiles.ts";
import { limits, type Watch } from "./language/budget.ts";
import type { FunctionChoices } from "./language/programFunction.ts";
import { isMinified } from "./minified.ts";
import { importsModels, mentionsTensorflow } from "./modules/concern.ts";
import { isPage, scriptLength } from "./page/parsePage.ts";
import { parseTolerantly } from "./parseTolerantly.ts";
import { readPrograms } from "./readPrograms.ts";

export interface CodeSurroundings {
  /** Files of the workspace. */
  readonly files?: WorkspaceFiles;
  /** What the document's functions are shown for, where a person chose. */
  readonly choices?: FunctionChoices;
  /** Asked on the way whether to go on. */
  readonly watch?: Watch;
}

/**
 * The models in `text`, with places in UTF-16 offsets; `null` where it has none to do with TensorFlow.js. Never throws:
 * what cannot be worked out is left unknown with a reason, and what is too large or deep costs one problem. With `files`, imports
 * of the workspace are followed, and functions are followed from where other files call them.
 */
export function readTensorflowJsCode(
  text: string,
  fileName: string,
  { files, choices, watch }: CodeSurroundings = {},
): ParsedDocument | null {
  const address = canonicalUri(fileName);
  if (!mentionsTensorflow(text) && !(files && importsModels(text, address, files))) return null;
  const tooLarge = tooLargeFile(text, fileName) ?? minifiedFile(text, fileName);
  if (tooLarge) return onlyProblem(tooLarge);
  const sourceFile: ts.SourceFile | undefined = parseTolerantly(text, fileName);
  if (!sourceFile) return onlyProblem(tooDeepFile());
  const { models, problems, functions, mayShowModels } = readPrograms({
    text,
    sourceFile,
    address,
    ...(files ? { files } : {}),
    ...(choices ? { choices } : {}),
    ...(watch ? { watch } : {}),
  });
  if (models.length > 0 || functions.length > 0) return { format: "tfjs-code", models, problems, functions };
  return mayShowModels && problems.length > 0 ? { format: null, models, problems } : null;
}

function firstLineEnd(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length : end;
}

function onlyProblem(problem: Problem): ParsedDocument {
  return { format: null, models: [], problems: [problem] };
}

function tooLargeFile(text: string, fileName: string): Problem | undefined {
  const page = isPage(fileName);
  const inScripts = page && text.length <= limits.pageLength ? scriptLength(text) : text.length;
  if (inScripts <= limits.fileLength) return undefined;
  const [what, most] =
    inScripts < text.length
      ? ["The scripts of this page have", limits.fileLength]
      : ["This file has", page ? limits.pageLength : limits.fileLength];
  const message = `${what} ${inScripts} characters; ConvLens reads models in code of up to ${most}. Open the source that it was built from, or put the model into a file of its own.`;
  return {
    code: "too-large",
    severity: "information",
    message,
    range: { start: 0, end: firstLineEnd(text) },
  };
}

/** A page with a minified script in it may have others that a person wrote. */
function minifiedFile(text: string, fileName: string): Problem | undefined {
  if (isPage(fileName) || !isMinified(text)) return undefined;
  const message = `This file is minified, with ${text.length} characters; ConvLens follows code that a person wrote. Open the source that it was built from.`;
  return {
    code: "too-large",
    severity: "information",
    message,
    range: { start: 0, end: firstLineEnd(text) },
  };
}

function tooDeepFile(): Problem {
  const message =
    "This file nests its expressions too deep to be parsed, so ConvLens shows nothing for it. Split its longest expressions up.";
  return { code: "nested-too-deep", severity: "information", message, range: { start: 0, end: 0 } };
}
