/** Properties and methods of layers, tensors and models. */
import type ts from "typescript";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import { native } from "../language/native.ts";
import type { Scope } from "../language/scope.ts";
import {
  type FactoryValue,
  isKind,
  isUnknown,
  type ModuleValue,
  newArray,
  type Slot,
  type Unknown,
  type Value,
} from "../language/values.ts";
import { applyToArguments } from "./applyLayer.ts";
import { addToSequential, modelAsLayer } from "./createModel.ts";
import {
  type LayerRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  neededBy,
  type TensorValue,
} from "./records.ts";
import { tensorflowNamed } from "./tensorflowModule.ts";

export function tensorflowMember(
  base: LayerRecord | ModelRecord | TensorValue | ModuleValue | FactoryValue,
  key: string,
  node: ts.Node,
  scope: Scope,
): Value {
  switch (base.kind) {
    case "module":
      return tensorflowNamed(base, key, node, scope);
    case "layer":
      return layerMember(base, key, node, scope);
    case "model":
      return modelMember(base, key, node, scope);
    case "tensor":
      return key === "name"
        ? base.call.layer.name
        : unknownAt(scope.evaluation, node, "is a size that ConvLens does not follow yet");
    default:
      return unknownAt(scope.evaluation, node, "is not followed by ConvLens");
  }
}

function layerMember(layer: LayerRecord, key: string, node: ts.Node, scope: Scope): Value {
  switch (key) {
    case "apply":
      return native("apply", (args, site) => applyToArguments(layer, args, site));
    case "name":
      return layer.name;
    case "trainable":
      return layer.trainable;
    case "output": {
      const [call] = layer.calls;
      return call
        ? { kind: "tensor", call, index: 0 }
        : unknownAt(scope.evaluation, node, "is asked before the layer is used");
    }
    case "input": {
      const inputs = layer.calls[0]?.inputs ?? [];
      return single(inputs, node, scope);
    }
    default:
      return unknownAt(scope.evaluation, node, "is not followed by ConvLens");
  }
}

function modelMember(model: ModelRecord, key: string, node: ts.Node, scope: Scope): Value {
  switch (key) {
    case "add":
      return native("add", ([argument], site) => {
        addToSequential(model, argument, site);
        return undefined;
      });
    case "pop":
      return native("pop", () => {
        model.stack.pop();
        return undefined;
      });
    case "apply":
      return native("apply", (args, site) => {
        const slot = { value: model, range: site.range };
        return applyToArguments(modelAsLayer(model, slot, site), args, site);
      });
    case "name":
      return model.name;
    case "trainable":
      return model.trainable;
    case "layers":
      return newArray(layersOf(model).map((value) => ({ value, range: value.range })));
    case "getLayer":
      return native(
        "getLayer",
        (args, site) =>
          findLayer(model, args) ??
          unknownAt(scope.evaluation, site.node, "names a layer that the model does not have"),
      );
    case "inputs":
      return tensorList(modelInputs(model), model);
    case "outputs":
      return tensorList(modelOutputs(model), model);
    case "input":
      return single(modelInputs(model), node, scope);
    case "output":
      return single(modelOutputs(model), node, scope);
    default:
      return unknownAt(scope.evaluation, node, "is not followed by ConvLens");
  }
}

/** Layers in the order of their first call; of a functional model, those its outputs come from. */
function layersOf(model: ModelRecord): LayerRecord[] {
  if (model.modelKind === "sequential") return [...new Set(model.stack.map((call) => call.layer))];
  const seen = new Set<number>();
  const layers = new Set<LayerRecord>();
  const calls = [];
  const stack = [...model.outputs, ...model.inputs];
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (isUnknown(tensor) || seen.has(tensor.call.id)) continue;
    seen.add(tensor.call.id);
    calls.push(tensor.call);
    stack.push(...neededBy(tensor.call));
  }
  for (const call of calls.sort((a, b) => a.id - b.id)) layers.add(call.layer);
  return [...layers];
}

function findLayer(model: ModelRecord, [name, index]: readonly Slot[]): LayerRecord | undefined {
  const layers = layersOf(model);
  const number = typeof name?.value === "number" ? name.value : index?.value;
  return typeof name?.value === "string"
    ? layers.find((layer) => layer.name === name.value)
    : typeof number === "number"
      ? layers[number]
      : undefined;
}

function tensorList(tensors: readonly (TensorValue | Unknown)[], model: ModelRecord): Value {
  return newArray(tensors.map((value) => ({ value, range: model.range })));
}

/** One tensor as itself, several as a list. */
function single(tensors: readonly (TensorValue | Unknown)[], node: ts.Node, scope: Scope): Value {
  const [first] = tensors;
  if (!first) return unknownAt(scope.evaluation, node, "is asked before there is a layer");
  if (tensors.length === 1) return first;
  return newArray(
    tensors.map((value) => ({
      value,
      range: isKind(value, "tensor") ? value.call.range : rangeOf(value.evaluation, value.node),
    })),
  );
}
