/** The status bar item for the model in the active editor, and the context key that menus and keys look at. */
import * as vscode from "vscode";
import { type ModelStatus, showSummaryCommand } from "../protocol/language.ts";
import type { LanguageService } from "./languageService.ts";

const contextKey = "convlens.modelInEditor";

export function registerStatusBar(context: vscode.ExtensionContext, service: LanguageService): void {
  const item = vscode.window.createStatusBarItem("convlens.status", vscode.StatusBarAlignment.Right, 90);
  item.name = "ConvLens Model";
  const update = () => show(item, statusOfActiveEditor(service));
  context.subscriptions.push(
    item,
    service.onDidChangeStatus(({ uri }) => {
      if (uri === activeUri()) update();
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
  update();
}

function activeUri(): string | undefined {
  return vscode.window.activeTextEditor?.document.uri.toString();
}

function statusOfActiveEditor(service: LanguageService): ModelStatus | undefined {
  const uri = activeUri();
  return uri === undefined ? undefined : service.statusOf(uri);
}

function show(item: vscode.StatusBarItem, status: ModelStatus | undefined): void {
  void vscode.commands.executeCommand("setContext", contextKey, status?.state === "ready");
  if (!status || status.state === "no-model") {
    item.hide();
    return;
  }
  if (status.state === "failed") {
    item.text = "$(warning) ConvLens: no layers";
    item.tooltip = status.message ?? "ConvLens could not read this file.";
    item.command = "convlens.showOutput";
  } else {
    item.text = `${icon(status)} ${label(status)}`;
    item.tooltip = tooltip(status);
    item.command = showSummaryCommand;
  }
  item.accessibilityInformation = { label: `ConvLens: ${item.text.replace(/\$\([^)]*\)\s*/, "")}` };
  item.show();
}

function icon(status: ModelStatus): string {
  const has = (what: "errors" | "warnings") => status.models.some((model) => model[what] > 0);
  if (has("errors")) return "$(error)";
  return has("warnings") ? "$(warning)" : "$(layers)";
}

function label(status: ModelStatus): string {
  const [first] = status.models;
  if (!first) return "ConvLens";
  return status.models.length === 1 ? first.totals : `${status.models.length} models`;
}

function tooltip(status: ModelStatus): string {
  const lines = status.models.map((model) => {
    const problems =
      model.errors + model.warnings > 0 ? `; ${model.errors} errors, ${model.warnings} warnings` : "";
    const rules = model.dialect === "keras" ? "Keras" : "TensorFlow.js";
    return `${model.totals}; ${model.layers} layers, by the rules of ${rules}${problems}`;
  });
  return [...lines, "Select to list the layers."].join("\n");
}
