/** Knows which files of the workspace import a document, from the imports of the files around it. */
import { importersOf, importTargets } from "../parse/tensorflowjs-code/modules/importTargets.ts";
import { canonicalUri, uriDistance } from "../parse/workspace/uri.ts";
import type { FileText } from "../parse/workspace/workspaceFiles.ts";
import type { FileReader, FileStore } from "./fileStore.ts";

export interface ImporterIndex {
  /** As `WorkspaceFiles.importersOf`. Files are looked at in the background when a document is first asked for. */
  importersOf(address: string): readonly string[] | undefined;
  /** A file has changed on disk, come or gone. */
  changed(address: string): void;
}

export interface ImporterIndexOptions {
  readonly reader: FileReader;
  readonly store: FileStore;
  /** The importers of that document are known now, or may have changed. */
  readonly onKnown: (address: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Files around a document that are looked at, the nearest ones. */
const mostLookedAt = 400;
/** In bytes: bundles import nothing of the workspace. */
const longestLookedAt = 200_000;
const filesInOneRequest = 100;

type Targets = ReadonlySet<string>;

export function createImporterIndex({
  reader,
  store,
  onKnown,
  onFailure,
}: ImporterIndexOptions): ImporterIndex {
  /** Addresses of all files of code; `undefined` until they are first needed. */
  let listed: Promise<Set<string>> | undefined;
  /** Imports of the files that were looked at. */
  const looked = new Map<string, Targets>();
  const ready = new Set<string>();
  const loading = new Set<string>();
  const lists = new Map<string, readonly string[]>();
  const targetsOfOpen = new WeakMap<FileText, Targets>();
  return {
    importersOf(address) {
      if (!ready.has(address)) {
        if (!loading.has(address)) void load(address);
        return undefined;
      }
      const found = importersOf(address, currentTargets());
      const before = lists.get(address);
      if (before && before.join("\n") === found.join("\n")) return before;
      lists.set(address, found);
      return found;
    },
    changed(address) {
      if (listed === undefined) return;
      void lookAgain(address);
    },
  };

  /** What is open in the editor counts as it stands there. */
  function currentTargets(): ReadonlyMap<string, Targets> {
    const targets = new Map(looked);
    for (const address of looked.keys()) {
      const file = store.open(address);
      if (!file) continue;
      const known = targetsOfOpen.get(file) ?? importTargets(file.text, address, store);
      if (!known) continue;
      targetsOfOpen.set(file, known);
      targets.set(address, known);
    }
    return targets;
  }

  async function load(address: string): Promise<void> {
    loading.add(address);
    try {
      listed ??= reader.list().then((uris) => new Set(uris.map(canonicalUri)));
      const near = [...(await listed)]
        .map((file) => ({ file, distance: uriDistance(file, address) }))
        .filter(({ distance }) => Number.isFinite(distance))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, mostLookedAt);
      await look(near.flatMap(({ file }) => (looked.has(file) ? [] : [file])));
    } catch (error) {
      listed = undefined;
      onFailure(error);
    }
    ready.add(address);
    loading.delete(address);
    onKnown(address);
  }

  async function look(files: readonly string[]): Promise<void> {
    for (let at = 0; at < files.length; at += filesInOneRequest) {
      const some = files.slice(at, at + filesInOneRequest);
      const texts = await reader.read(some, longestLookedAt);
      for (const [index, file] of some.entries()) {
        const text = texts[index];
        if (typeof text !== "string") looked.delete(file);
        else looked.set(file, await targetsOf(text, file));
      }
    }
  }

  async function targetsOf(text: string, file: string): Promise<Targets> {
    for (let rounds = 0; rounds < mostConfigurations; rounds++) {
      const targets = importTargets(text, file, store);
      if (targets) return targets;
      await store.fetchWanted();
    }
    return new Set();
  }

  async function lookAgain(address: string): Promise<void> {
    const known = await listed;
    const isCode = codeFile.test(address);
    if (!known || (!isCode && !configuration.test(address))) return;
    if (isCode) known.add(address);
    const before = [...lists];
    // A configuration can change what every import names.
    await look(isCode ? [address] : [...looked.keys()]).catch(onFailure);
    for (const [document, list] of before) {
      if (importersOf(document, currentTargets()).join("\n") !== list.join("\n")) onKnown(document);
    }
  }
}

/** Configurations that one extends or refers to are read one after the other. */
const mostConfigurations = 12;
const codeFile = /\.(?:[cm]?[jt]s|[jt]sx|html?)$/i;
const configuration = /\/[jt]sconfig[^/]*\.json$/;
