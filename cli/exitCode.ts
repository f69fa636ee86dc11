/** What the command line's exit codes mean, and the failure that ends a command with a message. */

/** Everything asked for was done. */
export const exitDone = 0;
/** A check found errors, or two models differ. */
export const exitFindings = 1;
/** The input cannot be used, or the arguments are wrong. */
export const exitUnusable = 2;

/** Ends a command with exit code 2; the message says what is wrong and what to do. */
export class UnusableInputError extends Error {
  override readonly name = "UnusableInputError";
}
