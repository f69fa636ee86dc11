/** The values that the evaluator works on: plain data, functions, TensorFlow.js things, and unknowns with a reason. */
import type ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { SizeExpression } from "../../../../core/shape/sizeExpression.ts";
import type { LayerFactory } from "../tensorflow/layerFactories.ts";
import type { LayerRecord, ModelRecord, OwnLayer, TensorValue } from "../tensorflow/records.ts";
import { itemsOfText } from "./budget.ts";
import type { CallSite } from "./callSite.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Scope } from "./scope.ts";

export type Primitive = undefined | null | boolean | number | string;

export type Value =
  | Primitive
  | ArrayValue
  | IteratorValue
  | CollectionValue
  | PatternValue
  | ObjectValue
  | ClosureValue
  | ClassValue
  | NativeValue
  | ModuleValue
  | FactoryValue
  | LayerRecord
  | ModelRecord
  | TensorValue
  | DataTensor
  | Unknown;

/** A value with the place that gives it. */
export interface Slot {
  readonly value: Value;
  readonly range: SourceRange;
  /** An item that a list does not have: most of the methods of lists pass it over. */
  readonly hole?: true;
  /** A property that is not among those that are gone through. */
  readonly hidden?: true;
}

/** Anything that changes knows when it was made: the later, the higher. */
export interface Born {
  readonly born: number;
}

export interface ArrayValue extends Born {
  readonly kind: "array";
  readonly items: Slot[];
  /** Of a match of a regular expression: `index`, `input` and `groups`. */
  readonly match?: ReadonlyMap<string, Value>;
  /** Set where it is not known whether these are all the items: what else there may be. */
  rest?: Unknown;
}

/** What a generator or `keys()` gives: the items are there from the start, and are handed out one by one. */
export interface IteratorValue {
  readonly kind: "iterator";
  readonly items: readonly Slot[];
  position: number;
  /** What the generator returned at its end. */
  readonly result?: Value;
  /** Set where the generator would go on after the items that were worked out. */
  readonly endless: boolean;
}

/** A Map or Set; of a Set, keys and values are the same. */
export interface CollectionValue extends Born {
  readonly kind: "collection";
  readonly name: "Map" | "Set";
  readonly items: Map<Value, { readonly key: Slot; readonly value: Slot }>;
  /** What a key that is not there comes to, where something unknown was put in. */
  rest?: Unknown;
}

/** A regular expression. */
export interface PatternValue {
  readonly kind: "pattern";
  readonly source: string;
  readonly flags: string;
  /** Where a search with the flag `g` goes on. */
  lastIndex: number;
}

export interface ObjectValue extends Born {
  readonly kind: "object";
  readonly entries: Map<string, Slot>;
  /** Getters and setters, by name. */
  accessors?: Accessors;
  /** Where a key that the object itself does not have is looked for: the `prototype` of its constructor. */
  proto?: ObjectValue;
  /** What a key that is not among the entries comes to, where an unknown was spread into the object. */
  rest?: Unknown;
  /** The class of an instance. */
  classOf?: ClassValue;
  /** The class of JavaScript's own that made it: `Error` and its kin. */
  nativeClass?: string;
  /** Set by `Object.freeze`: writes are passed over. */
  frozen?: true;
  /** Set for instances of the program's own layer classes. */
  ownLayer?: OwnLayer;
  /** Set for initialisers and regularisers: their Keras class name. */
  kerasClass?: string;
}

export interface Accessor {
  readonly get?: ClosureValue;
  readonly set?: ClosureValue;
  /** How many entries the object had before it. */
  readonly after?: number;
}

export type Accessors = Map<string, Accessor>;

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

export interface ClosureValue {
  readonly kind: "closure";
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly name: string;
  /** `this` of an arrow function or of a bound one; of others, where the call itself gives none. */
  readonly thisValue: Value;
  /** Set by `bind`: the call's own `this` does not count, and these arguments come first. */
  readonly bound?: readonly Slot[];
  /** What the program hangs on the function, `prototype` above all; the same for all copies of the closure. */
  readonly properties: ObjectValue;
  /** The class whose member it is, for `super`. */
  readonly homeClass?: ClassValue;
}

export interface ClassValue {
  readonly kind: "class";
  readonly node: ts.ClassLikeDeclaration;
  readonly scope: Scope;
  readonly name: string;
  readonly base: Value;
  readonly statics: Map<string, Slot>;
  readonly methods: Map<string, ClosureValue>;
  readonly accessors: Accessors;
  readonly staticAccessors: Accessors;
}

/** A function that the evaluator itself knows. */
export interface NativeValue {
  readonly kind: "native";
  readonly name: string;
  /** Set for a method of a list, text or object, which `call` gives another one. */
  readonly method?: true;
  readonly call: (args: readonly Slot[], site: CallSite) => Value;
}

/** `tf` and the namespaces in it. */
export interface ModuleValue {
  readonly kind: "module";
  readonly path: "tf" | "tf.layers" | "tf.initializers" | "tf.regularizers" | "tf.constraints";
}

/** `tf.layers.conv2d` itself. */
export interface FactoryValue {
  readonly kind: "factory";
  readonly factory: LayerFactory;
}

/** A tensor of data, such as `tf.zeros([1, 28, 28, 1])` gives: its sizes, batch included. */
export interface DataTensor {
  readonly kind: "data";
  readonly sizes: readonly number[];
}

/** What cannot be worked out. Most unknowns are never shown, so the words are made when asked for: `reasonOf`. */
export interface Unknown {
  readonly kind: "unknown";
  readonly evaluation: Evaluation;
  /** The expression that is not known. */
  readonly node: ts.Node;
  /** Why, as the end of a sentence that starts with the expression. */
  readonly why: string;
  /** What a JSON text of unknown wording holds, for `JSON.parse` to give back. */
  readonly json?: Value;
  /** True for a parameter that no call gives a value, so that defaults inside it hold. */
  readonly free?: true;
  /** Set where it stands for the defaults of a Keras class, which a layer of that class has in any case. */
  readonly defaultsOf?: string;
  /** The formula of the number that it is, if it is one: `units`, `units / 2`. */
  readonly number?: OpenNumber;
}

/** `of / by` of whole numbers; not rounded. */
export interface OpenNumber {
  readonly of: SizeExpression;
  readonly by: number;
}

export function isUnknown(value: Value): value is Unknown {
  return typeof value === "object" && value !== null && value.kind === "unknown";
}

export function isKind<K extends Exclude<Value, Primitive>["kind"]>(
  value: Value,
  kind: K,
): value is Extract<Value, { kind: K }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}

/** True for `undefined`, `null`, booleans, numbers and texts. */
export function isPrimitive(value: Value): value is Primitive {
  return typeof value !== "object" || value === null;
}

/** What the texts start with that stand for symbols. */
export const symbolMark = "@@";

export function isSymbol(value: Value): value is string {
  return typeof value === "string" && value.startsWith(symbolMark);
}

/** Things that are worth going on with where a condition is unknown: tensors, layers, models. */
export function isModelPart(value: Value): value is LayerRecord | ModelRecord | TensorValue {
  return isKind(value, "layer") || isKind(value, "model") || isKind(value, "tensor");
}

/** Truth of a condition; `undefined` where it is not known. */
export function truthOf(value: Value): boolean | undefined {
  if (isUnknown(value)) return undefined;
  return isPrimitive(value) ? Boolean(value) : true;
}

let births = 0;

/** A number higher than all before it. */
export function nextBirth(): number {
  return ++births;
}

export function newObject(entries: Iterable<readonly [string, Slot]> = []): ObjectValue {
  return { kind: "object", entries: new Map(entries), born: nextBirth() };
}

export function newArray(items: Slot[]): ArrayValue {
  return { kind: "array", items, born: nextBirth() };
}

/** Items that a value is made of which is younger than `before`; none of one that was there already. */
export function itemsMade(value: Value, before: number): number {
  if (typeof value === "string") return itemsOfText(value);
  if (isKind(value, "iterator")) return value.items.length;
  if (isKind(value, "array")) return value.born > before ? value.items.length : 0;
  if (isKind(value, "object")) return value.born > before ? value.entries.size : 0;
  return isKind(value, "collection") && value.born > before ? value.items.size : 0;
}

export function newIterator(items: readonly Slot[], endless = false): IteratorValue {
  return { kind: "iterator", items, position: 0, endless };
}
