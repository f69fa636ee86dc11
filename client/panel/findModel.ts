/** Asks the language server for the model that the panel stands on, after every kind of change to the file. */
import * as vscode from "vscode";
import type { ModelAtResult } from "../../protocol/language.ts";
import type { PanelTarget } from "../../protocol/panel.ts";
import type { LanguageSession } from "../languageSession.ts";
import type { RunTarget } from "./runTarget.ts";

export type FoundModel =
  | { readonly kind: "found"; readonly result: ModelAtResult; readonly target: PanelTarget }
  | { readonly kind: "none"; readonly message: string };

/** What the panel says before there is a layer. */
export const nothingChosen =
  "No layer is chosen yet. Put the cursor into a layer of a model and run “ConvLens: Run Layer on Sample”.";

/** Never rejects. A layer that is gone leaves its name in the target, so that the panel can say so. */
export async function findModel(session: LanguageSession, wanted: RunTarget): Promise<FoundModel> {
  const uri = wanted.kind === "layer" ? wanted.target.uri : wanted.uri;
  try {
    // The server knows open documents only, and after a reload this one may not be open yet.
    await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "none", message: `The file can no longer be opened: ${reason}` };
  }
  const result =
    wanted.kind === "layer" ? await modelOf(session, wanted.target) : await session.modelAt(wanted);
  if (!result) {
    return {
      kind: "none",
      message:
        "This file holds no model that ConvLens can read. Put the cursor into a Keras or TensorFlow.js model and run the command again; the Problems view says what could not be read.",
    };
  }
  const layerPath = wanted.kind === "layer" ? wanted.target.layerPath : result.layerPath;
  return { kind: "found", result, target: { uri, modelIndex: result.modelIndex, layerPath } };
}

/** The layer at the cursor; `undefined` where there is no model. */
export async function targetAtCursor(
  session: LanguageSession,
  cursor: Extract<RunTarget, { kind: "cursor" }>,
): Promise<PanelTarget | undefined> {
  const found = await findModel(session, cursor);
  return found.kind === "found" ? found.target : undefined;
}

async function modelOf(session: LanguageSession, target: PanelTarget): Promise<ModelAtResult | null> {
  const { uri, layerPath } = target;
  const place = layerPath.length > 0 ? await session.layerRange(target) : null;
  if (place && place.uri === undefined)
    return session.modelAt({ uri, position: place.range.start, layerPath });
  return session.modelAt({ uri, position: { line: 0, character: 0 }, layerPath });
}
