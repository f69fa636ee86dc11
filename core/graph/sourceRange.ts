/** A place in a document: half-open, in UTF-16 code units from the start, as VS Code and the TypeScript parser count. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
  /** Address of the file, where that is not the document itself. */
  readonly uri?: string;
}
