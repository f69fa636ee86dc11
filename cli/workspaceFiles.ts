/** The files beside a model file on disk, for code that imports others; nothing outside of the project's folder. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { longestWorkspaceFile } from "../protocol/language.ts";
import { canonicalUri } from "../server/parse/workspace/uri.ts";
import type { FileText, WorkspaceFiles } from "../server/parse/workspace/workspaceFiles.ts";

/** The address of a file, as imports are worked out from it. */
export function addressOf(file: string): string {
  return canonicalUri(pathToFileURL(path.resolve(file)).href);
}

/** Reads below the folder of the project that `file` is in. */
export function projectFiles(file: string): WorkspaceFiles {
  const root = `${addressOf(projectFolder(path.resolve(file)))}/`;
  const known = new Map<string, FileText | null>();
  return {
    read(uri) {
      const before = known.get(uri);
      if (before !== undefined) return before;
      const found = uri.startsWith(root) ? readText(uri) : null;
      known.set(uri, found);
      return found;
    },
  };
}

const projectMarks = ["package.json", "tsconfig.json", ".git"];

/** The working folder where the file is in it; else the nearest folder around it that looks like a project, or its own. */
function projectFolder(file: string): string {
  const own = path.dirname(file);
  const working = process.cwd();
  if (own === working || own.startsWith(working + path.sep)) return working;
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (projectMarks.some((mark) => existsSync(path.join(folder, mark)))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

function readText(uri: string): FileText | null {
  try {
    const file = fileURLToPath(uri);
    const status = statSync(file);
    if (!status.isFile() || status.size > longestWorkspaceFile) return null;
    return { text: readFileSync(file, "utf8") };
  } catch {
    // Most addresses that are asked for are guesses at a file's ending.
    return null;
  }
}
