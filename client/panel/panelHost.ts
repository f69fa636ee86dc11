/** The one panel: opens it beside the editor, gives it models, and carries out what its page asks for. */
import * as vscode from "vscode";
import {
  type FromPanel,
  otherLayer,
  type PanelTarget,
  panelViewType,
  readFromPanel,
  readSavedState,
  type ToPanel,
} from "../../protocol/panel.ts";
import { readChoices } from "../../protocol/panelChoices.ts";
import type { SaveFormat } from "../../protocol/saveMessages.ts";
import { fileNameOf } from "../fileName.ts";
import type { LanguageSession } from "../languageSession.ts";
import { holdsLayer, nothingChosen, targetOf } from "./findModel.ts";
import { followCursor, type ShownModel } from "./followCursor.ts";
import { followEdits, waitsForRest } from "./followEdits.ts";
import { createLayerThumbnails } from "./layerThumbnails.ts";
import { memoryLimit } from "./memoryLimit.ts";
import { createModelAhead, uriOf } from "./modelAhead.ts";
import { panelResources, showPage, titleOf } from "./panelPage.ts";
import { answerPictures } from "./pictures.ts";
import { revealLayer } from "./revealLayer.ts";
import type { RunTarget } from "./runTarget.ts";
import { saveOrCopy } from "./saveFile.ts";
import { dropWeights, pickWeights, readWeightPart } from "./weights.ts";
import { writeKind } from "./writeKind.ts";

const choicesKey = "convlens.panel.choices";
/** The layer shown last: the page's own state may be lost when a window is closed in a hurry. */
const targetKey = "convlens.panel.target";

export interface PanelHost extends vscode.Disposable {
  /** Opens the panel, or turns the open one to this layer. */
  show(wanted: RunTarget): Promise<void>;
  /** Takes on a panel that VS Code has restored after a reload. */
  adopt(panel: vscode.WebviewPanel, target: PanelTarget | null): void;
  /** Saves or copies what the panel shows; false where none is open. */
  save(format: SaveFormat): boolean;
}

export function createPanelHost(context: vscode.ExtensionContext, session: LanguageSession): PanelHost {
  const memory = context.workspaceState;
  let panel: vscode.WebviewPanel | undefined;
  /** The page listens; messages to a hidden or loading page are lost. */
  let listening = false;
  let wanted: RunTarget | undefined;
  /** The page has been built before, so what it asks for is what it had. */
  let restored = false;
  let shown: ShownModel | undefined;
  let weights: vscode.Uri | undefined;
  let following = false;
  const thumbnails = createLayerThumbnails(session);
  const ahead = createModelAhead(session, memory);
  let request = 0;

  const post = (message: ToPanel) => {
    if (listening) void panel?.webview.postMessage(message);
  };

  const follow = (target: PanelTarget) => {
    wanted = { kind: "layer", target };
    void memory.update(targetKey, target);
    if (shown?.target.uri === target.uri) shown = { ...shown, target };
  };

  const turnTo = (target: PanelTarget) => {
    follow(target);
    if (panel) panel.title = titleOf(target);
  };

  const sendChoices = () => {
    const choices = readChoices(memory.get<unknown>(choicesKey));
    following = choices.follow;
    post({ type: "choices", choices });
  };

  /** What a command has asked to save, until the page listens. */
  let pendingSave: SaveFormat | undefined;
  const sendSave = () => {
    if (!listening || !pendingSave) return;
    post({ type: "saveView", format: pendingSave });
    pendingSave = undefined;
  };

  const sendWeights = (uri: vscode.Uri | undefined, again: boolean) => {
    weights = uri;
    post({ type: "weights", fileName: uri ? fileNameOf(uri) : null, again });
  };

  /** The file of the model that is shown. */
  const modelUri = () => (shown ? vscode.Uri.parse(shown.target.uri) : undefined);

  /** Text that is not settled is sent only where the model and its layer can be read. */
  const sendModel = async (cause: Extract<ToPanel, { type: "model" }>["cause"], settled = true) => {
    if (!wanted || !panel) return;
    const number = ++request;
    const uri = uriOf(wanted);
    const fileName = fileNameOf(vscode.Uri.parse(uri));
    const asked = ahead.take(wanted);
    // An edit of the model leaves its weights where they are.
    const place = cause !== "edited" || shown?.target.uri !== uri ? asked.weights() : null;
    const found = await asked.model;
    if (number !== request || !panel) return;
    if (!settled && !holdsLayer(found)) return;
    if (found.kind === "none") {
      post({ type: "noModel", fileName, message: found.message, keepOld: cause === "edited" });
      return;
    }
    const { result, target } = found;
    // From here on the layer is followed by its name: lines move while a file is edited.
    if (target.layerPath.length > 0) follow(target);
    shown = { target, version: result.version, graph: result.graph };
    panel.title = titleOf(target);
    if (place) {
      const file = await place;
      if (number !== request || !panel) return;
      sendWeights(file, false);
    }
    post({
      type: "model",
      target,
      version: result.version,
      fileName,
      modelNames: result.modelNames,
      graph: result.graph,
      memoryLimitBytes: memoryLimit(uri),
      cause,
    });
  };

  const putKind = async (layerPath: readonly string[], kind: string) => {
    if (wanted?.kind !== "layer") return;
    const result = await writeKind(session, { ...wanted.target, layerPath }, kind);
    if (result.kind === "refused") {
      post({ type: "kindNotWritten", message: result.message });
      return;
    }
    turnTo(otherLayer(wanted.target, result.layerPath));
    post({ type: "kindWritten", kind, fileName: result.fileName });
    await sendModel("edited");
  };

  const onMessage = async (message: FromPanel): Promise<void> => {
    switch (message.type) {
      case "ready":
        listening = true;
        wanted ??= message.target ? { kind: "layer", target: message.target } : undefined;
        sendChoices();
        if (wanted) await sendModel(restored ? "restored" : "asked");
        else post({ type: "noModel", fileName: null, message: nothingChosen, keepOld: false });
        restored = true;
        sendSave();
        return;
      case "layerChosen":
        if (wanted) {
          const target = wanted.kind === "layer" ? wanted.target : await targetOf(session, wanted);
          if (target) turnTo(otherLayer(target, message.layerPath));
        }
        return;
      case "revealLayer":
        if (wanted?.kind === "layer") {
          const target = { ...wanted.target, layerPath: message.layerPath };
          await revealLayer(session, target, message.focus);
        }
        return;
      case "pickPicture":
      case "loadPicture":
      case "keepPicture":
      case "listPictures": {
        const answer = await answerPictures(context, message);
        if (answer) post(answer);
        return;
      }
      case "thumbnails":
        if (shown) {
          const target = { ...shown.target, layerPath: message.layerPath };
          await thumbnails.add(target, shown.version, message);
        }
        return;
      case "saveFile":
      case "copyText": {
        const answer = await saveOrCopy(message, modelUri());
        if (answer) post(answer);
        return;
      }
      case "pickWeights": {
        const uri = modelUri();
        const place = uri && (await pickWeights(memory, uri));
        if (place) sendWeights(place, true);
        return;
      }
      case "dropWeights": {
        const uri = modelUri();
        if (uri) await dropWeights(memory, uri);
        sendWeights(undefined, true);
        return;
      }
      case "writeKind":
        await putKind(message.layerPath, message.kind);
        return;
      case "readFile":
        post(await readWeightPart(weights, message));
        return;
      case "rememberChoices":
        following = message.choices.follow;
        await memory.update(choicesKey, message.choices);
        return;
      case "failure":
        console.error(`ConvLens panel: ${message.message}`);
        return;
    }
  };

  const attach = (added: vscode.WebviewPanel) => {
    panel = added;
    listening = false;
    void vscode.commands.executeCommand("setContext", "convlens.panelOpen", true);
    added.iconPath = vscode.Uri.joinPath(panelResources(context.extensionUri), "static", "icon.png");
    added.webview.options = {
      enableScripts: true,
      localResourceRoots: [panelResources(context.extensionUri)],
    };
    added.webview.onDidReceiveMessage((data: unknown) => {
      const message = readFromPanel(data);
      if (message) void onMessage(message);
    });
    added.onDidChangeViewState(() => {
      // A hidden page is thrown away; it says "ready" again when it is back.
      if (!added.visible) listening = false;
    });
    added.onDidDispose(() => {
      if (panel !== added) return;
      panel = undefined;
      listening = false;
      void vscode.commands.executeCommand("setContext", "convlens.panelOpen", false);
      restored = false;
      wanted = undefined;
      shown = undefined;
    });
    void showPage(added, context.extensionUri, () => panel === added);
  };

  const changes = followEdits(session, {
    uri: () => (wanted ? uriOf(wanted) : undefined),
    onText: ahead.forget,
    onModel: (version, settled) => {
      if (!settled && waitsForRest(shown?.graph)) return;
      if (listening && version !== shown?.version) void sendModel("edited", settled);
    },
  });

  const cursor = followCursor(
    () => (following && listening ? shown : undefined),
    (target) => {
      turnTo(target);
      post({ type: "target", target });
    },
  );

  return {
    async show(target) {
      wanted = target;
      if (!panel) {
        restored = false;
        ahead.ask(target);
        attach(
          vscode.window.createWebviewPanel(panelViewType, "ConvLens", {
            viewColumn: vscode.ViewColumn.Beside,
            preserveFocus: true,
          }),
        );
        return;
      }
      restored = restored && listening;
      panel.reveal(undefined, true);
      if (listening) await sendModel("asked");
    },
    adopt(added, target) {
      panel?.dispose();
      const last = target ?? readSavedState({ target: memory.get<unknown>(targetKey) }).target;
      wanted = last ? { kind: "layer", target: last } : undefined;
      restored = true;
      attach(added);
    },
    save(format) {
      if (!panel) return false;
      pendingSave = format;
      panel.reveal(undefined, true);
      sendSave();
      return true;
    },
    dispose() {
      changes.dispose();
      cursor.dispose();
      thumbnails.dispose();
    },
  };
}
