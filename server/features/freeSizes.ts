/** Free input sizes: which a document has, and the numbers that the settings put in their place. */
import { type FreeSizes, freeSizeNames } from "../../core/graph/freeSizes.ts";
import type { FreeSizesResult } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { FeatureSettings } from "./settings.ts";
import { valuesForFile } from "./valuesForFile.ts";

/** The numbers for one document. */
export function freeSizesFor(byFile: FeatureSettings["freeSizes"], uri: string): FreeSizes {
  return valuesForFile(byFile, uri);
}

/** Names of the free sizes of all models of a document, and the numbers now put in their place. */
export function freeSizesOf(analysis: Analysis, settings: FeatureSettings): FreeSizesResult {
  const names = [...new Set(analysis.models.flatMap(({ graph }) => freeSizeNames(graph)))];
  return { names, sizes: freeSizesFor(settings.freeSizes, analysis.uri) };
}
