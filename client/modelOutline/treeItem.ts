/** One row of the model outline, as VS Code draws it. */
import * as vscode from "vscode";
import type { ModelNode } from "./modelNodes.ts";

/** Command of a row: goes to the layer's text. Argument: the row's node. */
export const showLayerCommand = "convlens.showLayer";

/** What menus ask for in `viewItem`. */
const layerContext = "layer";

const icons: Readonly<Record<ModelNode["kind"], string>> = {
  model: "layers",
  nestedModel: "package",
  layer: "symbol-field",
};

export function treeItem(node: ModelNode): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const open = node.kind === "model" ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.name, node.children.length > 0 ? open : None);
  item.id = node.id;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(icons[node.kind]);
  item.tooltip = `${node.name}\n${node.description}`;
  item.accessibilityInformation = { label: `${node.name}, ${node.description}` };
  if (node.target) {
    item.contextValue = layerContext;
    item.command = { command: showLayerCommand, title: "Show Layer in File", arguments: [node] };
  }
  return item;
}
