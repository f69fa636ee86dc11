/** Reads and analyses one file for the check: every problem that the editor would show, and budgets. */
import { statSync } from "node:fs";
import path from "node:path";
import type { Budget } from "../../core/budget/budget.ts";
import type { ModelFormat } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import type { FileSizes } from "../../core/graph/weightsManifest.ts";
import { type Analysis, analysisOf } from "../../server/analysis/analysis.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { UnusableInputError } from "../exitCode.ts";
import { languageIdOf } from "../languageId.ts";
import { type ModelFile, readModelFile } from "../modelFile.ts";
import { checkInputSize, type InputSize } from "../summary/inputSize.ts";

export interface CheckOptions {
  /** Limits by file, as the setting `convlens.budgets` has them. */
  readonly budgets: Readonly<Record<string, Budget>>;
  readonly input?: InputSize;
}

export interface CheckedFile {
  readonly file: string;
  readonly text: string;
  readonly format: ModelFormat | null;
  /** `null` for a file that holds no model, or cannot be read. */
  readonly analysis: Analysis | null;
  readonly problems: readonly Problem[];
  /** Why the file cannot be read at all, where it cannot. */
  readonly unreadable?: string;
}

/** Total for every file. */
export function checkFile(file: string, options: CheckOptions): CheckedFile {
  try {
    return check(readModelFile(file), options);
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error;
    return { file, text: "", format: null, analysis: null, problems: [], unreadable: error.message };
  }
}

function check(read: ModelFile, { budgets, input }: CheckOptions): CheckedFile {
  const { file, text, format, models, problems } = read;
  if (models.length === 0) return { file, text, format, analysis: null, problems };
  const analysis = analysisOf(
    {
      uri: pathAsAddress(file),
      version: 0,
      languageId: languageIdOf(file),
      text,
      fileSizes: weightFileSizes(read),
      ...(input ? { inputShape: input } : {}),
    },
    read,
  );
  if (input) for (const model of analysis.models) checkInputSize(file, input, model);
  const settings = { diagnostics: { advice: true }, rules: {}, budgets };
  return { file, text, format, analysis, problems: diagnostics(analysis, settings) };
}

/** With forward slashes and one in front, so that a budget's path can be the end of it. */
function pathAsAddress(file: string): string {
  return `/${file.replaceAll("\\", "/").replace(/^\/+/, "")}`;
}

function weightFileSizes({ file, manifestGroups }: ModelFile): FileSizes {
  const names = (manifestGroups ?? []).flatMap(({ paths }) => paths.map((each) => each.path));
  const local = names.filter((name) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(name));
  return Object.fromEntries(local.map((name) => [name, sizeOf(path.resolve(path.dirname(file), name))]));
}

function sizeOf(file: string): number | null {
  try {
    const status = statSync(file);
    return status.isFile() ? status.size : null;
  } catch {
    return null;
  }
}
