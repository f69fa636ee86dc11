/** Has documents analysed again when a file they were read from changes, in the editor or on disk. */
import { DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import { canonicalUri } from "../parse/workspace/uri.ts";
import { logFault } from "./guard.ts";
import type { Publisher } from "./publishing.ts";
import { refreshEditor } from "./refreshEditor.ts";
import type { ServerSession } from "./session.ts";

/** Pause after the last change, in milliseconds, before other documents are shown anew. */
const settling = 150;

const watched = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json,html,htm}";

export interface FileFollower {
  /** A document was opened, edited or closed. */
  changed(uri: string): void;
  dispose(): void;
}

export function followFiles(session: ServerSession, publisher: Publisher): FileFollower {
  const { connection, cache, files, importers } = session;
  let timer: NodeJS.Timeout | undefined;
  connection.onInitialized(() => {
    if (!session.client.watchesFiles) return;
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watched }] })
      .catch((error: unknown) => logFault(connection, "registering for changes of files", error));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const address = canonicalUri(uri);
      files.forget(address);
      importers.changed(address);
    }
    showAnew(cache.outdated(files));
  });
  session.onImportersKnown = () => showAnew(cache.outdated(files));
  return {
    changed(uri) {
      showAnew(cache.outdated(files).filter((each) => each !== uri));
    },
    dispose: () => clearTimeout(timer),
  };

  function showAnew(uris: readonly string[]): void {
    if (uris.length === 0) return;
    for (const uri of new Set(uris)) publisher.schedule(uri, "settled");
    clearTimeout(timer);
    timer = setTimeout(() => refreshEditor(session), settling);
  }
}
