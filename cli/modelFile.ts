/** Reads a model file from disk: its text, its models, and its problems. */
import { readFileSync, statSync } from "node:fs";
import type { ParsedDocument } from "../server/parse/parsedDocument.ts";
import { describeNonModel, readDocument } from "../server/parse/readDocument.ts";
import { timeLimit } from "../server/parse/tensorflowjs-code/language/budget.ts";
import { UnusableInputError } from "./exitCode.ts";
import { languageIdOf } from "./languageId.ts";
import { shownName } from "./plainText.ts";
import { addressOf, projectFiles } from "./workspaceFiles.ts";

/** For a file without a model, its problems are one that says what it is. */
export interface ModelFile extends ParsedDocument {
  /** Path as given. */
  readonly file: string;
  readonly text: string;
}

/** Largest text that is read, in bytes; a string of more cannot be made by Node. */
const sizeLimit = 500_000_000;

/** Reads and parses; throws `UnusableInputError` for a file that cannot be read at all. */
export function readModelFile(file: string): ModelFile {
  return readModelText(file, file, readText(file));
}

/** Parses a text that is at hand; `fileName` says by its ending what it is, `file` what it is called in messages. */
export function readModelText(file: string, fileName: string, text: string): ModelFile {
  const input = {
    text,
    languageId: languageIdOf(fileName),
    fileName: addressOf(fileName),
    files: projectFiles(fileName),
    watch: timeLimit(() => performance.now()),
  };
  const parsed = readDocument(input);
  if (parsed !== null && parsed.models.length > 0) return { file, text, ...parsed };
  const problems = [describeNonModel(input, parsed)];
  return { file, text, format: parsed?.format ?? null, models: [], problems };
}

function readText(file: string): string {
  try {
    const status = statSync(file);
    if (status.isDirectory())
      throw new UnusableInputError(`${file} is a folder: name the model files in it.`);
    if (status.size > sizeLimit) {
      throw new UnusableInputError(`${file} has ${status.size} bytes, above the limit of ${sizeLimit}.`);
    }
    return decode(readFileSync(file));
  } catch (error) {
    if (error instanceof UnusableInputError) throw error;
    throw new UnusableInputError(`${shownName(file)} cannot be read: ${reasonOf(error)}.`);
  }
}

/** UTF-8, or UTF-16 where its mark says so; a UTF-8 mark stays, for the reader to report. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "reading it is not permitted";
  return error.message;
}
