/** Arguments of Node for the process of the language server. */

/**
 * The young part of the memory, in MB, and leave to collect it. An analysis makes some MB of short-lived data, and half of the keystrokes
 * would wait for its collection with Node's own 16; the server collects it between them.
 */
export const serverArguments: readonly string[] = ["--max-semi-space-size=32", "--expose-gc"];
