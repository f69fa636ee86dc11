/** What one row of the table says: where TensorFlow.js 4.22 departs from Keras, and how that shows in one layer. */
import type { ConfigData } from "../graph/paramValue.ts";
import type { Inferred, ProblemCode, ProblemSeverity } from "../graph/problem.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import type { LayerCallContext } from "../layers/layerSpec.ts";
import type { Shape } from "../shape/shape.ts";

/** The codes that only the dialect raises. */
export type DepartureCode = Extract<ProblemCode, `tfjs-${string}`>;

interface Row {
  /** Names the row in tests and on the page docs/dialects.md. */
  readonly id: string;
  /** Keras classes it holds for. */
  readonly classes: readonly string[];
  readonly code: DepartureCode;
  readonly severity: ProblemSeverity;
  /** What Keras does, and what TensorFlow.js does, for the page. */
  readonly keras: string;
  readonly tfjs: string;
}

/** TensorFlow.js works as if an argument, or a size of the input, had another value. */
export interface Replacement extends Row {
  readonly kind: "replacement";
  /** `undefined` where the layer is not concerned. */
  readonly replace: (call: LayerCallContext) => ReplacedPart | undefined;
  /** What follows from it and what to do, in whole sentences. */
  readonly advice: string;
}

export interface ReplacedPart {
  readonly argument: string;
  /** The value that TensorFlow.js works by; left out where it is as if the argument were not there. */
  readonly instead?: ConfigData;
  /** The inputs as TensorFlow.js takes them, where those are what differs. */
  readonly inputs?: readonly Shape[];
}

/** TensorFlow.js refuses the layer, fails when it runs, or says another shape than it gives. */
export interface Finding extends Row {
  readonly kind: "finding";
  /** `layer` is the layer by TensorFlow.js's arguments; the result is the message, and the argument to blame. */
  readonly find: (call: LayerCallContext, layer: Inferred<LayerInference>) => FoundPart | undefined;
}

export interface FoundPart {
  readonly message: string;
  readonly argument?: string;
}

/** What TensorFlow.js does with a layer that both find wrong, told at the end of that problem's message. */
export interface Remark extends Omit<Row, "code" | "severity"> {
  readonly kind: "remark";
  readonly about: ProblemCode;
  readonly remark: (
    call: LayerCallContext,
    infer: (call: LayerCallContext) => Inferred<LayerInference>,
  ) => string;
}

export type Departure = Replacement | Finding | Remark;
