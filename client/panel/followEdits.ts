/** Tells the panel of edits of the file that it shows: soon after each, and once its new analysis has settled. */
import * as vscode from "vscode";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { LanguageSession } from "../languageSession.ts";

/** Quiet time after a keystroke before the layer is run again, in milliseconds: a run is stopped by the next. */
const editPause = 10;

/** Sending a larger model takes longer than the pause: it would hold up what the language server has to say while one types. */
const mostLayersWhileTyping = 500;

/** True for a model that is sent only once its text has settled. */
export function waitsForRest(graph: ModelGraph | undefined): boolean {
  return graph !== undefined && graph.layers.length > mostLayersWhileTyping;
}

export interface EditedFile {
  /** Address of the file that is shown; `undefined` where there is none. */
  readonly uri: () => string | undefined;
  /** The text of that file has changed, however it did. */
  readonly onText: () => void;
  /** The model can be asked for again. */
  readonly onModel: (change: EditedModel) => void;
}

export interface EditedModel {
  readonly version: number;
  /** Number of the language server's reading of the file, once it has read it. */
  readonly reading?: number;
  /** The text has been still for a while, so that what is wrong with it now is worth saying; until then it may be half typed. */
  readonly settled: boolean;
}

/** A model changes with its own file, and with those that it takes parts from, which the language server tells. */
export function followEdits(session: LanguageSession, file: EditedFile): vscode.Disposable {
  let pause: ReturnType<typeof setTimeout> | undefined;
  const soon = (change: EditedModel) => {
    file.onText();
    clearTimeout(pause);
    pause = setTimeout(() => file.onModel(change), editPause);
  };
  const typed = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && document.uri.toString() === file.uri())
      soon({ version: document.version, settled: false });
  });
  const analysed = session.onDidChangeModel(({ uri, version, reading }) => {
    if (uri === file.uri()) soon({ version, reading, settled: true });
  });
  return vscode.Disposable.from(typed, analysed, new vscode.Disposable(() => clearTimeout(pause)));
}
