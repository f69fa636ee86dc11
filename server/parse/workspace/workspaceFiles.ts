/** The files beside a document, as readers of code ask for them: by address, and only those of the workspace. */

/** One version of a file; the same object as long as its text is the same, so that what is made of it can be kept. */
export interface FileText {
  readonly text: string;
}

/** Where nothing is known yet, whoever gives the files notes that it is wanted. */
export interface WorkspaceFiles {
  /**
   * The file at an address (a URI as `canonicalUri` writes it). `null` where there is none, or none that may be read;
   * `undefined` where that is not known yet.
   */
  read(uri: string): FileText | null | undefined;
  /** Files that import the one at `uri`, those that nothing imports first; the same list until one of them changes. */
  importersOf?(uri: string): readonly string[] | undefined;
}

/** What a document was read from besides its own text: all that was asked for, and what was there. */
export interface FileReads {
  readonly files: ReadonlyMap<string, FileText | null | undefined>;
  readonly importers: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The same files, with a note of every read. */
export function trackReads(source: WorkspaceFiles): {
  readonly files: WorkspaceFiles;
  readonly reads: FileReads;
} {
  const files = new Map<string, FileText | null | undefined>();
  const importers = new Map<string, readonly string[] | undefined>();
  const tracked: WorkspaceFiles = {
    read(uri) {
      const file = source.read(uri);
      files.set(uri, file);
      return file;
    },
    importersOf(uri) {
      const list = source.importersOf?.(uri);
      importers.set(uri, list);
      return list;
    },
  };
  return { files: tracked, reads: { files, importers } };
}

/** Whether every read would give the same again. */
export function readsHold(reads: FileReads, source: WorkspaceFiles): boolean {
  for (const [uri, file] of reads.files) if (source.read(uri) !== file) return false;
  for (const [uri, list] of reads.importers) if (source.importersOf?.(uri) !== list) return false;
  return true;
}
