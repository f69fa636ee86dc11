/** Runs the language server from the first document that may hold a model on, and hands out its answers. */
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  TransportKind,
} from "vscode-languageclient/node";
import {
  type ClientAbilities,
  type FreeSizesResult,
  fileSizesRequest,
  freeSizesRequest,
  functionsRequest,
  type LayerRangeResult,
  layerRangeRequest,
  listFilesRequest,
  type ModelAtResult,
  type ModelStatus,
  type ModelSummary,
  modelAtRequest,
  modelStatusNotification,
  type ReplaceByKindResult,
  readFilesRequest,
  replaceByKindRequest,
  type ShownFunction,
  summaryRequest,
} from "../protocol/language.ts";
import type { LanguageSession, ModelChange } from "./languageSession.ts";
import { isServed, mayHoldModel, servedLanguages, servedSchemes } from "./modelDetection.ts";
import { serverArguments } from "./serverArguments.ts";
import { weightFileSizes } from "./weightFileSizes.ts";
import { listCodeFiles, readWorkspaceFiles } from "./workspaceFiles.ts";

export interface LanguageService extends LanguageSession {
  /** Layers of all models of an open document, with their numbers; empty where there are none. Never rejects. */
  summaries(uri: string): Promise<readonly ModelSummary[]>;
  /** The free input sizes of an open document; `null` where it holds no model. Never rejects. */
  freeSizes(uri: string): Promise<FreeSizesResult | null>;
  /** The functions of an open document that make layers; empty where there are none. Never rejects. */
  functions(uri: string): Promise<readonly ShownFunction[]>;
  /** Newest status of a document that the server has seen. */
  statusOf(uri: string): ModelStatus | undefined;
  readonly onDidChangeStatus: vscode.Event<ModelStatus>;
  showOutput(): void;
  stop(): Promise<void>;
}

/** Pause after typing, in milliseconds, before a document is looked at for a first model. */
const settling = 300;

export function createLanguageService(context: vscode.ExtensionContext): LanguageService {
  const output = vscode.window.createOutputChannel("ConvLens", { log: true });
  const statuses = new Map<string, ModelStatus>();
  const statusChanged = new vscode.EventEmitter<ModelStatus>();
  const modelChanged = new vscode.EventEmitter<ModelChange>();
  const client = createClient(context, output);
  let started: Promise<boolean> | undefined;
  client.onNotification(modelStatusNotification, takeStatus);
  client.onRequest(fileSizesRequest, weightFileSizes);
  client.onRequest(readFilesRequest, readWorkspaceFiles);
  client.onRequest(listFilesRequest, listCodeFiles);
  // The log is not disposed with the rest: the client still writes to it when the server's process ends, which is after
  // `deactivate`, and a closed log would throw there.
  context.subscriptions.push(statusChanged, modelChanged, startOnFirstModel(start));

  return {
    modelAt: (params) => ask<ModelAtResult | null>(modelAtRequest, params, null),
    layerRange: (params) => ask<LayerRangeResult>(layerRangeRequest, params, null),
    replaceByKind: (params) => ask<ReplaceByKindResult | null>(replaceByKindRequest, params, null),
    summaries: (uri) => ask<readonly ModelSummary[]>(summaryRequest, { uri }, []),
    freeSizes: (uri) => ask<FreeSizesResult | null>(freeSizesRequest, { uri }, null),
    functions: (uri) => ask<readonly ShownFunction[]>(functionsRequest, { uri }, []),
    statusOf: (uri) => statuses.get(uri),
    onDidChangeModel: modelChanged.event,
    onDidChangeStatus: statusChanged.event,
    showOutput: () => output.show(),
    stop: async () => {
      if ((await started) && client.needsStop()) await client.stop();
    },
  };

  /** True once the server runs; false when it could not be started, which is told once. */
  function start(): Promise<boolean> {
    started ??= client.start().then(
      () => true,
      (error: unknown) => {
        output.error(`The language server did not start: ${String(error)}`);
        void vscode.window.showErrorMessage(
          "ConvLens could not start its language server. Its output log says why.",
        );
        return false;
      },
    );
    return started;
  }

  async function ask<T>(request: string, params: object, otherwise: T): Promise<T> {
    if (!(await start())) return otherwise;
    try {
      return await client.sendRequest<T>(request, params);
    } catch (error) {
      output.warn(`${request} got no answer: ${String(error)}`);
      return otherwise;
    }
  }

  function takeStatus(status: ModelStatus): void {
    const before = statuses.get(status.uri);
    statuses.set(status.uri, status);
    statusChanged.fire(status);
    if (status.state === "ready" || before?.state === "ready") {
      const { uri, version, reading } = status;
      modelChanged.fire({ uri, version, reading });
    }
  }
}

function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
  const abilities: ClientAbilities = { modelStatus: true, commands: true, fileSizes: true, files: true };
  const options: LanguageClientOptions = {
    documentSelector: servedLanguages.flatMap((language) =>
      servedSchemes.map((scheme) => ({ language, scheme })),
    ),
    initializationOptions: abilities,
    outputChannel: output,
    // A log is there for faults; it must not jump into view while someone types.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
  const client = new LanguageClient(
    "convlens",
    "ConvLens",
    { module, transport: TransportKind.ipc, options: { execArgv: [...serverArguments] } },
    options,
  );
  const fail = client.handleFailedRequest.bind(client);
  // While a window reloads the server goes first, and a question that is on its way then has an empty answer, not a fault.
  client.handleFailedRequest = (type, token, error, otherwise, ...rest) =>
    client.isRunning() ? fail(type, token, error, otherwise, ...rest) : otherwise;
  return client;
}

/** Calls `start` once a document that may hold a model is open; looks at no document after that. */
function startOnFirstModel(start: () => Promise<boolean>): vscode.Disposable {
  const subscriptions: vscode.Disposable[] = [];
  let timer: NodeJS.Timeout | undefined;
  const stopLooking = () => {
    clearTimeout(timer);
    for (const subscription of subscriptions.splice(0)) subscription.dispose();
  };
  const look = (document: vscode.TextDocument) => {
    if (!isServed(document.languageId, document.uri.scheme)) return;
    if (!mayHoldModel(document.languageId, document.getText())) return;
    stopLooking();
    void start();
  };
  subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      clearTimeout(timer);
      timer = setTimeout(() => look(document), settling);
    }),
  );
  const open = vscode.workspace.textDocuments.find(
    (document) =>
      isServed(document.languageId, document.uri.scheme) &&
      mayHoldModel(document.languageId, document.getText()),
  );
  if (open) look(open);
  return { dispose: stopLooking };
}
