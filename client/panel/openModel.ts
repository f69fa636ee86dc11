/** What a page would be told of the model in the active editor, if its panel was opened now. */
import * as vscode from "vscode";
import type { ToPanel } from "../../protocol/panel.ts";
import type { LanguageSession } from "../languageSession.ts";
import { findModel } from "./findModel.ts";
import { storedChoices } from "./pageMessages.ts";
import { readRunTarget } from "./runTarget.ts";
import { modelMessage } from "./sentModel.ts";
import { findWeights } from "./weights.ts";

/**
 * Empty where the editor shows another file or no model, or where weights would be read from a file. Without a layer at the cursor the
 * model's last layer is meant. Never rejects.
 */
export async function messagesOfOpenModel(
  session: LanguageSession,
  memory: vscode.Memento,
  uri: string,
): Promise<readonly ToPanel[]> {
  const editor = vscode.window.activeTextEditor;
  const wanted = editor?.document.uri.toString() === uri && readRunTarget(undefined, editor, []);
  if (!wanted) return [];
  const [found, weights] = await Promise.all([
    findModel(session, wanted),
    findWeights(memory, vscode.Uri.parse(uri)),
  ]);
  if (found.kind === "none" || weights) return [];
  const { graph } = found.result;
  const last = graph.layers[graph.outputs[0]?.layer ?? -1]?.name;
  const layerPath = found.target.layerPath.length > 0 || !last ? found.target.layerPath : [last];
  return [
    { type: "choices", choices: storedChoices(memory) },
    { type: "weights", fileName: null, again: false },
    modelMessage({ ...found, target: { ...found.target, layerPath } }, "asked"),
  ];
}
