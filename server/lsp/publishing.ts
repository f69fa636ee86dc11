/** Sends diagnostics and the status after a text has settled, and takes them back when a document closes. */
import type { Diagnostic } from "vscode-languageserver/node";
import { modelStatusNotification } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { diagnostics } from "../features/diagnostics.ts";
import { modelStatus } from "../features/status.ts";
import { toDiagnostic } from "./convert.ts";
import { logFault } from "./guard.ts";
import { createRehearsal } from "./rehearsal.ts";
import { analysisFor, loadedAnalysisFor, type ServerSession } from "./session.ts";
import { lookAtWeightFiles } from "./weightFiles.ts";

/** Pause after the last change, in milliseconds, before anything is sent. */
const settling = 150;

export interface Publisher {
  /** Publishes soon: at once for a document just opened, else when its text has settled. */
  schedule(uri: string, delay: "now" | "settled"): void;
  forget(uri: string): void;
  /** Looks at the weight files of a document again, which may have changed without it. */
  lookAgain(uri: string): void;
  /** Publishes every open document again, after a change of settings. */
  refresh(): void;
  dispose(): void;
}

export function createPublisher(session: ServerSession): Publisher {
  const timers = new Map<string, NodeJS.Timeout>();
  /** The weight files of each document that were looked at last. */
  const looked = new Map<string, string>();
  const rehearsal = createRehearsal(session);
  const publisher: Publisher = {
    schedule(uri, delay) {
      clearTimeout(timers.get(uri));
      const publishNow = () => {
        timers.delete(uri);
        void publish(session, uri).then((done) => {
          if (!done) return;
          look(uri);
          void rehearsal.with(uri);
        });
      };
      timers.set(uri, setTimeout(publishNow, delay === "now" ? 0 : settling));
    },
    forget(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      looked.delete(uri);
      session.fileSizes.delete(uri);
      if (!session.client.pullsDiagnostics) send(session, uri, undefined, []);
    },
    refresh() {
      for (const uri of session.documents.keys()) publisher.schedule(uri, "now");
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      rehearsal.dispose();
    },
    lookAgain(uri) {
      looked.delete(uri);
      look(uri);
    },
  };
  return publisher;

  function look(uri: string): void {
    const paths = analysisFor(session, uri)?.weightFiles ?? [];
    const key = paths.join("\n");
    if (looked.get(uri) === key || (paths.length === 0 && !looked.has(uri))) return;
    looked.set(uri, key);
    void lookAtWeightFiles(session, uri, paths, () => {
      session.cache.forget(uri);
      publisher.schedule(uri, "now");
      const { pullsDiagnostics, refreshesDiagnostics } = session.client;
      if (pullsDiagnostics && refreshesDiagnostics) session.connection.languages.diagnostics.refresh();
    });
  }
}

/** All diagnostics of a document as LSP has them; none while they are switched off. */
export function lspDiagnostics(session: ServerSession, analysis: Analysis): Diagnostic[] {
  if (!session.settings.diagnostics.enabled) return [];
  return diagnostics(analysis, session.settings).map((problem) => toDiagnostic(analysis, problem));
}

/** False for a text that is not the newest any more. */
async function publish(session: ServerSession, uri: string): Promise<boolean> {
  try {
    const analysis = await loadedAnalysisFor(session, uri);
    // A newer text has its own turn, and so has a document that was closed meanwhile.
    if (!analysis || session.documents.get(uri)?.version !== analysis.version) return false;
    if (!session.client.pullsDiagnostics) {
      send(session, uri, analysis.version, lspDiagnostics(session, analysis));
    }
    if (session.client.modelStatus) {
      void session.connection.sendNotification(
        modelStatusNotification,
        modelStatus(analysis, session.settings),
      );
    }
  } catch (error) {
    logFault(session.connection, `publishing the problems of ${uri}`, error);
  }
  return true;
}

function send(session: ServerSession, uri: string, version: number | undefined, all: Diagnostic[]): void {
  void session.connection.sendDiagnostics({
    uri,
    ...(version !== undefined && { version }),
    diagnostics: all,
  });
}
