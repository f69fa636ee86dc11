/** Says what a file without a model is, for those who must say something of every file. */
import type { Problem } from "../../core/graph/problem.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import { isCodeLanguage } from "./documentLanguage.ts";
import type { JsonNode } from "./keras-json/jsonNode.ts";
import { stringAt } from "./keras-json/jsonNode.ts";
import { nestingLimit, readJson } from "./keras-json/readJson.ts";
import { longestJson, readKerasJson } from "./keras-json/readKerasJson.ts";
import type { DocumentInput, ParsedDocument } from "./parsedDocument.ts";

/**
 * Exactly one problem for a document in which no model was found. `parsed` is what reading it gave, where the
 * caller has that; its first problem is the one.
 */
export function describeNonModel(input: DocumentInput, parsed?: ParsedDocument | null): Problem {
  const [known] = parsed?.problems ?? [];
  if (known) return known;
  const { text } = input;
  const firstLine = { start: 0, end: lineEnd(text) };
  const binary = binaryFormat(text);
  if (binary) return notAModel(binary, { start: 0, end: 0 });
  if (text.trim() === "") return notAModel("The file is empty.", { start: 0, end: 0 });
  if (text.startsWith("version https://git-lfs.github.com/spec/")) return gitLfsPointer(text, firstLine);
  if (isCodeLanguage(input)) {
    return notAModel(
      "No model is built in this file: tf.sequential, tf.model and their layers are looked for.",
      firstLine,
    );
  }
  if (text.length > longestJson)
    return notAModel("The file is too long to hold only a model's layers.", firstLine);
  const [problem] = readKerasJson(text)?.problems ?? [];
  return problem ?? describeJson(text, firstLine);
}

function describeJson(text: string, firstLine: SourceRange): Problem {
  const { root, error, tooDeep } = readJson(text);
  if (tooDeep) {
    const message = `Brackets are nested more than ${nestingLimit} deep here, which is where reading stops.`;
    return { code: "nested-too-deep", severity: "error", message, range: tooDeep };
  }
  if (error)
    return {
      code: "syntax-error",
      severity: "error",
      message: `This is no model file: ${error.message}`,
      range: error.range,
    };
  return notAModel(`This JSON is not a model: ${contentOf(root)}.`, firstLine);
}

function contentOf(root: JsonNode | undefined): string {
  if (root?.kind === "array") return `it is a list of ${root.items.length} values`;
  if (root?.kind !== "object") return "it is a single value";
  const className = stringAt(root, "class_name", "className");
  if (className !== undefined) return `it is one object of the class "${className}" without layers`;
  const keys = root.members.slice(0, 4).map(({ key }) => `"${key.slice(0, 40)}"`);
  if (keys.length === 0) return "it is an empty object";
  const rest = root.members.length > keys.length ? " ..." : "";
  return `it has ${keys.join(", ")}${rest}, and neither class_name with config nor modelTopology`;
}

function gitLfsPointer(text: string, range: SourceRange): Problem {
  const size = /^size (\d{1,15})$/m.exec(text)?.[1];
  const bytes = size === undefined ? "" : ` of ${size} bytes`;
  return {
    code: "syntax-error",
    severity: "error",
    message: `This is a git-LFS pointer and not the file${bytes} it stands for. Run "git lfs pull" to get that.`,
    range,
  };
}

/** Files that people have beside the JSON ones and may name by mistake, by their first bytes. */
function binaryFormat(text: string): string | undefined {
  if (text.slice(1, 4) === "HDF" && text.charCodeAt(4) === 13) {
    return "This is an HDF5 file, which is not text. Save the architecture with model.to_json() to read it here.";
  }
  if (text.startsWith("PK\u0003\u0004")) {
    return "This is a zip archive, as .keras files are. Unpack it and open its config.json.";
  }
  return text.slice(0, 1000).includes("\u0000") ? "This is a binary file and not text." : undefined;
}

function notAModel(message: string, range: SourceRange): Problem {
  return { code: "not-a-model", severity: "error", message, range };
}

function lineEnd(text: string): number {
  const end = text.indexOf("\n");
  return Math.min(end < 0 ? text.length : end, 200);
}
