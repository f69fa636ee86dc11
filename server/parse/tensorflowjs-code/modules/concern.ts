/** Whether a file of code has to do with TensorFlow.js: by its own words, or by those of the files it imports. */
import type { WorkspaceFiles } from "../../workspace/workspaceFiles.ts";
import { resolveSpecifier } from "./resolveSpecifier.ts";
import { specifiersIn } from "./specifiers.ts";

/** Cheap test on the text: most files end here. */
export function mentionsTensorflow(text: string): boolean {
  return (
    /\btfl?\b|\/tfjs|tensorflow/.test(text) &&
    /\b(?:layers|sequential|Sequential|LayersModel|loadLayersModel|model|input)\b/.test(text)
  );
}

/** Files behind one another that are looked at, and files in all. */
const mostSteps = 2;
const mostFiles = 30;

/** Whether a file that says nothing of TensorFlow.js imports one that does, at first or second hand. */
export function importsModels(text: string, address: string, files: WorkspaceFiles): boolean {
  if (!/model|layer|net|block|build|encoder|decoder|backbone|head/i.test(text)) return false;
  let level = [{ text, address }];
  const seen = new Set([address]);
  for (let step = 0; step < mostSteps; step++) {
    const next: typeof level = [];
    for (const from of level) {
      for (const specifier of specifiersIn(from.text)) {
        const resolved = resolveSpecifier(files, from.address, specifier);
        if (resolved.kind !== "file" || seen.has(resolved.uri) || seen.size > mostFiles) continue;
        seen.add(resolved.uri);
        if (mentionsTensorflow(resolved.file.text)) return true;
        next.push({ text: resolved.file.text, address: resolved.uri });
      }
    }
    level = next;
  }
  return false;
}
