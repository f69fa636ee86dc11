/** Which files import which: what the imports of a text may name, and who stands behind a file in that order. */
import type { WorkspaceFiles } from "../../workspace/workspaceFiles.ts";
import { importMapOf, isPage, mappedSpecifier, scriptFilesOf } from "../page/parsePage.ts";
import { addressesOf } from "./resolveSpecifier.ts";
import { specifiersIn } from "./specifiers.ts";

/** Addresses that the imports of a file may lead to; `undefined` while a configuration that they need is not read. */
export function importTargets(
  text: string,
  address: string,
  files: WorkspaceFiles,
): ReadonlySet<string> | undefined {
  const targets = new Set<string>();
  for (const specifier of isPage(address) ? specifiersOfPage(text) : specifiersIn(text)) {
    const addresses = addressesOf(files, address, specifier);
    if (addresses === "waiting") return undefined;
    for (const target of addresses) targets.add(target);
  }
  return targets;
}

/** By its import map, and the files that its scripts are. */
function specifiersOfPage(text: string): readonly string[] {
  const names = importMapOf(text);
  return [...specifiersIn(text).map((each) => mappedSpecifier(names, each)), ...scriptFilesOf(text)];
}

/** Levels of files that import one another, and files in all, that are gone through. */
const mostLevels = 5;
const mostImporters = 24;

/**
 * Files that import the one at `address`, at first hand or through others: those that nothing imports come first, since they
 * are most likely the programs that are run.
 */
export function importersOf(
  address: string,
  targets: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const levels = new Map<string, number>();
  const imported = new Set<string>();
  let last = [address];
  for (let level = 1; level <= mostLevels && last.length > 0; level++) {
    const next: string[] = [];
    for (const [file, named] of targets) {
      const found = last.filter((each) => each !== file && named.has(each));
      if (found.length === 0) continue;
      for (const each of found) imported.add(each);
      if (file === address || levels.has(file) || levels.size >= mostImporters) continue;
      levels.set(file, level);
      next.push(file);
    }
    last = next;
  }
  const isRoot = (file: string) => (imported.has(file) ? 1 : 0);
  return [...levels.keys()].sort(
    (a, b) => isRoot(a) - isRoot(b) || (levels.get(a) ?? 0) - (levels.get(b) ?? 0) || (a < b ? -1 : 1),
  );
}
