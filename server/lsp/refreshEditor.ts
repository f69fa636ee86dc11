/** Has the editor ask again for what it shows, after something other than the text of a document has changed. */
import { logFault } from "./guard.ts";
import type { ServerSession } from "./session.ts";

export function refreshEditor({ client, connection }: ServerSession): void {
  const refreshes = [
    client.refreshesInlayHints && connection.languages.inlayHint.refresh(),
    client.refreshesCodeLenses && connection.sendRequest("workspace/codeLens/refresh"),
    client.pullsDiagnostics && client.refreshesDiagnostics && connection.languages.diagnostics.refresh(),
  ];
  Promise.all(refreshes).catch((error: unknown) =>
    logFault(connection, "having the editor ask again", error),
  );
}
