/** A workspace in memory for tests: files by their path below `file:///w/`. */
import type { FileText, WorkspaceFiles } from "../../server/parse/workspace/workspaceFiles.ts";

export const workspaceRoot = "file:///w/";

export interface FilesInMemory extends WorkspaceFiles {
  /** Addresses that were asked for and are not there. */
  readonly missed: Set<string>;
  write(path: string, text: string): void;
  textOf(path: string): string;
}

export function filesInMemory(texts: Readonly<Record<string, string>>): FilesInMemory {
  const files = new Map<string, FileText>();
  const missed = new Set<string>();
  const write = (path: string, text: string) => files.set(workspaceRoot + path, { text });
  for (const [path, text] of Object.entries(texts)) write(path, text);
  return {
    missed,
    write,
    textOf: (path) => files.get(workspaceRoot + path)?.text ?? "",
    read(uri) {
      const file = files.get(uri);
      if (!file) missed.add(uri);
      return file ?? null;
    },
  };
}
