/** What the handlers of one connection share: open documents, their analyses, settings, and what the client can do. */
import type { Connection, InitializeParams, TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FileSizes } from "../../core/graph/weightsManifest.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type AnalysisCache, createAnalysisCache } from "../analysis/analysisCache.ts";
import { freeSizesFor } from "../features/freeSizes.ts";
import { defaultSettings, type FeatureSettings } from "../features/settings.ts";
import { logFault } from "./guard.ts";

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
}

export interface ServerSession {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly cache: AnalysisCache;
  /** Sizes of the weight files of open documents, as far as they were looked at. */
  readonly fileSizes: Map<string, FileSizes>;
  settings: FeatureSettings;
  client: ClientProfile;
}

export function createSession(connection: Connection, documents: TextDocuments<TextDocument>): ServerSession {
  return {
    connection,
    documents,
    cache: createAnalysisCache({
      onFailure: (input, error) =>
        logFault(connection, `analysing version ${input.version} of ${input.uri}`, error),
    }),
    fileSizes: new Map(),
    settings: defaultSettings,
    client: readClient(undefined),
  };
}

/** The analysis of the newest version of an open document; `undefined` for one that is not open. */
export function analysisFor(session: ServerSession, uri: string): Analysis | undefined {
  const document = session.documents.get(uri);
  if (!document) return undefined;
  const { version, languageId } = document;
  const freeSizes = freeSizesFor(session.settings.freeSizes, uri);
  const fileSizes = session.fileSizes.get(uri) ?? {};
  return session.cache.get({ uri, version, languageId, text: document.getText(), freeSizes, fileSizes });
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
  };
}

function isOn(options: unknown, ability: "modelStatus" | "commands" | "fileSizes"): boolean {
  return typeof options === "object" && options !== null && Reflect.get(options, ability) === true;
}
