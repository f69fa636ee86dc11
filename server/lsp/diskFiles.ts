/** Reads files from the server's own disk, for editors that only speak standard LSP; nothing outside of the workspace. */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  codeFileEndings,
  longestWorkspaceFile,
  mostListedFiles,
  unlistedFolders,
} from "../../protocol/language.ts";
import { canonicalUri } from "../parse/workspace/uri.ts";
import type { FileReader } from "./fileStore.ts";

/** `folders` are the addresses of the workspace's folders. */
export function diskFiles(folders: () => readonly string[]): FileReader {
  return {
    read(uris, longest = longestWorkspaceFile) {
      const inside = folders().map((folder) => `${canonicalUri(folder).replace(/\/$/, "")}/`);
      return Promise.all(
        uris.map((uri) => (inside.some((folder) => uri.startsWith(folder)) ? readText(uri, longest) : null)),
      );
    },
    async list() {
      const found: string[] = [];
      for (const folder of folders()) if (folder.startsWith("file:")) await listBelow(folder, found);
      return found;
    },
  };
}

/** Nearer folders first. */
async function listBelow(folder: string, found: string[]): Promise<void> {
  const waiting = [fileURLToPath(folder)];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const at = next;
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const file = path.join(at, entry.name);
      if (entry.isDirectory() && !unlisted.has(entry.name)) waiting.push(file);
      if (!entry.isFile() || !codeFile.test(entry.name)) continue;
      found.push(canonicalUri(pathToFileURL(file).href));
      if (found.length >= mostListedFiles) return;
    }
  }
}

const unlisted: ReadonlySet<string> = new Set(unlistedFolders);
const codeFile = new RegExp(`\\.(?:${codeFileEndings.join("|")})$`, "i");

async function readText(uri: string, longest: number): Promise<string | null> {
  try {
    const file = fileURLToPath(uri);
    const status = await stat(file);
    if (!status.isFile() || status.size > longest) return null;
    return await readFile(file, "utf8");
  } catch {
    // Most addresses that are asked for are guesses at a file's ending.
    return null;
  }
}
