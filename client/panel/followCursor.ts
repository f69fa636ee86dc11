/** Turns the panel to the layer that the cursor goes to, while a person wants that. */
import * as vscode from "vscode";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import { otherLayer, type PanelTarget } from "../../protocol/panel.ts";
import { layerAtOffset } from "./layerAtOffset.ts";

/** The model that the panel shows, as read from a version of its file. */
export interface ShownModel {
  readonly target: PanelTarget;
  readonly version: number;
  /** Number of the language server's reading of it: the same text is read anew when a file that it imports changes. */
  readonly reading: number;
  readonly graph: ModelGraph;
}

/** Quiet time of the cursor before its layer is looked up, in milliseconds: a held arrow key passes many layers. */
const cursorPause = 120;

/** `shown` gives the model to look in, or `undefined` while the cursor is not to be followed. */
export function followCursor(
  shown: () => ShownModel | undefined,
  onLayer: (target: PanelTarget) => void,
): vscode.Disposable {
  let pause: ReturnType<typeof setTimeout> | undefined;
  const look = (editor: vscode.TextEditor) => {
    const model = shown();
    const { document, selection } = editor;
    // While the file is newer than the graph, places do not fit; the new graph is on its way.
    if (!model || document.uri.toString() !== model.target.uri || document.version !== model.version) return;
    const { target, graph } = model;
    const layerPath = layerAtOffset(graph, document.offsetAt(selection.active), target.layerPath);
    if (layerPath && layerPath.join("\n") !== target.layerPath.join("\n"))
      onLayer(otherLayer(target, layerPath));
  };
  const listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
    clearTimeout(pause);
    if (shown()) pause = setTimeout(() => look(textEditor), cursorPause);
  });
  return new vscode.Disposable(() => {
    clearTimeout(pause);
    listener.dispose();
  });
}
