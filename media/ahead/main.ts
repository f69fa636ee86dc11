/** The entry of the extension's thread; it has a worker's global scope, which the bundle's first lines give it. */
import { findBackend } from "../../engine/kernels/backend.ts";
import { checkConvolutions } from "../../engine/kernels/selfCheck/checkAhead.ts";
import type { AheadReply, AheadRequest } from "../../protocol/aheadMessages.ts";
import { createYielding } from "../worker/yielding.ts";
import { createAheadAnswers } from "./answerAhead.ts";
import { rehearse } from "./rehearsal.ts";

interface ThreadScope {
  postMessage(message: AheadReply, transfer?: Transferable[]): void;
  onmessage: ((event: { readonly data: AheadRequest }) => void) | null;
}

const scope = globalThis as unknown as ThreadScope;
const yieldNow = createYielding();
const answerAhead = createAheadAnswers(yieldNow);

// One after another. What goes wrong here goes wrong in the page once more, which says so.
let work = checkConvolutions(findBackend("simd"), yieldNow)
  .then(() => rehearse(yieldNow))
  .catch(() => {})
  .then(() => scope.postMessage({ type: "ready" }));

scope.onmessage = ({ data: { id, messages } }) => {
  work = work.then(async () => {
    const answer = await answerAhead(messages).catch(() => null);
    const transfer = answer ? [answer.outcome.maps.values.buffer as ArrayBuffer] : [];
    scope.postMessage({ type: "answer", id, answer }, transfer);
  });
};
