/** The panel's worker, so that the page never waits for numbers. */
import { findBackend } from "../../engine/kernels/backend.ts";
import { checkConvolutions } from "../../engine/kernels/selfCheck/checkAhead.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { createWorkerSession } from "./workerSession.ts";
import { createYielding } from "./yielding.ts";

/** The parts of a worker's global scope that this file uses; the DOM types know only the page's. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const yieldNow = createYielding();
const take = createWorkerSession((message, transfer = []) => scope.postMessage(message, transfer), yieldNow);
scope.onmessage = ({ data }) => take(data);

// The model is on its way meanwhile, and goes first when it comes.
void checkConvolutions(findBackend("simd"), yieldNow);
