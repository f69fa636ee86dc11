/** The view "ConvLens Model" of the Explorer: the layers of the file in the editor, to go to, and to run. */
import * as vscode from "vscode";
import { editorRange } from "../editorRange.ts";
import type { LanguageService } from "../languageService.ts";
import { showPlace } from "../showPlace.ts";
import { type ModelNode, modelNodes, totalsOf } from "./modelNodes.ts";
import { showLayerCommand, treeItem } from "./treeItem.ts";

const viewId = "convlens.model";
/** Set while the outline has a file to show; the view is hidden otherwise. */
const contextKey = "convlens.modelOpen";

export function registerModelOutline(context: vscode.ExtensionContext, service: LanguageService): void {
  /** The file that is shown: the active editor's, and the last one while a panel or a terminal has the focus. */
  let uri: string | undefined;
  const status = () => (uri === undefined ? undefined : service.statusOf(uri));
  const changed = new vscode.EventEmitter<void>();
  /** Asked for by the editor only while the view is open. */
  const topNodes = async () =>
    uri !== undefined && status()?.state === "ready" ? modelNodes(uri, await service.summaries(uri)) : [];
  const view = vscode.window.createTreeView<ModelNode>(viewId, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItem,
      getChildren: async (node) => [...(node?.children ?? (await topNodes()))],
    },
  });

  const refresh = () => {
    const now = status();
    const [only] = now?.models.length === 1 ? now.models : [];
    view.description = only ? totalsOf(only) : "";
    void vscode.commands.executeCommand("setContext", contextKey, now?.state === "ready");
    changed.fire();
  };
  const turnTo = (editor: vscode.TextEditor | undefined) => {
    const next = editor?.document.uri.toString();
    if (next === undefined ? isShown(uri) : next === uri) return;
    uri = next;
    refresh();
  };

  context.subscriptions.push(
    view,
    changed,
    vscode.window.onDidChangeActiveTextEditor(turnTo),
    vscode.window.onDidChangeVisibleTextEditors(() => turnTo(vscode.window.activeTextEditor)),
    service.onDidChangeStatus((changedStatus) => {
      if (changedStatus.uri === uri) refresh();
    }),
    vscode.commands.registerCommand(showLayerCommand, (node: ModelNode) => showLayer(node)),
  );
  turnTo(vscode.window.activeTextEditor);
}

function isShown(uri: string | undefined): boolean {
  return vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri);
}

async function showLayer({ place }: ModelNode): Promise<void> {
  if (place) await showPlace(vscode.Uri.parse(place.uri), editorRange(place.range), { focus: false });
}
