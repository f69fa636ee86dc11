/** The ways a program gets at TensorFlow.js, and what its namespaces hold. */
import type ts from "typescript";
import { callValue } from "../language/callFunction.ts";
import type { CallSite } from "../language/callSite.ts";
import { unknownAt } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import type { Scope } from "../language/scope.ts";
import {
  isKind,
  type ModuleValue,
  type NativeValue,
  newObject,
  type ObjectValue,
  type Slot,
  type Value,
} from "../language/values.ts";
import { createInput, createModel, createSequential } from "./createModel.ts";
import { convolutionCall } from "./dataChecks.ts";
import { dataMaker } from "./dataTensors.ts";
import { layerFactory } from "./layerFactories.ts";
import { loadLayersModel, modelFromJson } from "./loadModel.ts";
import { weightRule } from "./weightRules.ts";

/** One value for each namespace, so that a program that chooses between two packages has the same either way. */
export const tensorflow: ModuleValue = { kind: "module", path: "tf" };
const layersModule: ModuleValue = { kind: "module", path: "tf.layers" };

/** The model of a package; `undefined` for one that is not TensorFlow.js. */
export function tensorflowModule(specifier: string): ModuleValue | undefined {
  if (!tensorflowPackage.test(specifier) && !tensorflowFile.test(specifier)) return undefined;
  return /exports_layers/.test(specifier) ? layersModule : tensorflow;
}

/** By its name, or at an address such as `https://esm.sh/@tensorflow/tfjs@4.22.0?bundle`. */
const tensorflowPackage =
  /(?:^|[/:])(?:@tensorflow\/)?tfjs(?:-node|-node-gpu|-layers|-react-native)?(?:@[^/?]*)?(?:[/?]|$)/;
/** A copy of it beside the program: `./lib/tf.min.js`. A file called `tf.js` is more likely the program's own. */
const tensorflowFile = /(?:^|\/)tf(?:js|-core|-layers)?(?:\.(?:es\d+|fesm|esm|umd|min))+\.m?js(?:\?|$)/;

/** Names that stand for TensorFlow.js when nothing in the file says otherwise. */
export function isTensorflowName(name: string): boolean {
  return name === "tf" || name === "tfl";
}

/** A parameter called `tf` gets TensorFlow.js. */
export function tensorflowParameter(name: string): ModuleValue | undefined {
  return isTensorflowName(name) ? tensorflow : undefined;
}

/** `name` in one of the namespaces. */
export function tensorflowNamed(module: ModuleValue, name: string, node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  switch (module.path) {
    case "tf":
      return (
        topLevel.get(name)?.() ??
        dataMaker(name) ??
        convolutionCall(name) ??
        unknownAt(evaluation, node, reasons.get(name) ?? otherParts)
      );
    case "tf.layers":
      if (name === "input") return native("input", createInput);
      // `const block = tf.layers` that is still being typed, where `block.apply(x)` stands behind.
      if (name === "apply") return unknownAt(evaluation, node, "is no layer");
      if (name === "Layer" || name === "RNNCell" || name === "RNN")
        return {
          kind: "native",
          name: layerBaseName,
          call: (_, site) => unknownAt(site.scope.evaluation, site.node, "is an abstract layer"),
        };
      return { kind: "factory", factory: layerFactory(name) };
    default:
      return weightRule(module.path, name);
  }
}

/** Name of the native that stands for `tf.layers.Layer`, the base of custom layers. */
export const layerBaseName = "tf.layers.Layer";

const otherParts = "is a part of TensorFlow.js that makes no layers";
const reasons: ReadonlyMap<string, string> = new Map([
  ["loadGraphModel", "loads a graph model, which has no layers"],
]);

/** What stands for a file or data where a model is loaded: the path or the data itself. */
const source = (name: string) => native(name, ([slot]) => slot?.value);
const sources = ["fromMemory", "fromMemorySync", "fileSystem", "http", "browserHTTPRequest"].map(source);

const topLevel: ReadonlyMap<string, () => Value> = new Map<string, () => Value>([
  ["layers", () => layersModule],
  ["initializers", () => ({ kind: "module", path: "tf.initializers" })],
  ["regularizers", () => ({ kind: "module", path: "tf.regularizers" })],
  ["constraints", () => ({ kind: "module", path: "tf.constraints" })],
  ["default", () => tensorflow],
  ["sequential", () => native("sequential", createSequential)],
  ["Sequential", () => native("Sequential", createSequential)],
  ["model", () => native("model", createModel)],
  ["LayersModel", () => native("LayersModel", createModel)],
  ["input", () => native("input", createInput)],
  ["tidy", () => native("tidy", tidy)],
  ["loadLayersModel", () => native("loadLayersModel", loadLayersModel)],
  ["loadModel", () => native("loadModel", loadLayersModel)],
  ["models", () => objectOf([native("modelFromJSON", modelFromJson)])],
  ["io", () => objectOf(sources)],
]);

function objectOf(members: readonly NativeValue[]): ObjectValue {
  const range = { start: 0, end: 0 };
  return newObject(members.map((value) => [value.name, { value, range }] as const));
}

/** `tf.tidy(f)` and `tf.tidy("name", f)` call f. */
function tidy(args: readonly Slot[], site: CallSite): Value {
  const callback = args.find(({ value }) => isKind(value, "closure"));
  return callback && callValue(callback.value, undefined, [], site);
}
