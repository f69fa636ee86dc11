/**
 * Layers of the program's own classes: `class Foo extends tf.layers.Layer`. Their constructor, `build` and
 * `computeOutputShape` are followed like any other code; what `call` computes is not.
 */
import type { WeightSpec } from "../../../../core/layers/operation.ts";
import { type Dim, freeDim, knownDim, unknownDim } from "../../../../core/shape/dim.ts";
import { rankedShape, type Shape, unrankedShape } from "../../../../core/shape/shape.ts";
import { callValue } from "../language/callFunction.ts";
import type { CallSite } from "../language/callSite.ts";
import { constructInto } from "../language/construct.ts";
import { reasonOf, unknownAt } from "../language/evaluation.ts";
import { getMember } from "../language/members.ts";
import { native } from "../language/native.ts";
import {
  type ClassValue,
  isKind,
  isUnknown,
  newArray,
  newObject,
  type ObjectValue,
  type Slot,
  type Value,
} from "../language/values.ts";
import { addLayer } from "./createLayer.ts";
import { readLayerArguments } from "./layerArguments.ts";
import { automaticLayerName } from "./names.ts";
import type { CallRecord, LayerRecord, OwnLayer } from "./records.ts";
import { layerBaseName } from "./tensorflowModule.ts";
import { shapeValue, tensorShape } from "./tensorShapes.ts";

/** Classes between a custom layer and `tf.layers.Layer` at most. */
const depthLimit = 20;

export function isLayerClass(type: ClassValue): boolean {
  let at: Value = type;
  for (let depth = 0; depth < depthLimit; depth++) {
    if (isLayerBase(at)) return true;
    if (!isKind(at, "class")) return false;
    at = at.base;
  }
  return false;
}

/** `tf.layers.Layer` itself. */
export function isLayerBase(value: Value): boolean {
  return isKind(value, "native") && value.name === layerBaseName;
}

export function createCustomLayer(type: ClassValue, args: readonly Slot[], site: CallSite): LayerRecord {
  const { evaluation } = site.scope;
  const instance = newObject();
  instance.classOf = type;
  const place = reasonOf(unknownAt(type.scope.evaluation, type.node, "")).trim();
  const own: OwnLayer = { instance, site, place, weights: [], shapes: [], built: false };
  instance.ownLayer = own;
  constructInto(type, instance, args, site.node, site.scope);
  const given = getMember(type, "className", site.node, site.scope);
  const className = typeof given === "string" ? given : type.name === "" ? "Layer" : type.name;
  const factory = { name: className, className, own: true as const };
  const read = readLayerArguments(factory, own.superArgument ?? args[0], site.nameRange, evaluation);
  const layer = addLayer(evaluation, {
    name: read.name ?? automaticLayerName(evaluation, className),
    className,
    writtenClass: type.name === "" ? className : type.name,
    config: read.config,
    range: site.range,
    classRange: site.nameRange,
    trainable: read.trainable,
    own,
  });
  own.layer = layer;
  return layer;
}

/** What a class has from `tf.layers.Layer`; `undefined` for any other key. */
export function layerBaseMember(instance: ObjectValue, key: string): Value {
  const own = instance.ownLayer;
  if (!own) return undefined;
  switch (key) {
    case "build":
    case "setFastWeightInitDuringBuild":
    case "addLoss":
      return native(key, () => undefined);
    case "call":
    case "computeOutputShape":
      return native(key, ([argument]) => argument?.value);
    case "getConfig":
      return native(key, () => newObject());
    case "addWeight":
      return native(key, (args, site) => addWeight(own, args, site));
    case "name":
    case "trainable":
      return own.layer?.[key];
    case "apply":
    case "getClassName":
      return own.layer && getMember(own.layer, key, own.site.node, own.site.scope);
    default:
      return undefined;
  }
}

/** Works out what the layer's own code says of one more call. */
export function askOwnLayer(call: CallRecord, own: OwnLayer): void {
  const { site } = own;
  const { evaluation } = site.scope;
  const inputs = call.inputs.map((tensor) => tensorShape(tensor, evaluation));
  const shapes = inputs.map((shape) => shapeValue(shape, site.node, evaluation));
  const argument: Slot = {
    value: shapes.length === 1 ? shapes[0] : newArray(shapes.map((value) => ({ value, range: site.range }))),
    range: site.range,
  };
  const ask = (method: string): Value =>
    callValue(getMember(own.instance, method, site.node, site.scope), own.instance, [argument], site);
  if (!own.built) {
    own.built = true;
    ask("build");
  }
  const answer = ask("computeOutputShape");
  // Without a method of its own a layer gives what it is given, free sizes included.
  const outputs = answer === argument.value ? inputs : shapesOf(answer, own.place);
  own.shapes.push({ inputs, outputs });
}

function addWeight(own: OwnLayer, args: readonly Slot[], site: CallSite): Value {
  const { evaluation } = site.scope;
  const [name, shape, , , , trainable] = args;
  const sizes = isKind(shape?.value, "array") ? shape.value.items.map(({ value }) => value) : [shape?.value];
  const unknown = sizes.find((size) => typeof size !== "number");
  if (unknown === undefined && Array.isArray(own.weights)) {
    const weight: WeightSpec = {
      name: typeof name?.value === "string" ? name.value : "weight",
      shape: sizes as number[],
      trainable: trainable?.value !== false,
      initializer: { className: "Zeros", config: {} },
    };
    own.weights.push(weight);
  } else if (Array.isArray(own.weights)) {
    const why = isUnknown(unknown) ? reasonOf(unknown) : "its size is free or no number";
    own.weights = `a weight of ${own.layer?.className ?? "the layer"} cannot be worked out: ${why}`;
  }
  return newObject([
    [
      "read",
      {
        value: native("read", () => unknownAt(evaluation, site.node, "is a value that is learned")),
        range: site.range,
      },
    ],
  ]);
}

function shapesOf(answer: Value, place: string): readonly Shape[] {
  const several = isKind(answer, "array") && isKind(answer.items[0]?.value, "array");
  return several ? answer.items.map(({ value }) => shapeOf(value, place)) : [shapeOf(answer, place)];
}

function shapeOf(value: Value, place: string): Shape {
  if (isUnknown(value)) return unrankedShape(reasonOf(value));
  if (!isKind(value, "array")) return unrankedShape(`computeOutputShape of ${place} gives no list of sizes`);
  return rankedShape(value.items.map((item, axis) => dimOf(item.value, axis, place)));
}

function dimOf(value: Value, axis: number, place: string): Dim {
  if (typeof value === "number") return knownDim(value);
  if (axis === 0) return freeDim("batch");
  return unknownDim(isUnknown(value) ? reasonOf(value) : `${place} works it out from a free size`);
}
