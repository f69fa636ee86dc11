/** Answers the requests of protocol/language.ts that are beyond standard LSP. */
import { sevenKindNames } from "../../core/layers/convolutionKind.ts";
import {
  type FreeSizesParams,
  type FreeSizesResult,
  type FunctionsParams,
  freeSizesRequest,
  functionsRequest,
  type LayerRangeParams,
  type LayerRangeResult,
  layerRangeRequest,
  type ModelAtParams,
  type ModelAtResult,
  type ModelSummary,
  modelAtRequest,
  type ReplaceByKindParams,
  type ReplaceByKindResult,
  replaceByKindRequest,
  type ShownFunction,
  type SummaryParams,
  summaryRequest,
} from "../../protocol/language.ts";
import { offsetAt } from "../analysis/linePositions.ts";
import { freeSizesOf } from "../features/freeSizes.ts";
import { functionsOf } from "../features/functions.ts";
import { kindReplacement } from "../features/kindReplacement.ts";
import { layerRange, modelAt } from "../features/modelAt.ts";
import { modelSummaries } from "../features/summary.ts";
import { toRange } from "./convert.ts";
import { answerFor } from "./guard.ts";
import type { ServerSession } from "./session.ts";

export function serveOwnRequests(session: ServerSession): void {
  const { connection } = session;
  connection.onRequest(modelAtRequest, (params: ModelAtParams, token) => {
    session.modelAskedAt = performance.now();
    return answerFor<ModelAtResult | null>(session, {
      what: "the model",
      uri: params.uri,
      token,
      empty: null,
      answer: (analysis) =>
        modelAt(analysis, {
          offset: offsetAt(analysis.lines, params.position),
          ...(params.layerPath && { layerPath: params.layerPath }),
        }),
    });
  });
  connection.onRequest(layerRangeRequest, (params: LayerRangeParams, token) =>
    answerFor<LayerRangeResult>(session, {
      what: "the place of a layer",
      uri: params.uri,
      token,
      empty: null,
      answer: (analysis) => layerRange(analysis, params.modelIndex, params.layerPath),
    }),
  );
  connection.onRequest(freeSizesRequest, (params: FreeSizesParams, token) =>
    answerFor<FreeSizesResult | null>(session, {
      what: "the free sizes",
      uri: params.uri,
      token,
      empty: null,
      answer: (analysis) => (analysis.format === null ? null : freeSizesOf(analysis, session.settings)),
    }),
  );
  connection.onRequest(functionsRequest, (params: FunctionsParams, token) =>
    answerFor<readonly ShownFunction[]>(session, {
      what: "the functions",
      uri: params.uri,
      token,
      empty: [],
      answer: (analysis) => functionsOf(analysis, session.settings),
    }),
  );
  connection.onRequest(summaryRequest, (params: SummaryParams, token) =>
    answerFor<readonly ModelSummary[]>(session, {
      what: "the summary",
      uri: params.uri,
      token,
      empty: [],
      answer: modelSummaries,
    }),
  );
  connection.onRequest(replaceByKindRequest, (params: ReplaceByKindParams, token) =>
    answerFor<ReplaceByKindResult | null>(session, {
      what: "another kind of convolution",
      uri: params.uri,
      token,
      empty: null,
      answer: (analysis) => {
        const kind = sevenKindNames.find((name) => name === params.kind);
        if (!kind) return null;
        const replacement = kindReplacement(analysis, { ...params, kind });
        if (replacement.kind === "refused") return replacement;
        const edits = replacement.edits.map(({ range, text }) => ({
          range: toRange(analysis, range),
          newText: text,
        }));
        return { kind: "edits", version: analysis.version, edits };
      },
    }),
  );
}
