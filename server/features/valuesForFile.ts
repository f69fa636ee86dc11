/** Settings that hold for single files: which of them are meant for a document. */

/** Key of such a setting that holds for every file. */
const everyFile = "*";

/**
 * The values for one document: those under `*`, then those under its path or the end of it, such as `models/unet.json`; a
 * longer path wins over a shorter one.
 */
export function valuesForFile<T extends object>(byFile: Readonly<Record<string, T>>, uri: string): T {
  const path = pathOf(uri);
  const keys = Object.keys(byFile).filter((key) => key !== everyFile && path.endsWith(`/${trimmed(key)}`));
  const ordered = [everyFile, ...keys.sort((a, b) => a.length - b.length)];
  return Object.assign({}, ...ordered.map((key) => (Object.hasOwn(byFile, key) ? byFile[key] : {})));
}

/** Slashes forward, without the one at the start that absolute paths of other systems lack. */
function trimmed(key: string): string {
  return key.replaceAll("\\", "/").replace(/^\/+/, "");
}

function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/]*)?/i, "").replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
