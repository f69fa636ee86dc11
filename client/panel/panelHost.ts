/** The one panel: opens it beside the editor, keeps its page told, and ends with it. */
import * as vscode from "vscode";
import {
  type PanelTarget,
  panelViewType,
  readFromPanel,
  readSavedState,
  type ToPanel,
} from "../../protocol/panel.ts";
import type { SaveFormat } from "../../protocol/saveMessages.ts";
import type { LanguageSession } from "../languageSession.ts";
import { createAheadThread } from "./aheadThread.ts";
import { followCursor } from "./followCursor.ts";
import { followEdits, waitsForRest } from "./followEdits.ts";
import { createLayerThumbnails } from "./layerThumbnails.ts";
import { messagesOfOpenModel } from "./openModel.ts";
import { pageMessages, storedChoices } from "./pageMessages.ts";
import { panelPage, panelResources, titleOf } from "./panelPage.ts";
import { runsAhead } from "./runSettings.ts";
import type { RunTarget } from "./runTarget.ts";
import { createSentModel, lastTarget } from "./sentModel.ts";

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
  /**
   * What comes of messages to the page. They are lost while it is hidden or loads again; a page that loads for the first time is sent
   * what it will ask for, which VS Code keeps until it listens.
   */
  let messages: "lost" | "kept" | "heard" = "lost";
  /** The page has been built before, so what it asks for is what it had. */
  let restored = false;
  let following = false;
  const thumbnails = createLayerThumbnails(session);
  const ahead = createAheadThread(context.extensionUri);
  /** What a page that loads for the first time will hear. */
  let told: ToPanel[] = [];

  const post = (message: ToPanel) => {
    if (messages === "lost") return;
    if (messages === "kept") told.push(message);
    void panel?.webview.postMessage(message);
  };

  const model = createSentModel({
    session,
    memory,
    isOpen: () => panel !== undefined,
    post,
    retitle: (target) => {
      if (panel) panel.title = titleOf(target);
    },
  });

  /** What a command has asked to save, until the page listens. */
  let pendingSave: SaveFormat | undefined;
  const sendSave = () => {
    if (messages !== "heard" || !pendingSave) return;
    post({ type: "saveView", format: pendingSave });
    pendingSave = undefined;
  };

  const tellChoices = () => {
    const choices = storedChoices(memory);
    following = choices.follow;
    post({ type: "choices", choices });
  };

  /** Spares a new page the time of asking, and of the first run where no weight file is to be read. */
  const tellAhead = async () => {
    messages = "kept";
    told = [];
    tellChoices();
    await model.send("asked");
    const sent = model.shown();
    if (!sent || model.weights()) return;
    const answer = await ahead.answer(told);
    if (answer !== null && model.shown() === sent) post({ type: "ahead", answer });
  };

  const onMessage = pageMessages({
    context,
    session,
    model,
    thumbnails,
    post,
    ready: async ({ target }) => {
      const isTold = messages === "kept";
      messages = "heard";
      ahead.endSoon();
      if (isTold) {
        restored = true;
        sendSave();
        return;
      }
      if (!model.wanted() && target) model.want({ kind: "layer", target });
      tellChoices();
      await model.send(restored ? "restored" : "asked");
      restored = true;
      sendSave();
    },
    chosen: ({ follow }) => {
      following = follow;
    },
  });

  /** A model is open, and no panel yet. */
  const prepare = (uri: string) => {
    if (panel) return;
    if (!runsAhead(uri)) {
      ahead.endSoon();
      return;
    }
    ahead.prepare();
    ahead.rehearse(uri, () => messagesOfOpenModel(session, memory, uri));
  };

  const attach = (added: vscode.WebviewPanel, expectsRun = false) => {
    panel = added;
    messages = "lost";
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
      if (!added.visible) messages = "lost";
    });
    added.onDidDispose(() => {
      if (panel !== added) return;
      panel = undefined;
      messages = "lost";
      void vscode.commands.executeCommand("setContext", "convlens.panelOpen", false);
      restored = false;
      const uri = model.uri();
      model.forget();
      if (uri) prepare(uri);
    });
    added.webview.html = panelPage(added.webview, context.extensionUri, expectsRun);
  };

  const changes = followEdits(session, {
    uri: model.uri,
    onText: model.textChanged,
    onModel: ({ version, reading, settled }) => {
      const shown = model.shown();
      if (messages === "lost" || (!settled && waitsForRest(shown?.graph))) return;
      if (version !== shown?.version) void model.send("edited", { settled });
      else if (reading !== undefined && reading !== shown.reading) void model.sendAnew();
    },
  });

  const openModels = session.onDidChangeModel(({ uri }) => prepare(uri));

  const cursor = followCursor(
    () => (following && messages === "heard" ? model.shown() : undefined),
    (target) => {
      model.turnTo(target);
      post({ type: "target", target });
    },
  );

  return {
    async show(target) {
      model.want(target);
      if (!panel) {
        restored = false;
        const expectsRun = ahead.isReady();
        // Half warm it would only take the processor from VS Code.
        if (!expectsRun) ahead.endSoon();
        model.askAhead();
        attach(
          vscode.window.createWebviewPanel(panelViewType, "ConvLens", {
            viewColumn: vscode.ViewColumn.Beside,
            preserveFocus: true,
          }),
          expectsRun,
        );
        void tellAhead();
        return;
      }
      restored = restored && messages === "heard";
      panel.reveal(undefined, true);
      if (messages !== "lost") await model.send("asked");
    },
    adopt(added, target) {
      panel?.dispose();
      const last = target ?? readSavedState({ target: lastTarget(memory) }).target;
      model.want(last ? { kind: "layer", target: last } : undefined);
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
      openModels.dispose();
      ahead.dispose();
      thumbnails.dispose();
    },
  };
}
