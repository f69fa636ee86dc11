/** All that is known of one version of one document: immutable, and the only thing that features and rules read. */
import { adviseModel, adviseWeightFiles, adviseWeights } from "../../core/advice/index.ts";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { FreeSizes } from "../../core/graph/freeSizes.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelFormat, ModelGraph } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import type { FileSizes, ManifestWeight } from "../../core/graph/weightsManifest.ts";
import type { ParsedDocument } from "../parse/parsedDocument.ts";
import { readDocument } from "../parse/readDocument.ts";
import type { Watch } from "../parse/tensorflowjs-code/language/budget.ts";
import type {
  FunctionChoices,
  ProgramFunction,
} from "../parse/tensorflowjs-code/language/programFunction.ts";
import { type FileReads, trackReads, type WorkspaceFiles } from "../parse/workspace/workspaceFiles.ts";
import { type LinePositions, linePositions } from "./linePositions.ts";

export interface Analysis {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
  readonly lines: LinePositions;
  /** `null` where the document holds no model. */
  readonly format: ModelFormat | null;
  readonly models: readonly ModelAnalysis[];
  /** Problems of the text and of the file as a whole; those of layers are in `models`. */
  readonly problems: readonly Problem[];
  /** What will work and is likely not what was meant; a setting switches it off. Worked out when it is first asked for. */
  readonly advice: readonly Problem[];
  /** Paths of the weight files that the document names, as written. */
  readonly weightFiles: readonly string[];
  /** Functions of code that make layers, in the order of the text. */
  readonly functions: readonly ProgramFunction[];
  /** What went wrong in ConvLens itself, where it could not finish. */
  readonly failure?: string;
  /** Other files that it was read from. */
  readonly reads?: FileReads;
}

export interface AnalysisInput {
  readonly uri: string;
  readonly version: number;
  readonly languageId: string;
  readonly text: string;
  /** Numbers for free input sizes by name, where a setting gives some. */
  readonly freeSizes?: FreeSizes;
  /** Sizes of the weight files that the document names, where somebody has looked at them. */
  readonly fileSizes?: FileSizes;
  /** Sizes put in place of those of the first input, without the batch; `null` keeps what the file says. */
  readonly inputShape?: readonly (number | null)[];
  /** Files beside the document, where its imports may be followed. */
  readonly files?: WorkspaceFiles;
  /** What its functions are shown for, where a person chose. */
  readonly choices?: FunctionChoices;
  /** Asked on the way whether to go on; what it throws ends the analysis. */
  readonly watch?: Watch;
}

/** Above this length (UTF-16 units) a document is not read; VS Code hands none to extensions from 50 MB on. */
export const longestDocument = 50 * 1024 * 1024;

/** Reads and analyses a document; throws only for a fault of ConvLens, never for what the document contains. */
export function analyseDocument(input: AnalysisInput): Analysis {
  if (input.text.length > longestDocument) return analysisOf(input, tooLong(input));
  if (!input.files) return analysisOf(input, parse(input));
  const { files, reads } = trackReads(input.files);
  return analysisOf(input, parse({ ...input, files }), reads);
}

/** A document that was read already, as the analysis record of its version. */
export function analysisOf(input: AnalysisInput, parsed: ParsedDocument | null, reads?: FileReads): Analysis {
  const { freeSizes = {}, fileSizes = {}, inputShape } = input;
  const sizes = { freeSizes, ...(inputShape ? { inputShape } : {}) };
  const analyse = (graph: ModelGraph) => {
    input.watch?.();
    return analyseModel(graph, sizes);
  };
  const models = parsed?.models.map(analyse) ?? [];
  const groups = parsed?.manifestGroups ?? [];
  let advice: readonly Problem[] | undefined;
  return {
    ...identityOf(input),
    format: parsed?.format ?? null,
    models,
    problems: parsed?.problems ?? [],
    get advice() {
      advice ??= [...adviseWeightFiles(groups, fileSizes), ...adviceOn(models, parsed?.manifest ?? [])];
      return advice;
    },
    weightFiles: groups.flatMap(({ paths }) => paths.map(({ path }) => path)),
    functions: parsed?.functions ?? [],
    ...(reads ? { reads } : {}),
  };
}

/** The record of a document whose analysis broke off. */
export function failedAnalysis(input: AnalysisInput, failure: string): Analysis {
  return {
    ...identityOf(input),
    format: null,
    models: [],
    problems: [],
    advice: [],
    weightFiles: [],
    functions: [],
    failure,
  };
}

/** All advice on the models of one document, those inside them included. */
export function adviceOn(
  models: readonly ModelAnalysis[],
  manifest: readonly ManifestWeight[],
): readonly Problem[] {
  const [only] = models;
  const weights = only && models.length === 1 ? adviseWeights(only, manifest) : [];
  return [...weights, ...models.flatMap(adviseModel)];
}

function identityOf(input: AnalysisInput) {
  const { uri, version, languageId, text } = input;
  return { uri, version, languageId, text, lines: linePositions(text) };
}

function parse({ text, languageId, uri, files, choices, watch }: AnalysisInput): ParsedDocument | null {
  return readDocument({
    text,
    languageId,
    fileName: uri,
    ...(files ? { files } : {}),
    ...(choices ? { choices } : {}),
    ...(watch ? { watch } : {}),
  });
}

function tooLong(input: AnalysisInput): ParsedDocument {
  const millions = (length: number) => (length / 1e6).toFixed(1);
  const message =
    `This file has ${millions(input.text.length)} million characters; ConvLens reads files of up to ` +
    `${millions(longestDocument)} million. Keep the weights in a file of their own.`;
  return {
    format: null,
    models: [],
    problems: [{ code: "too-large", severity: "information", message, range: { start: 0, end: 0 } }],
  };
}
