/** What the handlers of one connection share: open documents, their analyses, settings, and what the client can do. */
import type { Connection, InitializeParams, TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FileSizes } from "../../core/graph/weightsManifest.ts";
import {
  type ClientAbilities,
  listFilesRequest,
  type ReadFilesParams,
  type ReadFilesResult,
  readFilesRequest,
} from "../../protocol/language.ts";
import type { Analysis, AnalysisInput } from "../analysis/analysis.ts";
import { type AnalysisCache, createAnalysisCache } from "../analysis/analysisCache.ts";
import { freeSizesFor } from "../features/freeSizes.ts";
import { choicesFor } from "../features/functions.ts";
import { defaultSettings, type FeatureSettings } from "../features/settings.ts";
import { timeLimit, type Watch } from "../parse/tensorflowjs-code/language/budget.ts";
import { diskFiles } from "./diskFiles.ts";
import { createFileStore, type FileReader, type FileStore } from "./fileStore.ts";
import { logFault } from "./guard.ts";
import { createIdleCollection, type IdleCollection } from "./idleCollection.ts";
import { createImporterIndex, type ImporterIndex } from "./importerIndex.ts";
import { refreshEditor } from "./refreshEditor.ts";
import { inSlices } from "./timeSlices.ts";

/** What the client said it can do. */
export interface ClientProfile {
  readonly configuration: boolean;
  readonly watchesConfiguration: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly versionedEdits: boolean;
  readonly modelStatus: boolean;
  readonly commands: boolean;
  readonly fileSizes: boolean;
  /** It reads files of the workspace for the server. */
  readonly files: boolean;
  readonly watchesFiles: boolean;
}

export interface ServerSession {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly cache: AnalysisCache;
  /** Sizes of the weight files of open documents, as far as they were looked at. */
  readonly fileSizes: Map<string, FileSizes>;
  readonly files: FileStore;
  readonly importers: ImporterIndex;
  /** Called when it is known, or known anew, which files import a document. */
  onImportersKnown: () => void;
  /** Addresses of the workspace's folders. */
  folders: readonly string[];
  settings: FeatureSettings;
  /** Analyses that take longer than a slice of time, by document, each with the version that it is of. */
  readonly underWay: Map<
    string,
    { readonly version: number | undefined; readonly result: Promise<Analysis | undefined> }
  >;
  client: ClientProfile;
  readonly idleCollection: IdleCollection;
  /** When a model was last asked for to be run, on the clock of `performance.now()`. */
  modelAskedAt: number;
}

export function createSession(connection: Connection, documents: TextDocuments<TextDocument>): ServerSession {
  const onFailure = (error: unknown) => logFault(connection, "reading files of the workspace", error);
  const disk = diskFiles(() => session.folders);
  const client = clientFiles(connection);
  const reader: FileReader = {
    read: (uris, longest) => (session.client.files ? client : disk).read(uris, longest),
    list: () => (session.client.files ? client : disk).list(),
  };
  const store = createFileStore({
    openDocuments: () => documents.all(),
    readFiles: reader.read,
    onFailure,
  });
  const onKnown = () => session.onImportersKnown();
  const importers = createImporterIndex({ reader, store, onKnown, onFailure });
  const session: ServerSession = {
    connection,
    documents,
    files: { ...store, importersOf: importers.importersOf },
    importers,
    onImportersKnown: () => undefined,
    folders: [],
    cache: createAnalysisCache({
      onFailure: (input, error) =>
        logFault(connection, `analysing version ${input.version} of ${input.uri}`, error),
    }),
    underWay: new Map(),
    fileSizes: new Map(),
    settings: defaultSettings,
    client: readClient(undefined),
    idleCollection: createIdleCollection(),
    modelAskedAt: Number.NEGATIVE_INFINITY,
  };
  return session;
}

/** Files through the client, which knows workspaces that are on no disk. */
function clientFiles(connection: Connection): FileReader {
  return {
    read(uris, longest) {
      const params: ReadFilesParams = { uris, ...(longest === undefined ? {} : { longest }) };
      return connection.sendRequest<ReadFilesResult>(readFilesRequest, params);
    },
    list: () => connection.sendRequest<readonly string[]>(listFilesRequest),
  };
}

/**
 * The analysis of the newest version of an open document; `undefined` for one that is not open.
 * @throws AnalysisStopped where the watch does
 */
export function analysisFor(
  session: ServerSession,
  uri: string,
  watch: Watch = timeLimit(() => performance.now()),
): Analysis | undefined {
  const input = inputFor(session, uri, watch);
  return input && session.cache.get(input);
}

/** What the newest version of an open document is analysed from. */
export function inputFor(session: ServerSession, uri: string, watch?: Watch): AnalysisInput | undefined {
  const document = session.documents.get(uri);
  if (!document) return undefined;
  const { version, languageId } = document;
  const freeSizes = freeSizesFor(session.settings.freeSizes, uri);
  const fileSizes = session.fileSizes.get(uri) ?? {};
  const { files } = session;
  const choices = choicesFor(session.settings.functions, uri);
  return {
    uri,
    version,
    languageId,
    text: document.getText(),
    freeSizes,
    fileSizes,
    files,
    choices,
    ...(watch ? { watch } : {}),
  };
}

/** Files that import files that import files: each level of them is read at once. */
const mostLevels = 30;
/** Milliseconds that an answer waits for files. */
const patience = 2000;

/** As `analysisFor`, once the files that it is read from are there, as far as they come in time. */
export async function loadedAnalysisFor(session: ServerSession, uri: string): Promise<Analysis | undefined> {
  const { files } = session;
  let late: AbortSignal | undefined;
  for (let level = 0; level < mostLevels; level++) {
    const analysis = await slicedAnalysisFor(session, uri);
    if (!analysis || !files.hasWanted()) return analysis;
    late ??= AbortSignal.timeout(patience);
    const fetched = files.fetchWanted();
    await Promise.race([fetched, once(late)]);
    if (late.aborted) {
      void fetched.then(() => refreshEditor(session));
      break;
    }
  }
  return slicedAnalysisFor(session, uri);
}

/**
 * As `analysisFor`, in slices of time where it takes long: between them a newer text is let in, which ends the work on the older one
 * (the answer is `undefined` then). Whoever asks meanwhile waits for the same work.
 */
function slicedAnalysisFor(session: ServerSession, uri: string): Promise<Analysis | undefined> {
  const { documents, underWay } = session;
  const version = documents.get(uri)?.version;
  const known = underWay.get(uri);
  if (known && known.version === version) return known.result;
  const result = inSlices(
    (watch) => analysisFor(session, uri, watch),
    () => documents.get(uri)?.version === version,
  ).finally(() => {
    if (underWay.get(uri)?.result === result) underWay.delete(uri);
  });
  underWay.set(uri, { version, result });
  return result;
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

export function readClient(params: InitializeParams | undefined): ClientProfile {
  const capabilities = params?.capabilities;
  const workspace = capabilities?.workspace;
  const own: unknown = params?.initializationOptions;
  return {
    configuration: workspace?.configuration === true,
    watchesConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    pullsDiagnostics: capabilities?.textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    modelStatus: isOn(own, "modelStatus"),
    commands: isOn(own, "commands"),
    fileSizes: isOn(own, "fileSizes"),
    files: isOn(own, "files"),
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

function isOn(options: unknown, ability: keyof ClientAbilities): boolean {
  return typeof options === "object" && options !== null && Reflect.get(options, ability) === true;
}
