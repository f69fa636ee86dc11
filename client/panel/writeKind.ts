/** Writes another kind of convolution into the file, as one step that the editor can undo. */
import * as vscode from "vscode";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { PanelTarget } from "../../protocol/panel.ts";
import { editorRange } from "../editorRange.ts";
import { fileNameOf } from "../fileName.ts";
import type { LanguageSession } from "../languageSession.ts";

export type WrittenKind =
  | {
      readonly kind: "written";
      readonly fileName: string;
      /** The new layer, where it is known; its name may be another one. */
      readonly layerPath: readonly string[];
    }
  | { readonly kind: "refused"; readonly message: string };

/** Never rejects. */
export async function writeKind(
  session: LanguageSession,
  target: PanelTarget,
  kind: string,
): Promise<WrittenKind> {
  const { modelIndex, layerPath } = target;
  const uri = vscode.Uri.parse(target.uri);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const answer = await session.replaceByKind({ uri: target.uri, modelIndex, layerPath, kind });
    if (!answer) return refused("the language server did not answer. Try it once more.");
    if (answer.kind === "refused") return refused(answer.reason);
    if (answer.version !== document.version) return refused("the file has just changed. Try it once more.");
    const edit = new vscode.WorkspaceEdit();
    const ranges = answer.edits.map(({ range, newText }) => {
      const place = editorRange(range);
      edit.replace(uri, place, newText);
      return { start: document.offsetAt(place.start), end: document.offsetAt(place.end), newText };
    });
    const region = regionAfter(ranges);
    if (!(await vscode.workspace.applyEdit(edit))) return refused("the editor did not take the change.");
    const { line, character } = document.positionAt(region.start);
    const found = await session.modelAt({ uri: target.uri, position: { line, character } });
    const outer = layerPath.slice(0, -1);
    const written = found && newLayer(found.graph, region, outer);
    return {
      kind: "written",
      fileName: fileNameOf(uri),
      layerPath: written ? [...outer, written] : layerPath,
    };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

interface MadeEdit extends SourceRange {
  readonly newText: string;
}

/** The part of the new text that the edits, which are of the old one, have made. */
function regionAfter(edits: readonly MadeEdit[]): SourceRange {
  const start = Math.min(...edits.map((edit) => edit.start));
  const grown = edits.reduce((sum, edit) => sum + edit.newText.length - (edit.end - edit.start), 0);
  return { start, end: Math.max(...edits.map((edit) => edit.end)) + grown };
}

/** The last convolution there: what stands before and behind it only helps it to its size. */
function newLayer(graph: ModelGraph, region: SourceRange, outer: readonly string[]): string | undefined {
  const model = outer.reduce<ModelGraph | undefined>(
    (around, name) => around?.layers.find((layer) => layer.name === name)?.model,
    graph,
  );
  const inside = (model?.layers ?? []).filter(
    ({ range, className }) => region.start < range.end && range.start < region.end && /Conv/.test(className),
  );
  return inside.at(-1)?.name;
}

function refused(reason: string): WrittenKind {
  return { kind: "refused", message: `Nothing was written: ${reason}` };
}
