/** What one call of a layer costs, as an answer for every class: numbers, zero with the reason for it, or unknown with a reason. */
import type { LayerInference } from "../layers/layerInference.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { movesValues } from "../layers/result.ts";
import { addCounts, type Count, unknownCount } from "./count.ts";

export interface WorkAnswer {
  /** Multiply-accumulates of one example. */
  readonly macs: Count;
  /** Steps that are no multiply-accumulates, of one example. */
  readonly elementary: Count;
  /** Why a layer has no work at all; absent where it has some, or where some of it is not known. */
  readonly idle?: string;
}

export function workAnswer(inference: LayerInference): WorkAnswer {
  const unknown = inference.unknown.find(({ what }) => what === "macs");
  const macs = unknown ? unknownCount(unknown.reason) : addCounts(inference.macs.map(({ count }) => count));
  const elementary = unknown
    ? unknownCount(unknown.reason)
    : addCounts(inference.elementary.map(({ count }) => count));
  const works = inference.macs.length > 0 || inference.elementary.length > 0 || unknown !== undefined;
  const idle = works ? undefined : idleReason(inference);
  return { macs, elementary, ...(idle === undefined ? {} : { idle }) };
}

/** Why a layer without stages of work has none, as the end of "it has no work: ..." */
function idleReason({ idle, operation }: LayerInference): string | undefined {
  if (idle !== undefined) return idle;
  return operation ? idleOperation(operation) : undefined;
}

function idleOperation(operation: LayerOperation): string | undefined {
  switch (operation.op) {
    case "input":
      return "a tensor enters the model here";
    case "identity":
      return "it passes its input on when the model is used";
    case "activation":
      return "a linear activation passes values on";
    case "embedding":
      return "it looks vectors up in a table";
    case "upSampling":
    case "flatten":
    case "reshape":
    case "permute":
    case "pad":
    case "crop":
    case "centerCrop":
    case "concatenate":
    case "repeatVector":
      return movesValues;
    case "category":
      return operation.mode === "int" && operation.boundaries === null
        ? "it passes categories on"
        : undefined;
    case "timeDistributed":
      return operation.inner ? idleOperation(operation.inner) : undefined;
    default:
      return undefined;
  }
}
