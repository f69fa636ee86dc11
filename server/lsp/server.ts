/** Wires the features to an LSP connection. No feature is decided here, and no fault of one leaves this folder. */
import {
  type CodeAction,
  type Connection,
  DocumentDiagnosticReportKind,
  type InitializeResult,
  type InlayHint,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { offsetAt } from "../analysis/linePositions.ts";
import { codeActions, fixAllKind, replaceKind } from "../features/codeActions.ts";
import { codeLenses } from "../features/codeLens.ts";
import { documentSymbols } from "../features/documentSymbols.ts";
import { freeSizesOf } from "../features/freeSizes.ts";
import { hoverAt } from "../features/hover.ts";
import { inlayHints } from "../features/inlayHints.ts";
import { followConfiguration } from "./configuration.ts";
import { toCodeAction, toCodeLens, toDocumentSymbol, toHover, toInlayHint, toMarkdown } from "./convert.ts";
import { type FileFollower, followFiles } from "./followFiles.ts";
import { answerFor, logFault } from "./guard.ts";
import { serveOwnRequests } from "./ownRequests.ts";
import { createPublisher, lspDiagnostics, type Publisher } from "./publishing.ts";
import { analysisFor, createSession, foldersOf, readClient, type ServerSession } from "./session.ts";

/** Answers on `connection` until the client ends it. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const session = createSession(connection, documents);
  const publisher = createPublisher(session);
  connection.onInitialize((params) => {
    session.client = readClient(params);
    session.folders = foldersOf(params);
    return capabilities(session);
  });
  const follower = followFiles(session, publisher);
  connection.onShutdown(() => {
    publisher.dispose();
    follower.dispose();
    session.idleCollection.dispose();
  });
  followConfiguration(session, publisher);
  followDocuments(session, publisher, follower);
  serveHints(session);
  serveReading(session);
  serveDiagnostics(session);
  serveCodeActions(session);
  serveOwnRequests(session);
  documents.listen(connection);
  connection.listen();
}

function capabilities(session: ServerSession): InitializeResult {
  return {
    serverInfo: { name: "ConvLens" },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      inlayHintProvider: { resolveProvider: true },
      hoverProvider: true,
      documentSymbolProvider: { label: "ConvLens" },
      codeLensProvider: { resolveProvider: false },
      codeActionProvider: { codeActionKinds: ["quickfix", replaceKind, fixAllKind] },
      ...(session.client.pullsDiagnostics && {
        diagnosticProvider: {
          identifier: "convlens",
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
      }),
    },
  };
}

function followDocuments(session: ServerSession, publisher: Publisher, follower: FileFollower): void {
  const { documents } = session;
  const opened = new Set<string>();
  documents.onDidChangeContent(({ document: { uri } }) => {
    // The first change event of a document is its opening.
    publisher.schedule(uri, opened.has(uri) ? "settled" : "now");
    opened.add(uri);
    follower.changed(uri);
  });
  documents.onDidSave(({ document: { uri } }) => publisher.lookAgain(uri));
  documents.onDidClose(({ document: { uri } }) => {
    opened.delete(uri);
    session.cache.forget(uri);
    publisher.forget(uri);
    follower.changed(uri);
  });
}

function serveHints(session: ServerSession): void {
  const { inlayHint } = session.connection.languages;
  inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answerFor<InlayHint[]>(session, {
      what: "inlay hints",
      uri,
      token,
      empty: [],
      answer: (analysis) => {
        const asked = {
          start: offsetAt(analysis.lines, range.start),
          end: offsetAt(analysis.lines, range.end),
        };
        const hints = inlayHints(analysis, asked, session.settings.inlayHints);
        return hints.map((hint) => toInlayHint(analysis, hint));
      },
    }),
  );
  inlayHint.resolve((hint) => resolveHint(session, hint));
}

/** Adds the tooltip, unless the text has changed since; then the hint stays as it is. */
function resolveHint(session: ServerSession, hint: InlayHint): InlayHint {
  try {
    const data: unknown = hint.data;
    if (!isHintData(data)) return hint;
    const analysis = analysisFor(session, data.uri);
    if (analysis?.version !== data.version) return hint;
    const place = { start: data.offset, end: data.offset };
    const found = inlayHints(analysis, place, session.settings.inlayHints).find(
      ({ label }) => label === data.label,
    );
    return found ? { ...hint, tooltip: toMarkdown(found.tooltip()) } : hint;
  } catch (error) {
    logFault(session.connection, "the tooltip of a hint", error);
    return hint;
  }
}

interface HintData {
  readonly uri: string;
  readonly version: number;
  readonly offset: number;
  readonly label: string;
}

function isHintData(data: unknown): data is HintData {
  if (typeof data !== "object" || data === null) return false;
  const { uri, version, offset, label } = data as Partial<Record<keyof HintData, unknown>>;
  return (
    typeof uri === "string" &&
    typeof version === "number" &&
    typeof offset === "number" &&
    typeof label === "string"
  );
}

/** Hover, outline and lenses. */
function serveReading(session: ServerSession): void {
  const { connection } = session;
  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answerFor(session, {
      what: "the hover",
      uri,
      token,
      empty: null,
      answer: (analysis) => {
        const hover = hoverAt(analysis, offsetAt(analysis.lines, position), session.settings);
        return hover && toHover(analysis, hover);
      },
    }),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    answerFor(session, {
      what: "the outline",
      uri,
      token,
      empty: [],
      answer: (analysis) => documentSymbols(analysis).map((symbol) => toDocumentSymbol(analysis, symbol)),
    }),
  );
  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answerFor(session, {
      what: "the lenses",
      uri,
      token,
      empty: [],
      answer: (analysis) => {
        const { commands } = session.client;
        // Without its command a lens is text: worth it for the totals, not for "run" and "format".
        const { totals, runLayer, functions } = session.settings.codeLens;
        const freeSizes = commands ? freeSizesOf(analysis, session.settings).sizes : null;
        const wanted = {
          totals,
          runLayer: runLayer && commands,
          functions: functions && commands,
          format: commands,
          freeSizes,
        };
        return codeLenses(analysis, wanted).map((lens) => toCodeLens(analysis, lens, commands));
      },
    }),
  );
}

function serveDiagnostics(session: ServerSession): void {
  session.connection.languages.diagnostics.on(({ textDocument: { uri } }, token) =>
    answerFor(session, {
      what: "the problems",
      uri,
      token,
      empty: { kind: DocumentDiagnosticReportKind.Full, items: [] },
      answer: (analysis) => ({
        kind: DocumentDiagnosticReportKind.Full,
        items: lspDiagnostics(session, analysis),
      }),
    }),
  );
}

function serveCodeActions(session: ServerSession): void {
  session.connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    answerFor<CodeAction[]>(session, {
      what: "the code actions",
      uri,
      token,
      empty: [],
      answer: (analysis) => {
        const { settings, client } = session;
        const place = {
          start: offsetAt(analysis.lines, range.start),
          end: offsetAt(analysis.lines, range.end),
        };
        const wanted = { only: context.only, commands: client.commands };
        const actions = codeActions(analysis, place, settings, wanted);
        // Problems that are not shown are not mended either.
        const shown = actions.filter(({ kind }) => settings.diagnostics.enabled || kind === replaceKind);
        return shown.map((action) => toCodeAction(analysis, action, client.versionedEdits));
      },
    }),
  );
}
