/** What a call of the run command means: a layer that a code lens names, or the cursor's place in an editor. */
import type * as vscode from "vscode";
import type { TextPosition, TextRange } from "../../protocol/language.ts";
import type { PanelTarget } from "../../protocol/panel.ts";

export type RunTarget =
  | { readonly kind: "layer"; readonly target: PanelTarget }
  | {
      readonly kind: "cursor";
      readonly uri: string;
      readonly position: TextPosition;
      /** What is selected, where something is. */
      readonly selection?: TextRange;
    }
  /** Several layers of a model, of which a range is made. */
  | {
      readonly kind: "layers";
      readonly uri: string;
      readonly modelIndex: number;
      readonly layerPaths: readonly (readonly string[])[];
    };

type Editor = Pick<vscode.TextEditor, "document" | "selection">;

/**
 * `argument` is a `RunLayerArgument` from a lens, a row of the model outline, the file's Uri from a menu, or nothing from
 * the palette. Without an active editor (the panel itself has the focus) the first visible one counts; `undefined` where there is none.
 */
export function readRunTarget(
  argument: unknown,
  active: Editor | undefined,
  visible: readonly Editor[],
  selectedRows?: unknown,
): RunTarget | undefined {
  const several = readRows(selectedRows);
  if (several) return several;
  const layer = readLayerArgument(isRow(argument) ? argument.target : argument);
  if (layer) return { kind: "layer", target: layer };
  const wanted = readUri(argument);
  const editors = active ? [active, ...visible] : visible;
  const editor = wanted
    ? editors.find((candidate) => candidate.document.uri.toString() === wanted)
    : (active ?? visible[0]);
  if (editor) {
    const { active: cursor, start, end, isEmpty } = editor.selection;
    return {
      kind: "cursor",
      uri: editor.document.uri.toString(),
      position: plainPosition(cursor),
      ...(isEmpty ? {} : { selection: { start: plainPosition(start), end: plainPosition(end) } }),
    };
  }
  return wanted === undefined
    ? undefined
    : { kind: "cursor", uri: wanted, position: { line: 0, character: 0 } };
}

function plainPosition({ line, character }: TextPosition): TextPosition {
  return { line, character };
}

/** Two and more selected rows of one model of the outline, which menus hand over beside the one they were opened on. */
function readRows(rows: unknown): RunTarget | undefined {
  if (!Array.isArray(rows)) return undefined;
  const targets = rows.flatMap((row: unknown) => (isRow(row) ? (readLayerArgument(row.target) ?? []) : []));
  const [first] = targets;
  if (!first || targets.length < 2) return undefined;
  const { uri, modelIndex } = first;
  if (targets.some((target) => target.uri !== uri || target.modelIndex !== modelIndex)) return undefined;
  return { kind: "layers", uri, modelIndex, layerPaths: targets.map(({ layerPath }) => layerPath) };
}

function readLayerArgument(argument: unknown): PanelTarget | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  if (!("uri" in argument && "modelIndex" in argument && "layerPath" in argument)) return undefined;
  const { uri, modelIndex, layerPath } = argument;
  if (typeof uri !== "string" || typeof modelIndex !== "number" || !Array.isArray(layerPath))
    return undefined;
  const names = layerPath.filter((name) => typeof name === "string");
  return names.length === layerPath.length ? { uri, modelIndex, layerPath: names } : undefined;
}

function isRow(argument: unknown): argument is { readonly target: unknown } {
  return typeof argument === "object" && argument !== null && "target" in argument;
}

/** Menus hand over a `vscode.Uri`. */
function readUri(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  return "scheme" in argument && "path" in argument ? String(argument) : undefined;
}
