/** Layers, calls, tensors and models as the program makes them, before they become a ModelGraph. */
import type { ProgramShapes } from "../../../../core/graph/modelGraph.ts";
import type { ParamValue } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { WeightSpec } from "../../../../core/layers/operation.ts";
import type { CallSite } from "../language/callSite.ts";
import type { Born, ObjectValue, Slot, Unknown } from "../language/values.ts";
import type { CallStep } from "../modules/program.ts";

export interface LayerRecord extends Born {
  readonly kind: "layer";
  readonly id: number;
  readonly name: string;
  readonly className: string;
  readonly writtenClass: string;
  readonly config: Map<string, ParamValue>;
  readonly range: SourceRange;
  readonly classRange: SourceRange;
  /** Moves to the end of the `.apply(...)` that is chained to the factory call. */
  anchor: number;
  /** Calls that led to it. */
  readonly path: CallStep | undefined;
  trainable: boolean;
  readonly calls: CallRecord[];
  readonly wrapped?: LayerRecord;
  /** The model that is used as this layer. */
  readonly model?: ModelRecord;
  readonly unreadable?: string;
  /** Set for a layer class of the program's own. */
  readonly own?: OwnLayer;
  /** Stands for a function of the program that ConvLens cannot follow. */
  readonly standIn?: true;
  /** The input layer that TensorFlow.js puts before a Sequential; no line of the program shows it. */
  readonly hidden?: true;
}

/** A layer class of the program's own: the object that its code works on, and what the code has said so far. */
export interface OwnLayer {
  readonly instance: ObjectValue;
  /** The `new` that made it. */
  readonly site: CallSite;
  /** Its class as the program writes it, with its line. */
  readonly place: string;
  /** What its constructor handed to `tf.layers.Layer`. */
  superArgument?: Slot;
  layer?: LayerRecord;
  built: boolean;
  weights: WeightSpec[] | string;
  readonly shapes: ProgramShapes[];
}

/** One `.apply(...)`, or the place of a layer in a Sequential. */
export interface CallRecord {
  readonly id: number;
  readonly layer: LayerRecord;
  readonly inputs: readonly (TensorValue | Unknown)[];
  /** Tensors given by name, such as `initial_state`. */
  readonly keywords?: ReadonlyMap<string, readonly (TensorValue | Unknown)[]>;
  readonly range: SourceRange;
  readonly path: CallStep | undefined;
}

/** All tensors that a call needs. */
export function neededBy(call: CallRecord): readonly (TensorValue | Unknown)[] {
  return call.keywords ? [...call.inputs, ...[...call.keywords.values()].flat()] : call.inputs;
}

/** Output number `index` of a call. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly call: CallRecord;
  readonly index: number;
}

export interface ModelRecord extends Born {
  readonly kind: "model";
  readonly id: number;
  readonly modelKind: "sequential" | "functional";
  /** Name that TensorFlow.js gives it. */
  readonly name: string;
  /** Whether the program itself gives the name. */
  readonly named: boolean;
  /** Variable that it is first assigned to. */
  variable?: string;
  /** Function that it is made in. */
  readonly madeIn: string | undefined;
  readonly range: SourceRange;
  readonly anchor: number;
  readonly path: CallStep | undefined;
  trainable: boolean;
  /** Set until the program compiles it, or hands it to something that may. */
  uncompiled?: true;
  /** Calls in order, for a Sequential. */
  readonly stack: CallRecord[];
  /** Of a functional model. */
  readonly inputs: readonly (TensorValue | Unknown)[];
  readonly outputs: readonly (TensorValue | Unknown)[];
  /** Set for a model inside one that was loaded: the document has no place for it. */
  readonly inside?: true;
  /** The model as a layer, once it is used as one. */
  layer?: LayerRecord;
}

/** What comes out of a model, as tensors of its own calls. */
export function modelOutputs(model: ModelRecord): readonly (TensorValue | Unknown)[] {
  if (model.modelKind === "functional") return model.outputs;
  const last = model.stack.at(-1);
  return last ? [{ kind: "tensor", call: last, index: 0 }] : [];
}

/** What goes into a model: of a Sequential, what its first layer is given. */
export function modelInputs(model: ModelRecord): readonly (TensorValue | Unknown)[] {
  if (model.modelKind === "functional") return model.inputs;
  const first = model.stack[0];
  if (!first) return [];
  return first.layer.className === "InputLayer" ? [{ kind: "tensor", call: first, index: 0 }] : first.inputs;
}
