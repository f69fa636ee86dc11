/** The summary as data, schema 1: what `--format json` prints and what other programs rely on. */
import type { NumberType } from "../../core/cost/numberType.ts";
import type { CountingUnit } from "../../core/cost/presets/countingPreset.ts";
import type { ModelFormat } from "../../core/graph/modelGraph.ts";
import type { ProblemCode, ProblemSeverity } from "../../core/graph/problem.ts";
import type { TextRange } from "../../protocol/language.ts";

/** Batch first; `null` is a free or unknown size. */
export type ShapeNumbers = readonly (number | null)[];

export interface SummaryDocument {
  readonly schema: 1;
  readonly files: readonly FileSummary[];
}

export interface FileSummary {
  /** As given. */
  readonly file: string;
  /** `null` where the file holds no model and says of no format that it is one. */
  readonly format: ModelFormat | null;
  readonly models: readonly ModelSummary[];
  readonly problems: readonly ProblemEntry[];
}

export interface ModelSummary {
  readonly name: string;
  readonly dialect: "keras" | "tfjs";
  /** The type that bytes are counted for. */
  readonly dtype: NumberType;
  /** The rules that `presetCount` follows, and what it counts. */
  readonly preset: { readonly name: string; readonly unit: CountingUnit };
  readonly range: TextRange;
  readonly inputs: readonly TensorEntry[];
  readonly outputs: readonly TensorEntry[];
  readonly totals: TotalsEntry;
  readonly layers: readonly LayerEntry[];
}

export interface TensorEntry {
  readonly name: string;
  /** `null` where not even the number of axes is known. */
  readonly shape: ShapeNumbers | null;
}

/** A number that is not known is `null`, with its reason in `unknown`; it is never 0 or a guess. */
export interface TotalsEntry {
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly nonTrainable: number | null;
  /** Multiply-accumulates of one example. */
  readonly macs: number | null;
  readonly flops: number | null;
  /** By the rules of the preset, in its unit. */
  readonly presetCount: number | null;
  readonly weightBytes: number | null;
  readonly peakActivationBytes: number | null;
  /** Names from the outermost model inwards of the layer that runs at that peak; empty where it is not known. */
  readonly peakActivationLayer: readonly string[];
  readonly receptiveField: readonly number[] | null;
  readonly unknown: readonly UnknownEntry[];
}

export interface LayerEntry {
  readonly name: string;
  /** Keras 2/3 name. */
  readonly class: string;
  readonly kinds: readonly string[];
  /** One entry per call and tensor, in call order. */
  readonly inputShapes: readonly (ShapeNumbers | null)[];
  readonly outputShapes: readonly (ShapeNumbers | null)[];
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly macs: number | null;
  readonly presetCount: number | null;
  readonly weightBytes: number | null;
  /** Over all calls, for one example. */
  readonly outputBytes: number | null;
  /** Multiply-accumulates per byte of weights, inputs and outputs. */
  readonly macsPerByte: number | null;
  readonly receptiveField: readonly number[] | null;
  readonly calls: number;
  readonly range: TextRange;
  readonly unknown: readonly UnknownEntry[];
  /** Layers of a nested model, or of a model in a wrapper. */
  readonly layers?: readonly LayerEntry[];
}

export interface UnknownEntry {
  /** Key of the number that is not known. */
  readonly what: string;
  readonly reason: string;
}

export interface ProblemEntry {
  readonly code: ProblemCode | "file-not-readable";
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly range: TextRange;
  readonly layer?: string;
}
