/** Finds, parses and runs the file that an import names, once in a run of the program. */

import { fileNameOf } from "../../workspace/uri.ts";
import type { FileText } from "../../workspace/workspaceFiles.ts";
import { limits } from "../language/budget.ts";
import { type Evaluation, evaluationOfFile, lineEnd, report } from "../language/evaluation.ts";
import type { Scope } from "../language/scope.ts";
import { isMinified } from "../minified.ts";
import { isPage } from "../page/parsePage.ts";
import { parsedFile } from "../parseTolerantly.ts";
import { dataModule } from "./dataModule.ts";
import { type Module, openModule, runModule } from "./module.ts";
import type { Program } from "./program.ts";
import { type Resolved, resolveSpecifier } from "./resolveSpecifier.ts";

export interface MissingModule {
  readonly kind: "missing";
  /** Why, as the end of a sentence that starts with what is imported. */
  readonly why: string;
}

/** @throws BudgetUsedUp */
export function loadModule(specifier: string, from: Evaluation): Module | MissingModule {
  const { program } = from;
  if (!program.files) return missing(`comes from "${specifier}", which is another file`);
  return moduleAt(resolveSpecifier(program.files, from.address, specifier), specifier, from);
}

/** The module of a file that was looked for under `name`. */
export function moduleAt(resolved: Resolved, name: string, from: Evaluation): Module | MissingModule {
  if (resolved.kind === "waiting") return missing(`comes from "${name}", which is being read`);
  if (resolved.kind === "none")
    return missing(
      /^[./]/.test(name)
        ? `comes from "${name}", and the workspace has no such file`
        : `comes from "${name}", which is no file of the workspace`,
    );
  const { uri, file } = resolved;
  const { program } = from;
  const known = program.modules.get(uri);
  if (known) return known;
  if (program.modules.size >= limits.files) {
    reportTooManyFiles(from);
    return missing(`comes from "${name}", which is more than the ${limits.files} files that are followed`);
  }
  program.textLength += file.text.length;
  if (program.textLength > limits.textOfFiles)
    return missing(`comes from "${name}", beyond the ${limits.textOfFiles} characters that are followed`);
  return /\.json$/i.test(uri) ? loadData(uri, file, from) : runFile(uri, file, name, from);
}

function reportTooManyFiles(from: Evaluation): void {
  const { document } = from.program;
  const range = { start: 0, end: lineEnd(document?.text ?? from.text, 0) };
  const message = `ConvLens follows a program through ${limits.files} files; this one needs more, so what the others give is not known. Import the files that build the model by themselves, not through one that gathers many.`;
  report(from, "too-large", "information", message, range);
}

function loadData(uri: string, file: FileText, from: Evaluation): Module {
  const module = dataModule(uri, file);
  from.program.modules.set(uri, module);
  return module;
}

function runFile(uri: string, file: FileText, name: string, from: Evaluation): Module | MissingModule {
  const { document, documentUri } = from.program;
  const sourceFile = uri === documentUri && document ? document : parsedFile(file, fileNameOf(uri));
  if (!sourceFile)
    return missing(
      isMinified(file.text)
        ? `comes from "${name}", which is minified and not followed`
        : `comes from "${name}", which nests its expressions too deep to be parsed`,
    );
  const module = openModule(evaluationOfFile(from, sourceFile, uri), pageScope(from.program));
  runModule(module);
  return module;
}

/** Of a page, what its scripts declare: all of its files see it. */
export function pageScope({ modules }: Program): Scope | null {
  const [first] = modules.values();
  return first?.kind === "code" && isPage(first.evaluation.address) ? first.scope : null;
}

function missing(why: string): MissingModule {
  return { kind: "missing", why };
}
