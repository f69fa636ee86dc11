/** Texts of the workspace's files as the analysis asks for them: what is open in the editor first, then what was read. */
import { canonicalUri } from "../parse/workspace/uri.ts";
import type { FileText, WorkspaceFiles } from "../parse/workspace/workspaceFiles.ts";

/** The workspace's files, wherever they are. */
export interface FileReader {
  /** `null` for a file that is not there, that may not be read, or of more than `longest` bytes. */
  read(uris: readonly string[], longest?: number): Promise<readonly (string | null)[]>;
  /** Addresses of the files of code. */
  list(): Promise<readonly string[]>;
}

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  getText(): string;
}

export interface FileStore extends WorkspaceFiles {
  /** The file as it stands in the editor, where it is open. */
  open(uri: string): FileText | undefined;
  /** Whether something was asked for that has not been read yet. */
  hasWanted(): boolean;
  /** Reads all that is wanted by now. Never rejects. */
  fetchWanted(): Promise<void>;
  /** The file has changed, come or gone: it is read again when it is next asked for. */
  forget(address: string): void;
}

export interface FileStoreOptions {
  readonly openDocuments: () => Iterable<OpenDocument>;
  readonly readFiles: FileReader["read"];
  readonly onFailure: (error: unknown) => void;
}

/** Addresses kept, most of them of files that are not there. */
const mostKnown = 20_000;
const filesInOneRequest = 200;

export function createFileStore({ openDocuments, readFiles, onFailure }: FileStoreOptions): FileStore {
  const known = new Map<string, FileText | null>();
  const wanted = new Set<string>();
  const coming = new Set<string>();
  const addresses = new WeakMap<OpenDocument, string>();
  /** Texts of open documents by version. */
  const opened = new WeakMap<OpenDocument, { readonly version: number; readonly file: FileText }>();
  /** Files that changed while they were being read. */
  let changed = new Set<string>();
  let fetching: Promise<void> | undefined;
  return {
    read(uri) {
      const open = openFile(uri);
      if (open) return open;
      const file = known.get(uri);
      if (file === undefined && !coming.has(uri)) wanted.add(uri);
      return file;
    },
    open: openFile,
    hasWanted: () => wanted.size + coming.size > 0,
    fetchWanted() {
      fetching ??= fetchAll().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    forget(address) {
      known.delete(address);
      changed.add(address);
    },
  };

  function openFile(address: string): FileText | undefined {
    for (const document of openDocuments()) {
      if (addressOf(document) !== address) continue;
      const { version } = document;
      const last = opened.get(document);
      if (last?.version === version) return last.file;
      const file = { text: document.getText() };
      opened.set(document, { version, file });
      return file;
    }
    return undefined;
  }

  function addressOf(document: OpenDocument): string {
    const address = addresses.get(document) ?? canonicalUri(document.uri);
    addresses.set(document, address);
    return address;
  }

  async function fetchAll(): Promise<void> {
    if (known.size + wanted.size > mostKnown) known.clear();
    while (wanted.size > 0) {
      const uris = [...wanted].slice(0, filesInOneRequest);
      for (const uri of uris) {
        wanted.delete(uri);
        coming.add(uri);
      }
      changed = new Set();
      const texts = await readSafely(uris);
      for (const [index, uri] of uris.entries()) {
        const text = texts[index];
        coming.delete(uri);
        if (changed.has(uri)) wanted.add(uri);
        else known.set(uri, typeof text === "string" ? { text } : null);
      }
    }
  }

  async function readSafely(uris: readonly string[]): Promise<readonly (string | null)[]> {
    try {
      return await readFiles(uris);
    } catch (error) {
      onFailure(error);
      return [];
    }
  }
}
