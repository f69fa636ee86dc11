/** What every reader gives: the models of one document, and what is wrong with its text. */
import type { ModelFormat, ModelGraph } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import type { ManifestGroup, ManifestWeight } from "../../core/graph/weightsManifest.ts";
import type { Watch } from "./tensorflowjs-code/language/budget.ts";
import type { FunctionChoices, ProgramFunction } from "./tensorflowjs-code/language/programFunction.ts";
import type { WorkspaceFiles } from "./workspace/workspaceFiles.ts";

/** A document as an editor or the command line has it. */
export interface DocumentInput {
  readonly text: string;
  /** VS Code's language id: `json`, `jsonc`, `typescript` ...; empty where not known. */
  readonly languageId: string;
  /** File name, path or address. */
  readonly fileName: string;
  /** Files beside it, where its imports may be followed; `fileName` is then its whole address, a URI. */
  readonly files?: WorkspaceFiles;
  /** What its functions are shown for, where a person chose. */
  readonly choices?: FunctionChoices;
  /** Asked on the way whether to go on. */
  readonly watch?: Watch;
}

export interface ParsedDocument {
  /** `null` where the file holds no model. */
  readonly format: ModelFormat | null;
  readonly models: readonly ModelGraph[];
  /** Functions of code that make layers. */
  readonly functions?: readonly ProgramFunction[];
  /** Problems of the text and of the file; those of layers come from the analysis. */
  readonly problems: readonly Problem[];
  /** Stored weights that the file lists, for a file of one model. */
  readonly manifest?: readonly ManifestWeight[];
  /** The files that hold them. */
  readonly manifestGroups?: readonly ManifestGroup[];
}
