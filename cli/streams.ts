/** Where the command line writes: results on one stream, messages on the other. */

export interface CliStreams {
  /** Results; with `--format json` nothing but one JSON document. */
  readonly out: (text: string) => void;
  /** Messages to the person. */
  readonly err: (text: string) => void;
}
