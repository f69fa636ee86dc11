/** Free input sizes: which a document has, and the numbers that the settings put in their place. */
import { type FreeSizes, freeSizeNames } from "../../core/graph/freeSizes.ts";
import type { FreeSizesResult } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { FeatureSettings } from "./settings.ts";

/** Key of the setting that holds for every file. */
const everyFile = "*";

/**
 * The numbers for one document: those under `*`, then those under its path or the end of it, such as
 * `models/unet.json`; a longer path wins over a shorter one.
 */
export function freeSizesFor(byFile: FeatureSettings["freeSizes"], uri: string): FreeSizes {
  const path = pathOf(uri);
  const keys = Object.keys(byFile).filter((key) => key !== everyFile && path.endsWith(`/${trimmed(key)}`));
  const ordered = [everyFile, ...keys.sort((a, b) => a.length - b.length)];
  return Object.assign({}, ...ordered.map((key) => (Object.hasOwn(byFile, key) ? byFile[key] : {})));
}

/** Names of the free sizes of all models of a document, and the numbers now put in their place. */
export function freeSizesOf(analysis: Analysis, settings: FeatureSettings): FreeSizesResult {
  const names = [...new Set(analysis.models.flatMap(({ graph }) => freeSizeNames(graph)))];
  return { names, sizes: freeSizesFor(settings.freeSizes, analysis.uri) };
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
