/** Makes text of a file fit for a terminal, and numbers fit for a reader. */

/** Control characters (a file's names could otherwise steer the terminal) and line ends become a visible mark. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** `10,838,016`. */
export function groupThousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A file's name in a message; one that is empty is shown as such, so that no message begins with nothing. */
export function shownName(file: string): string {
  return file === "" ? "''" : file;
}
