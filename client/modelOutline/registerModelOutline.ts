/** The view "ConvLens Model" of the Explorer: the layers of the file in the editor, to go to, and to run. */
import * as vscode from "vscode";
import { editorRange } from "../editorRange.ts";
import type { LanguageService } from "../languageService.ts";
import { type ModelNode, modelNodes, totalsOf } from "./modelNodes.ts";
import { showLayerCommand, treeItem } from "./treeItem.ts";

const viewId = "convlens.model";
/** Set while the outline has a file to show; the view is hidden otherwise. */
const contextKey = "convlens.modelOpen";

export function registerModelOutline(context: vscode.ExtensionContext, service: LanguageService): void {
  /** The file that is shown: the active editor's, and the last one while a panel or a terminal has the focus. */
  let uri: string | undefined;
  let nodes: readonly ModelNode[] = [];
  let request = 0;
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<ModelNode>(viewId, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItem,
      getChildren: (node) => [...(node?.children ?? nodes)],
    },
  });

  const read = async () => {
    const number = ++request;
    const wanted = uri;
    const models =
      wanted !== undefined && service.statusOf(wanted)?.state === "ready"
        ? await service.summaries(wanted)
        : [];
    if (number !== request) return;
    nodes = wanted === undefined ? [] : modelNodes(wanted, models);
    const [only] = models.length === 1 ? models : [];
    view.description = only ? totalsOf(only) : "";
    void vscode.commands.executeCommand("setContext", contextKey, nodes.length > 0);
    changed.fire();
  };
  const turnTo = (editor: vscode.TextEditor | undefined) => {
    const next = editor?.document.uri.toString();
    if (next === undefined ? isShown(uri) : next === uri) return;
    uri = next;
    void read();
  };

  context.subscriptions.push(
    view,
    changed,
    vscode.window.onDidChangeActiveTextEditor(turnTo),
    vscode.window.onDidChangeVisibleTextEditors(() => turnTo(vscode.window.activeTextEditor)),
    service.onDidChangeStatus((status) => {
      if (status.uri === uri) void read();
    }),
    vscode.commands.registerCommand(showLayerCommand, (node: ModelNode) => showLayer(node)),
  );
  turnTo(vscode.window.activeTextEditor);
}

function isShown(uri: string | undefined): boolean {
  return vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri);
}

async function showLayer({ place }: ModelNode): Promise<void> {
  if (!place) return;
  const uri = vscode.Uri.parse(place.uri);
  const open = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === place.uri);
  const { start } = editorRange(place.range);
  const editor = await vscode.window.showTextDocument(uri, {
    ...(open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn }),
    preserveFocus: true,
    selection: new vscode.Range(start, start),
  });
  editor.revealRange(editorRange(place.range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
