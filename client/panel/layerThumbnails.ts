/** Small pictures of a layer's maps in its hover, and beside its line where the settings want that. */
import * as vscode from "vscode";
import type { PanelTarget } from "../../protocol/panel.ts";
import type { ThumbnailsFromPanel } from "../../protocol/thumbnailMessages.ts";
import { editorRange } from "../editorRange.ts";
import type { LanguageSession } from "../languageSession.ts";
import { servedLanguages } from "../modelDetection.ts";
import { thumbnailsMarkdown } from "./thumbnailsMarkdown.ts";

const setting = "thumbnails.besideLine";
/** Layers whose pictures are kept: about 60 kB each. */
const mostLayers = 24;

interface KnownLayer {
  readonly target: PanelTarget;
  readonly pictures: ThumbnailsFromPanel;
  /** Of the document that ran, and what the layer's text was there. */
  readonly version: number;
  readonly text: string;
}

export interface LayerThumbnails extends vscode.Disposable {
  /** Takes the pictures of a run of the layer as the document's version had it. */
  add(target: PanelTarget, version: number, pictures: ThumbnailsFromPanel): Promise<void>;
}

export function createLayerThumbnails(session: LanguageSession): LayerThumbnails {
  let layers: readonly KnownLayer[] = [];
  const decoration = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  /** The layer's place now; nothing where its text is another one than the one that ran. */
  const placeOf = async (layer: KnownLayer, document: vscode.TextDocument) => {
    const place = await session.layerRange(layer.target);
    if (!place || (place.uri !== undefined && place.uri !== layer.target.uri)) return undefined;
    const range = editorRange(place.range);
    return document.getText(range) === layer.text ? range : undefined;
  };

  const forget = (layer: KnownLayer) => {
    layers = layers.filter((other) => other !== layer);
  };

  const decorate = async (editor: vscode.TextEditor) => {
    const { document } = editor;
    const wanted = vscode.workspace.getConfiguration("convlens", document.uri).get<unknown>(setting) === true;
    const own = layers.filter(({ target }) => target.uri === document.uri.toString());
    const options: vscode.DecorationOptions[] = [];
    for (const layer of wanted ? own : []) {
      const range = await placeOf(layer, document);
      if (range) options.push(besideLine(layer, document, range));
    }
    editor.setDecorations(decoration, options);
  };

  const decorateAll = () => {
    for (const editor of vscode.window.visibleTextEditors) void decorate(editor);
  };

  /** Of providers, the one that was registered last stands first: the pictures come before the language server's words. */
  const provideHovers = () =>
    vscode.languages.registerHoverProvider(servedLanguages, {
      provideHover: async (document, position) => {
        for (const layer of layers) {
          if (layer.target.uri !== document.uri.toString()) continue;
          const range = await placeOf(layer, document);
          if (!range?.contains(position)) continue;
          const isOld = document.version !== layer.version;
          return new vscode.Hover(toMarkdown(layer.pictures, isOld), range);
        }
        return undefined;
      },
    });
  let hovers: vscode.Disposable | undefined;

  const subscriptions = [
    decoration,
    session.onDidChangeModel(({ uri }) => {
      if (layers.some(({ target }) => target.uri === uri)) decorateAll();
    }),
    vscode.window.onDidChangeVisibleTextEditors(decorateAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`convlens.${setting}`)) decorateAll();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      for (const layer of layers) if (layer.target.uri === document.uri.toString()) forget(layer);
    }),
  ];

  return {
    add: async (target, version, pictures) => {
      const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === target.uri);
      const place = document?.version === version ? await session.layerRange(target) : null;
      if (!document || !place || document.version !== version) return;
      const text = document.getText(editorRange(place.range));
      const others = layers.filter((layer) => !isSame(layer.target, target));
      hovers ??= provideHovers();
      layers = [{ target, pictures, version, text }, ...others].slice(0, mostLayers);
      decorateAll();
    },
    dispose: () => {
      hovers?.dispose();
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

function toMarkdown(pictures: ThumbnailsFromPanel, isOld: boolean): vscode.MarkdownString {
  // Only pictures and plain words that were checked at the door; no HTML, no commands.
  return new vscode.MarkdownString(thumbnailsMarkdown(pictures, isOld));
}

/** At the end of the layer's first line with a name on it. */
function besideLine(
  { pictures, version }: KnownLayer,
  document: vscode.TextDocument,
  range: vscode.Range,
): vscode.DecorationOptions {
  const first = document.lineAt(range.start.line);
  // The first line of a layer in JSON is nothing but a brace.
  const line =
    /^\s*\{\s*$/.test(first.text) && range.end.line > first.lineNumber
      ? first.lineNumber + 1
      : first.lineNumber;
  const { end } = document.lineAt(line).range;
  return {
    range: new vscode.Range(end, end),
    renderOptions: {
      after: {
        contentIconPath: vscode.Uri.parse(pictures.strip),
        margin: "0 0 0 1ch",
        ...(document.version === version ? {} : { textDecoration: "none; opacity: 0.4" }),
      },
    },
  };
}

function isSame(a: PanelTarget, b: PanelTarget): boolean {
  return (
    a.uri === b.uri && a.modelIndex === b.modelIndex && a.layerPath.join("\n") === b.layerPath.join("\n")
  );
}
