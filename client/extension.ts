/** The extension's entry: what VS Code calls when it starts and ends. */
import * as vscode from "vscode";
import {
  formatModelCommand,
  setFreeSizesCommand,
  setFunctionCommand,
  setRuleLevelCommand,
  showSummaryCommand,
} from "../protocol/language.ts";
import { formatModel } from "./formatModel.ts";
import { createLanguageService, type LanguageService } from "./languageService.ts";
import { registerModelOutline } from "./modelOutline/registerModelOutline.ts";
import { registerPanel } from "./panel/registerPanel.ts";
import { setFreeSizes } from "./setFreeSizes.ts";
import { setFunction } from "./setFunction.ts";
import { setRuleLevel } from "./setRuleLevel.ts";
import { showSummary } from "./showSummary.ts";
import { registerStatusBar } from "./statusBar.ts";

let service: LanguageService | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const languageService = createLanguageService(context);
  service = languageService;
  registerStatusBar(context, languageService);
  context.subscriptions.push(
    vscode.commands.registerCommand(formatModelCommand, formatModel),
    vscode.commands.registerCommand(showSummaryCommand, (uri?: unknown) => showSummary(languageService, uri)),
    vscode.commands.registerCommand(setFreeSizesCommand, (uri?: unknown) =>
      setFreeSizes(languageService, uri),
    ),
    vscode.commands.registerCommand(setFunctionCommand, (uri?: unknown, name?: unknown) =>
      setFunction(languageService, uri, name),
    ),
    vscode.commands.registerCommand(setRuleLevelCommand, setRuleLevel),
    vscode.commands.registerCommand("convlens.showOutput", () => languageService.showOutput()),
  );
  registerModelOutline(context, languageService);
  registerPanel(context, languageService);
}

export async function deactivate(): Promise<void> {
  await service?.stop();
}
