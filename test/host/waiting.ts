// Asks an editor feature again until it answers, since a language server is ready some time after its client.
import { commands, type Position, type TextDocument, type Uri } from "vscode";

const limit = 20_000; // milliseconds
const pause = 50;

/** Calls `attempt` until it gives something other than undefined; fails saying what was waited for. */
export async function eventually<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const value = await attempt();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`no ${what} within ${limit / 1000} seconds`);
}

/** Runs one of VS Code's `execute...Provider` commands until it gives at least one item. */
export function itemsOf<T>(command: string, uri: Uri, ...rest: unknown[]): Promise<T[]> {
  return eventually(`answer from ${command} for ${uri.path}`, async () => {
    const items = await commands.executeCommand<T[] | undefined>(command, uri, ...rest);
    return items && items.length > 0 ? items : undefined;
  });
}

/** The place of a text's first occurrence in the document, one character in. */
export function positionOf(document: TextDocument, text: string): Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`${document.fileName} does not contain ${text}`);
  return document.positionAt(offset + 1);
}
