/** Finds and reads the sources of the repository, for tests about its structure. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface SourceFile {
  /** Slash path from the root. */
  readonly file: string;
  readonly text: string;
}

/** Absolute path of the repository. */
export const repositoryRoot = process.env.CONVLENS_ROOT ?? process.cwd();

/** Files with one of the endings below the folders, sorted; data and packages left out. */
export function sourceFiles(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  return folders
    .flatMap(filesBelow)
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .filter((file) => !file.startsWith("test/data/") && !file.includes("node_modules/"))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(repositoryRoot, file), "utf8") }));
}

function filesBelow(folder: string): string[] {
  const absolute = path.join(repositoryRoot, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repositoryRoot, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll("\\", "/"));
}
