/** `layer.weights`, `model.getWeights()` and the like: which weights there are and their shapes; their values only a run gives. */
import type ts from "typescript";
import type { WeightSpec } from "../../../../core/layers/operation.ts";
import type { CallSite } from "../language/callSite.ts";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import type { Scope } from "../language/scope.ts";
import {
  newArray,
  newObject,
  type ObjectValue,
  type Slot,
  type Unknown,
  type Value,
} from "../language/values.ts";
import { weightsOf } from "./countParameters.ts";
import type { LayerRecord } from "./records.ts";
import { isTrainable } from "./trainable.ts";

/** The members of that kind, for the layers of a model or for one alone; `undefined` for any other key. */
export function weightMember(
  layers: readonly LayerRecord[],
  key: string,
  node: ts.Node,
  scope: Scope,
): Value {
  if (key === "getWeights")
    return native(key, (_, site) => {
      const found = partsOf(layers, site);
      return "kind" in found ? found : listOf(found.map(tensorOf), site);
    });
  if (!/^(?:weights|trainableWeights|nonTrainableWeights)$/.test(key)) return undefined;
  const range = rangeOf(scope.evaluation, node);
  const site = { node, scope, range, nameRange: range };
  const found = partsOf(layers, site);
  if ("kind" in found) return found;
  const wanted = found.filter(({ trained }) => key === "weights" || trained === (key === "trainableWeights"));
  return listOf(
    wanted.map((part) => variableOf(part, site)),
    site,
  );
}

interface Part {
  readonly layer: LayerRecord;
  readonly weight: WeightSpec;
  /** Neither the weight nor its layer is kept from being trained. */
  readonly trained: boolean;
}

/** Those that are trained come first. */
function partsOf(layers: readonly LayerRecord[], site: CallSite): readonly Part[] | Unknown {
  const parts: Part[] = [];
  for (const layer of layers) {
    if (layer.model || layer.wrapped || layer.own)
      return unknownAt(
        site.scope.evaluation,
        site.node,
        `holds the weights of "${layer.name}", of which ConvLens does not know the order`,
      );
    const found = layer.calls.length === 0 ? [] : weightsOf(layer, site);
    if ("kind" in found) return found;
    for (const weight of found)
      parts.push({ layer, weight, trained: weight.trainable && isTrainable(layer) });
  }
  return [...parts.filter(({ trained }) => trained), ...parts.filter(({ trained }) => !trained)];
}

function tensorOf({ weight }: Part): Value {
  return { kind: "data", sizes: weight.shape };
}

/** What TensorFlow.js calls a LayerVariable. */
function variableOf({ layer, weight }: Part, { range, node, scope }: CallSite): ObjectValue {
  const slot = (value: Value): Slot => ({ value, range });
  const unsure = unknownAt(scope.evaluation, node, "depends on when its layer was kept from being trained");
  // TensorFlow.js keeps the older name.
  const own =
    layer.className === "DepthwiseConv2D" && weight.name === "kernel" ? "depthwise_kernel" : weight.name;
  const name = `${layer.name}/${own}`;
  return newObject([
    ["name", slot(name)],
    ["originalName", slot(name)],
    ["shape", slot(newArray(weight.shape.map(slot)))],
    ["trainable", slot(isTrainable(layer) ? weight.trainable : unsure)],
    ["dtype", slot("float32")],
  ]);
}

function listOf(values: readonly Value[], { range }: CallSite): Value {
  return newArray(values.map((value) => ({ value, range })));
}
