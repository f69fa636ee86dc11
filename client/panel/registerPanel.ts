/** Registers the command that runs a layer, and the panel it opens. */
import * as vscode from "vscode";
import { runLayerCommand } from "../../protocol/language.ts";
import { panelViewType, readSavedState } from "../../protocol/panel.ts";
import type { SaveFormat } from "../../protocol/saveMessages.ts";
import type { LanguageSession } from "../languageSession.ts";
import { createPanelHost } from "./panelHost.ts";
import { readRunTarget } from "./runTarget.ts";

const saveCommands: Readonly<Record<string, SaveFormat>> = {
  "convlens.savePng": "png",
  "convlens.saveSvg": "svg",
  "convlens.saveNpy": "npy",
  "convlens.saveCsv": "csv",
  "convlens.copyMarkdown": "markdown",
};

export function registerPanel(context: vscode.ExtensionContext, session: LanguageSession): void {
  const host = createPanelHost(context, session);
  context.subscriptions.push(
    host,
    vscode.commands.registerCommand(runLayerCommand, async (argument?: unknown, selectedRows?: unknown) => {
      const target = readRunTarget(
        argument,
        vscode.window.activeTextEditor,
        vscode.window.visibleTextEditors,
        selectedRows,
      );
      if (target) await host.show(target);
      else {
        await vscode.window.showInformationMessage(
          "Open a model file and put the cursor into a layer, then run this command again.",
        );
      }
    }),
    ...Object.entries(saveCommands).map(([command, format]) =>
      vscode.commands.registerCommand(command, async () => {
        if (host.save(format)) return;
        await vscode.window.showInformationMessage(
          "The ConvLens panel is not open. Run a layer first, then run this command again.",
        );
      }),
    ),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: async (panel, state: unknown) =>
        host.adopt(panel, readSavedState(state).target),
    }),
  );
}
