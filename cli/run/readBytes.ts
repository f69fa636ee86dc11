/** Reads a file that a run needs beside the model. */
import { readFileSync } from "node:fs";
import { UnusableInputError } from "../exitCode.ts";
import { shownName } from "../plainText.ts";

/** All bytes; throws `UnusableInputError` with the reason, calling the file `what` it is. */
export function readBytes(file: string, what: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableInputError(`${what} ${shownName(file)} cannot be read: ${reason}.`);
  }
}
