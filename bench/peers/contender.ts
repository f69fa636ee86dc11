/** One program that computes a workload, ready to be timed. */
export interface Contender {
  readonly name: string;
  /** How many times one `run` computes the workload. */
  readonly copies: number;
  readonly run: () => Promise<void> | void;
  /** The result of one computation, channels last. */
  readonly result: () => Promise<Float32Array>;
  readonly dispose: () => Promise<void> | void;
}
