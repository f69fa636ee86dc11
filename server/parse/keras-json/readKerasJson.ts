/** Reads a JSON file that may hold Keras or TensorFlow.js models, with a problem for all that is wrong with the text. */
import type { ModelFormat, ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import type { ParsedDocument } from "../parsedDocument.ts";
import { detectFormat } from "./detectFormat.ts";
import { type FoundModel, findModels } from "./findModels.ts";
import type { JsonNode } from "./jsonNode.ts";
import { keras3TopologyProblem } from "./keras3Topology.ts";
import { type LineEnds, lineEndsOf } from "./lineEnds.ts";
import { type JsonDocument, nestingLimit, readJsonAgain } from "./readJson.ts";
import { readManifest, readManifestGroups } from "./readManifest.ts";
import { readModel } from "./readModel.ts";

/** Longest text that is read, in UTF-16 units; VS Code hands none to extensions from 50 MB on. */
export const longestJson = 50 * 1024 * 1024;

/** A file that is wrong throughout needs no more messages than this. */
const problemsShown = 200;

/** More tokens that are no number than this are counted in one message. */
const nonFiniteShown = 10;

/** `null` where the file is no model file at all, which costs a search for a few words and no parsing. */
export function readKerasJson(text: string): ParsedDocument | null {
  if (!mentionsModel(text)) return null;
  if (text.length > longestJson) return onlyProblem(tooLarge(text));
  const document = readJsonAgain(text);
  if (document.tooDeep) return onlyProblem(tooDeep(document.tooDeep));
  if (!document.root) return null;
  const content = findModels(document.root);
  switch (content.kind) {
    case "graph":
      return { format: "tfjs-graph-json", models: [], problems: [graphModel(content.at)] };
    case "noTopology":
      // A file that is cut off has only that to tell.
      return onlyProblem(
        document.error ? syntaxError(document.error) : noTopology(content.at, content.reason),
      );
    case "models":
      return readModels(text, document, document.root, content.models);
    case "other":
      return null;
  }
}

function readModels(
  text: string,
  document: JsonDocument,
  root: JsonNode,
  found: readonly FoundModel[],
): ParsedDocument {
  const problems: Problem[] = textProblems(text, document);
  const lines = lineEndsOf(text);
  let format: ModelFormat | null = null;
  const models = found.map((model) => {
    const own = detectFormat(root, model.parts);
    format ??= own;
    return readFound(model, own, { lines, problems, damaged: document.error !== undefined });
  });
  // A list that breaks off would seem to leave weights out.
  const complete = models.length === 1 && !document.error;
  return {
    format,
    models,
    problems: problems.slice(0, problemsShown),
    manifest: complete ? readManifest(root) : [],
    manifestGroups: complete ? readManifestGroups(root) : [],
  };
}

function readFound(
  { parts, inString }: FoundModel,
  format: ModelFormat,
  file: { readonly lines: LineEnds; readonly problems: Problem[]; readonly damaged: boolean },
): ModelGraph {
  // Places inside a string cannot be told apart in the document: all are the string's.
  const fixed = inString && { start: inString.start, end: inString.end };
  const dialect = format === "tfjs-layers-json" ? "tfjs" : "keras";
  const rangeOf = ({ start, end }: Problem["range"]) => fixed ?? { start, end };
  const unloadable = dialect === "tfjs" ? keras3TopologyProblem(parts, rangeOf) : undefined;
  if (unloadable) file.problems.push(unloadable);
  const kerasVersion = versionOf[format];
  return readModel(parts, { ...file, dialect, rangeOf, ...(kerasVersion ? { kerasVersion } : {}) });
}

const versionOf: Readonly<Partial<Record<ModelFormat, 1 | 2 | 3>>> = {
  "keras1-json": 1,
  "keras2-json": 2,
  "keras3-json": 3,
};

/** Whether the text can hold a model: all of them name a class, or are wrapped in one of TensorFlow.js's keys. */
function mentionsModel(text: string): boolean {
  return text.includes("class_name") || text.includes("className") || text.includes("modelTopology");
}

function textProblems(text: string, document: JsonDocument): Problem[] {
  const problems: Problem[] = [];
  if (text.charCodeAt(0) === 0xfeff) {
    problems.push({
      code: "byte-order-mark",
      severity: "information",
      message:
        "The file starts with a byte order mark, at which Python's JSON reader stops. Save it as UTF-8 without one.",
      range: { start: 0, end: 1 },
      remedies: [
        {
          kind: "text",
          title: "Remove the byte order mark",
          safe: true,
          range: { start: 0, end: 1 },
          text: "",
        },
      ],
    });
  }
  if (document.error) problems.push(syntaxError(document.error));
  const { nonFinite } = document;
  const left = nonFinite.length - nonFiniteShown;
  for (const [index, { text: written, start, end }] of nonFinite.slice(0, nonFiniteShown).entries()) {
    const more = index === 0 && left > 0 ? ` The file holds ${nonFinite.length} such values.` : "";
    problems.push({
      code: "non-finite-number",
      severity: "warning",
      message: `JSON has no ${written}: Python writes it, and TensorFlow.js and others cannot read the file. The value is left out here; put a number or null.${more}`,
      range: { start, end },
      remedies: [
        {
          kind: "text",
          title: `Write null in place of ${written}`,
          safe: false,
          range: { start, end },
          text: "null",
        },
      ],
    });
  }
  return problems;
}

function syntaxError({ message, range }: NonNullable<JsonDocument["error"]>): Problem {
  return { code: "syntax-error", severity: "error", message, range };
}

function onlyProblem(problem: Problem): ParsedDocument {
  return { format: null, models: [], problems: [problem] };
}

function tooLarge(text: string): Problem {
  const millions = (length: number) => (length / 1e6).toFixed(1);
  return {
    code: "too-large",
    severity: "warning",
    message: `The file has ${millions(text.length)} million characters; files of up to ${millions(longestJson)} million are read. Keep the weights in a file of their own.`,
    range: { start: 0, end: 0 },
  };
}

function tooDeep(range: Problem["range"]): Problem {
  return {
    code: "nested-too-deep",
    severity: "error",
    message: `Brackets are nested more than ${nestingLimit} deep here, which is where reading stops. A model inside a model takes four levels; put the layers of the inner ones into one model.`,
    range,
  };
}

function graphModel(at: JsonNode): Problem {
  return {
    code: "graph-model",
    severity: "information",
    message:
      "This is a TensorFlow.js graph model: a graph of operations without layers, so there is nothing to show a layer by. Convert the Keras model with --output_format tfjs_layers_model to keep its layers.",
    range: { start: at.start, end: Math.min(at.end, at.start + 1) },
  };
}

function noTopology(at: JsonNode, reason: string): Problem {
  return {
    code: "topology-missing",
    severity: "error",
    message: `The file holds no layers: ${reason}. Save or convert the model again from one built as Sequential or functional.`,
    range: { start: at.start, end: at.kind === "object" || at.kind === "array" ? at.start + 1 : at.end },
  };
}
