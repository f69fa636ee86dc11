/** What the rest of the extension may ask of the language server: models and layers at a place, and when they change. */
import type * as vscode from "vscode";
import type {
  LayerRangeParams,
  LayerRangeResult,
  ModelAtParams,
  ModelAtResult,
  ReplaceByKindParams,
  ReplaceByKindResult,
} from "../protocol/language.ts";

/** A model of an open document was read anew: its text has changed, or a file that it was read from, or a setting. */
export interface ModelChange {
  readonly uri: string;
  readonly version: number;
  readonly reading: number;
}

export interface LanguageSession {
  /** The model and layer at a position; `null` where there is none, or the server cannot answer. Never rejects. */
  modelAt(params: ModelAtParams): Promise<ModelAtResult | null>;
  /** Where a layer stands; `null` when it is no longer in the document. Never rejects. */
  layerRange(params: LayerRangeParams): Promise<LayerRangeResult>;
  /** Edits that write another kind in a layer's place; `null` when the server cannot answer. Never rejects. */
  replaceByKind(params: ReplaceByKindParams): Promise<ReplaceByKindResult | null>;
  /** Fires after each analysis of an open document that holds a model, or held one before. */
  readonly onDidChangeModel: vscode.Event<ModelChange>;
}
