/** The model that the panel is opened for, asked for while the panel's page is still loading. */
import type { LanguageSession } from "../languageSession.ts";
import { type FoundModel, findModel } from "./findModel.ts";
import type { RunTarget } from "./runTarget.ts";

export interface ModelAhead {
  readonly ask: (wanted: RunTarget) => void;
  /** What was asked for ahead, once, or the model as it is now. */
  readonly take: (wanted: RunTarget) => Promise<FoundModel>;
  /** The file has changed meanwhile. */
  readonly forget: () => void;
}

export function createModelAhead(session: LanguageSession): ModelAhead {
  let asked: { readonly wanted: RunTarget; readonly found: Promise<FoundModel> } | undefined;
  return {
    ask: (wanted) => {
      asked = { wanted, found: findModel(session, wanted) };
    },
    take: (wanted) => {
      const found = asked?.wanted === wanted ? asked.found : findModel(session, wanted);
      asked = undefined;
      return found;
    },
    forget: () => {
      asked = undefined;
    },
  };
}
