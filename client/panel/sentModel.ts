/** What the panel stands on: the layer that is wanted, the model that was found for it, and what of both the page was told. */
import * as vscode from "vscode";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import { otherLayer, type PanelTarget, type ToPanel } from "../../protocol/panel.ts";
import { fileNameOf } from "../fileName.ts";
import type { LanguageSession } from "../languageSession.ts";
import { type FoundModel, holdsLayer, nothingChosen, targetOf } from "./findModel.ts";
import type { ShownModel } from "./followCursor.ts";
import { createModelAhead, uriOf } from "./modelAhead.ts";
import { memoryLimit } from "./runSettings.ts";
import type { RunTarget } from "./runTarget.ts";
import { writeKind } from "./writeKind.ts";

/** The layer shown last: the page's own state may be lost when a window is closed in a hurry. */
const targetKey = "convlens.panel.target";

export type SendCause = Extract<ToPanel, { type: "model" }>["cause"];

export interface SendLimits {
  /** Text that is not settled is sent only where the model and its layer can be read. */
  readonly settled?: boolean;
  readonly unlessLike?: ModelGraph;
}

export interface SentModel {
  readonly wanted: () => RunTarget | undefined;
  /** The model as the page has it. */
  readonly shown: () => ShownModel | undefined;
  /** Address of the file that is wanted. */
  readonly uri: () => string | undefined;
  /** The weight file in use. */
  readonly weights: () => vscode.Uri | undefined;
  readonly want: (target: RunTarget | undefined) => void;
  /** Asks for what is wanted before the page is there to be told. */
  readonly askAhead: () => void;
  /** The file has changed since it was asked for ahead. */
  readonly textChanged: () => void;
  /** The layer is another one of the same model, which the page knows already. */
  readonly turnTo: (target: PanelTarget) => void;
  /** A layer that was chosen in the page. */
  readonly choose: (layerPath: readonly string[]) => Promise<void>;
  readonly send: (cause: SendCause, limits?: SendLimits) => Promise<void>;
  /** Sends the model of the same text where it was read from other files meanwhile, and has become another one. */
  readonly sendAnew: () => Promise<void>;
  readonly sendWeights: (uri: vscode.Uri | undefined, again: boolean) => void;
  /** Writes another kind in the layer's place, and sends what the file has become. */
  readonly putKind: (layerPath: readonly string[], kind: string) => Promise<void>;
  /** The panel is gone. */
  readonly forget: () => void;
}

export interface SentModelNeeds {
  readonly session: LanguageSession;
  readonly memory: vscode.Memento;
  /** There is a panel to send to. */
  readonly isOpen: () => boolean;
  readonly post: (message: ToPanel) => void;
  readonly retitle: (target: PanelTarget) => void;
}

export function createSentModel({ session, memory, isOpen, post, retitle }: SentModelNeeds): SentModel {
  const ahead = createModelAhead(session, memory);
  let wanted: RunTarget | undefined;
  let shown: ShownModel | undefined;
  let weights: vscode.Uri | undefined;
  let request = 0;

  const follow = (target: PanelTarget) => {
    wanted = { kind: "layer", target };
    void memory.update(targetKey, target);
    if (shown?.target.uri === target.uri) shown = { ...shown, target };
  };

  const turnTo = (target: PanelTarget) => {
    follow(target);
    retitle(target);
  };

  const sendWeights = (uri: vscode.Uri | undefined, again: boolean) => {
    weights = uri;
    post({ type: "weights", fileName: uri ? fileNameOf(uri) : null, again });
  };

  const take = ({ result, target }: Extract<FoundModel, { kind: "found" }>) => {
    // From here on the layer is followed by its name: lines move while a file is edited.
    if (target.layerPath.length > 0) follow(target);
    const { version, reading, graph } = result;
    shown = { target, version, reading, graph };
    retitle(target);
  };

  const send = async (cause: SendCause, { settled = true, unlessLike }: SendLimits = {}) => {
    if (!isOpen()) return;
    if (!wanted) {
      post({ type: "noModel", fileName: null, message: nothingChosen, keepOld: false });
      return;
    }
    const number = ++request;
    const uri = uriOf(wanted);
    const asked = ahead.take(wanted);
    // An edit of the model leaves its weights where they are.
    const place = cause !== "edited" || shown?.target.uri !== uri ? asked.weights() : null;
    const found = await asked.model;
    if (number !== request || !isOpen()) return;
    if (!settled && !holdsLayer(found)) return;
    if (found.kind === "none") {
      const fileName = fileNameOf(vscode.Uri.parse(uri));
      post({ type: "noModel", fileName, message: found.message, keepOld: cause === "edited" });
      return;
    }
    take(found);
    if (place) {
      const file = await place;
      if (number !== request || !isOpen()) return;
      sendWeights(file, false);
    }
    // Places are part of the model, so that one like it is the same in all that the page shows.
    if (!unlessLike || JSON.stringify(found.result.graph) !== JSON.stringify(unlessLike))
      post(modelMessage(found, cause));
  };

  return {
    wanted: () => wanted,
    shown: () => shown,
    uri: () => (wanted ? uriOf(wanted) : undefined),
    weights: () => weights,
    want: (target) => {
      wanted = target;
    },
    askAhead: () => {
      if (wanted) ahead.ask(wanted);
    },
    textChanged: ahead.forget,
    turnTo,
    choose: async (layerPath) => {
      if (!wanted) return;
      const target = wanted.kind === "layer" ? wanted.target : await targetOf(session, wanted);
      if (target) turnTo(otherLayer(target, layerPath));
    },
    send,
    sendAnew: async () => {
      if (shown) await send("edited", { unlessLike: shown.graph });
    },
    sendWeights,
    putKind: async (layerPath, kind) => {
      if (wanted?.kind !== "layer") return;
      const { target } = wanted;
      const result = await writeKind(session, { ...target, layerPath }, kind);
      if (result.kind === "refused") {
        post({ type: "kindNotWritten", message: result.message });
        return;
      }
      turnTo(otherLayer(target, result.layerPath));
      post({ type: "kindWritten", kind, fileName: result.fileName });
      await send("edited");
    },
    forget: () => {
      wanted = undefined;
      shown = undefined;
    },
  };
}

export function modelMessage(
  { result, target }: Extract<FoundModel, { kind: "found" }>,
  cause: SendCause,
): Extract<ToPanel, { type: "model" }> {
  const { version, modelNames, graph } = result;
  const fileName = fileNameOf(vscode.Uri.parse(target.uri));
  const memoryLimitBytes = memoryLimit(target.uri);
  return { type: "model", target, version, fileName, modelNames, graph, memoryLimitBytes, cause };
}

/** The layer that was shown last in this workspace, as it was stored. */
export function lastTarget(memory: vscode.Memento): unknown {
  return memory.get<unknown>(targetKey);
}
