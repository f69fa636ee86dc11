/** Runs a model up to a layer, or the layer alone: checks and counts everything first, then layer by layer, freeing what is done. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { BackendName } from "../kernels/backend.ts";
import type { GeneratedOptions } from "../kernels/generatedKernels.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NamedWeight } from "../weights/layerWeights.ts";
import type { WeightStore } from "../weights/weightStore.ts";
import type { Refusal } from "./refusal.ts";
import { createRunSession } from "./runSession.ts";

export interface RunRequest {
  /** Analysed with the sizes of `inputs`, so that no size but the batch is free. */
  readonly analysis: ModelAnalysis;
  /** Names from the outer model's layer inwards. */
  readonly layerPath: readonly string[];
  /** Which use of a shared layer, from 0. */
  readonly call?: number;
  readonly mode: "alone" | "upTo";
  /** Batch first: the model's inputs in its order, or the layer's where it runs alone. */
  readonly inputs: readonly Tensor[];
  readonly weights: WeightStore;
  /** Seed of the initialisers. */
  readonly seed: number;
  readonly backend: BackendName;
  /** Which algorithms the backend may choose from; absent for its own choice. */
  readonly options?: GeneratedOptions;
  readonly memoryLimitBytes: number;
  /** Called before layer number `index` (from 0) of `of`. */
  readonly onProgress?: (layerName: string, index: number, of: number) => void;
  /**
   * Called after each layer with its first output, which may be overwritten once the call is over, and the time it took.
   * No layers run together then.
   */
  readonly onLayer?: (layerName: string, output: Tensor, milliseconds: number) => void;
  readonly signal?: { readonly aborted: boolean };
  /** Lets other work run, such as the message that cancels: between layers, and every few milliseconds within one. */
  readonly yieldNow: () => Promise<void>;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

export type RunResult = RunSuccess | Refusal | { readonly kind: "cancelled" };

export interface RunSuccess {
  readonly kind: "ok";
  readonly backend: BackendName;
  /** How the chosen layer was computed, in words; `null` where the plain kernel did it. */
  readonly algorithm: string | null;
  /** What the chosen layer was given, and made. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** What it computes; `null` for a nested model. */
  readonly operation: LayerOperation | null;
  /** Its own weights. */
  readonly weights: readonly NamedWeight[];
  /** Where the weights of all layers that the outputs come from have theirs. */
  readonly weightSource: "file" | "initialiser" | "mixed" | "none";
  /** Which layers on the way ran together, in a sentence; `null` where none did. */
  readonly fused: string | null;
  readonly notes: readonly string[];
  /** Of the whole run, and of the chosen layer's kernel. */
  readonly milliseconds: number;
  readonly layerMilliseconds: number;
}

/** One run that leaves nothing behind. Never throws for what a model file can hold. */
export function runModel(request: RunRequest): Promise<RunResult> {
  return createRunSession(0).run(request);
}
