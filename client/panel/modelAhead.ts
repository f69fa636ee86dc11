/** The model that the panel is opened for and its weight file, asked for while the panel's page is still loading. */
import * as vscode from "vscode";
import type { LanguageSession } from "../languageSession.ts";
import { type FoundModel, findModel } from "./findModel.ts";
import type { RunTarget } from "./runTarget.ts";
import { findWeights } from "./weights.ts";

export interface FoundAhead {
  readonly model: Promise<FoundModel>;
  readonly weights: () => Promise<vscode.Uri | undefined>;
}

export interface ModelAhead {
  readonly ask: (wanted: RunTarget) => void;
  /** What was asked for ahead, once, or both as they are now. */
  readonly take: (wanted: RunTarget) => FoundAhead;
  /** The file has changed meanwhile. */
  readonly forget: () => void;
}

export function createModelAhead(session: LanguageSession, memory: vscode.Memento): ModelAhead {
  let asked: { readonly wanted: RunTarget; readonly found: FoundAhead } | undefined;
  const weightsFor = (wanted: RunTarget) => findWeights(memory, vscode.Uri.parse(uriOf(wanted)));
  return {
    ask: (wanted) => {
      const weights = weightsFor(wanted);
      asked = { wanted, found: { model: findModel(session, wanted), weights: () => weights } };
    },
    take: (wanted) => {
      const known = asked?.wanted === wanted ? asked.found : undefined;
      asked = undefined;
      return known ?? { model: findModel(session, wanted), weights: () => weightsFor(wanted) };
    },
    forget: () => {
      asked = undefined;
    },
  };
}

/** The file that the model stands in. */
export function uriOf(wanted: RunTarget): string {
  return wanted.kind === "layer" ? wanted.target.uri : wanted.uri;
}
