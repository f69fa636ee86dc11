/** Carries out what the panel's page asks for. */
import * as vscode from "vscode";
import type { FromPanel, ToPanel } from "../../protocol/panel.ts";
import { type PanelChoices, readChoices } from "../../protocol/panelChoices.ts";
import type { LanguageSession } from "../languageSession.ts";
import type { LayerThumbnails } from "./layerThumbnails.ts";
import { answerPictures } from "./pictures.ts";
import { revealLayer } from "./revealLayer.ts";
import { saveOrCopy } from "./saveFile.ts";
import type { SentModel } from "./sentModel.ts";
import { dropWeights, pickWeights, readWeightPart } from "./weights.ts";

const choicesKey = "convlens.panel.choices";

/** What a person has chosen in this workspace. */
export function storedChoices(memory: vscode.Memento): PanelChoices {
  return readChoices(memory.get<unknown>(choicesKey));
}

export interface PageMessageNeeds {
  readonly context: vscode.ExtensionContext;
  readonly session: LanguageSession;
  readonly model: SentModel;
  readonly thumbnails: LayerThumbnails;
  readonly post: (message: ToPanel) => void;
  /** The page listens from now on. */
  readonly ready: (message: Extract<FromPanel, { type: "ready" }>) => Promise<void>;
  readonly chosen: (choices: PanelChoices) => void;
}

/** Gives the function that takes each message of the page. It never rejects for what a message asks for. */
export function pageMessages(needs: PageMessageNeeds): (message: FromPanel) => Promise<void> {
  const { context, session, model, thumbnails, post } = needs;
  const memory = context.workspaceState;
  /** The file of the model that is shown. */
  const modelUri = () => {
    const shown = model.shown();
    return shown ? vscode.Uri.parse(shown.target.uri) : undefined;
  };
  return async (message) => {
    switch (message.type) {
      case "ready":
        await needs.ready(message);
        return;
      case "layerChosen":
        await model.choose(message.layerPath);
        return;
      case "revealLayer": {
        const wanted = model.wanted();
        if (wanted?.kind !== "layer") return;
        await revealLayer(session, { ...wanted.target, layerPath: message.layerPath }, message.focus);
        return;
      }
      case "pickPicture":
      case "loadPicture":
      case "keepPicture":
      case "listPictures": {
        const answer = await answerPictures(context, message);
        if (answer) post(answer);
        return;
      }
      case "thumbnails": {
        const shown = model.shown();
        if (!shown) return;
        const target = { ...shown.target, layerPath: message.layerPath };
        await thumbnails.add(target, shown.version, message);
        return;
      }
      case "saveFile":
      case "copyText": {
        const answer = await saveOrCopy(message, modelUri());
        if (answer) post(answer);
        return;
      }
      case "pickWeights": {
        const uri = modelUri();
        const place = uri && (await pickWeights(memory, uri));
        if (place) model.sendWeights(place, true);
        return;
      }
      case "dropWeights": {
        const uri = modelUri();
        if (uri) await dropWeights(memory, uri);
        model.sendWeights(undefined, true);
        return;
      }
      case "writeKind":
        await model.putKind(message.layerPath, message.kind);
        return;
      case "readFile":
        post(await readWeightPart(model.weights(), message));
        return;
      case "rememberChoices":
        needs.chosen(message.choices);
        await memory.update(choicesKey, message.choices);
        return;
      case "failure":
        console.error(`ConvLens panel: ${message.message}`);
        return;
    }
  };
}
