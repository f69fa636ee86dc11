/** Wraps every handler: a fault becomes one log message and an empty answer, and no answer is for an older version. */
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import type { Analysis } from "../analysis/analysis.ts";
import { loadedAnalysisFor, type ServerSession } from "./session.ts";

export interface DocumentRequest<T> {
  /** What is being done, for the log: "inlay hints". */
  readonly what: string;
  readonly uri: string;
  readonly token: CancellationToken;
  /** Given back for a document that is not open, and after a fault. */
  readonly empty: T;
  readonly answer: (analysis: Analysis) => T;
}

/**
 * Answers from the newest analysis. Messages that wait already (a cancellation, a newer text) are let in first: a
 * cancelled request, or one that was asked of an older text, is refused with LSP's error for it, which keeps the
 * client's last result in place.
 */
export async function answerFor<T>(session: ServerSession, request: DocumentRequest<T>): Promise<T> {
  const { what, uri, token, empty, answer } = request;
  const asked = session.documents.get(uri)?.version;
  const refuseOld = () => {
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    if (session.documents.get(uri)?.version !== asked) {
      throw new ResponseError(LSPErrorCodes.ContentModified, "the text has changed since the request");
    }
  };
  await nextTurn();
  refuseOld();
  try {
    const analysis = await loadedAnalysisFor(session, uri);
    if (analysis && analysis.version === asked) {
      session.idleCollection.answered();
      return answer(analysis);
    }
  } catch (error) {
    logFault(session.connection, `${what} of ${uri}`, error);
    return empty;
  }
  // The text has changed while it was analysed or other files were read.
  refuseOld();
  return empty;
}

/** One message in the log for a fault of ConvLens itself. */
export function logFault(connection: Connection, what: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  connection.console.error(`ConvLens failed at ${what}: ${detail}`);
}
