/** Fetches the settings of section `convlens`, and has the client ask again where they change what it shows. */
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { readSettings } from "../features/settings.ts";
import { logFault } from "./guard.ts";
import type { Publisher } from "./publishing.ts";
import { refreshEditor } from "./refreshEditor.ts";
import type { ServerSession } from "./session.ts";

const section = "convlens";

/** Until the client has answered, the defaults hold; a client without configuration keeps them. */
export function followConfiguration(session: ServerSession, publisher: Publisher): void {
  const { connection } = session;
  connection.onInitialized(() => {
    if (session.client.watchesConfiguration) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section })
        .catch((error: unknown) => logFault(connection, "registering for changes of settings", error));
    }
    void fetchSettings();
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    if (session.client.configuration) void fetchSettings();
    else apply(settings?.[section] ?? settings);
  });

  async function fetchSettings(): Promise<void> {
    if (!session.client.configuration) return;
    try {
      apply(await connection.workspace.getConfiguration(section));
    } catch (error) {
      logFault(connection, "reading the settings", error);
    }
  }

  function apply(sent: unknown): void {
    const settings = readSettings(sent);
    if (JSON.stringify(settings) === JSON.stringify(session.settings)) return;
    session.settings = settings;
    session.cache.forgetAll();
    publisher.refresh();
    refreshEditor(session);
  }
}
