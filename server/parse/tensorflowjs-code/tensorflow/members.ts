/** Properties and methods of layers, tensors and models. */
import type ts from "typescript";
import type { CallSite } from "../language/callSite.ts";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import { touch } from "../language/journal.ts";
import { getMember } from "../language/members.ts";
import { native } from "../language/native.ts";
import type { Scope } from "../language/scope.ts";
import { newError, throwIfCaught } from "../language/thrown.ts";
import {
  type DataTensor,
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
import { resultOf } from "./callResult.ts";
import { compileCall } from "./compileModel.ts";
import { countParameters } from "./countParameters.ts";
import { addToSequential, modelAsLayer } from "./createModel.ts";
import { modelRun } from "./dataChecks.ts";
import { dataMember } from "./dataTensors.ts";
import { configObject, configuredShape } from "./layerConfig.ts";
import { layerField } from "./layerFields.ts";
import { layersOfModel } from "./modelLayers.ts";
import {
  type LayerRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  type TensorValue,
} from "./records.ts";
import { tensorflowNamed } from "./tensorflowModule.ts";
import { shapeValue, tensorShape } from "./tensorShapes.ts";
import { isTrainable } from "./trainable.ts";
import { weightMember } from "./weightLists.ts";

export function tensorflowMember(
  base: LayerRecord | ModelRecord | TensorValue | DataTensor | ModuleValue | FactoryValue,
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
      return tensorMember(base, key, node, scope);
    case "data":
      return dataMember(base, key, node, scope.evaluation);
    default:
      return unknownAt(scope.evaluation, node, "is not followed by ConvLens");
  }
}

function tensorMember(tensor: TensorValue, key: string, node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  switch (key) {
    case "shape":
      return shapeValue(tensorShape(tensor, evaluation), node, evaluation);
    case "rank": {
      const shape = tensorShape(tensor, evaluation);
      return shape.kind === "ranked"
        ? shape.dims.length
        : unknownAt(evaluation, node, `is not known: ${shape.reason}`);
    }
    case "name":
    case "originalName":
      return tensor.call.layer.name;
    case "sourceLayer":
      return tensor.call.layer;
    case "dtype":
      return "float32";
    default:
      return unknownAt(evaluation, node, "is not followed by ConvLens");
  }
}

function layerMember(layer: LayerRecord, key: string, node: ts.Node, scope: Scope): Value {
  const { own } = layer;
  if (own && !layerKeys.has(key)) return getMember(own.instance, key, node, scope);
  switch (key) {
    case "apply":
      return native("apply", (args, site) => applyToArguments(layer, args, site));
    case "name":
      return layer.name;
    case "trainable":
      return isTrainable(layer);
    case "getClassName":
      return native(key, () => tensorflowClass(layer.className));
    case "countParams":
      return native(key, (_, site) => countParameters([layer], site));
    case "batchInputShape":
      return configuredShape(layer, node, scope);
    case "getConfig":
      return native(key, (_, site) => configObject(layer, site));
    case "output":
      return outputAt(layer, 0, node, scope);
    case "outputShape":
      return shapesValue(outputAt(layer, 0, node, scope), node, scope);
    case "getOutputAt":
      return native(key, ([index], site) => outputAt(layer, Number(index?.value), site.node, site.scope));
    case "input":
      return single(layer.calls[0]?.inputs ?? [], node, scope);
    case "getInputAt":
      return native(key, ([index], site) =>
        single(layer.calls[Number(index?.value)]?.inputs ?? [], site.node, site.scope),
      );
    default:
      // A model inside another one is a layer of it.
      return layer.model
        ? modelMember(layer.model, key, node, scope)
        : (layerField(layer, key, node, scope) ??
            weightMember([layer], key, node, scope) ??
            unknownAt(scope.evaluation, node, "is not followed by ConvLens"));
  }
}

function outputAt(layer: LayerRecord, index: number, node: ts.Node, scope: Scope): Value {
  const call = layer.calls[index];
  return call
    ? resultOf(call, node, scope.evaluation)
    : unknownAt(scope.evaluation, node, "is asked before the layer is used");
}

/** `outputShape`: one shape as itself, several as a list. */
function shapesValue(output: Value, node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  const range = rangeOf(evaluation, node);
  if (isKind(output, "tensor")) return shapeValue(tensorShape(output, evaluation), node, evaluation);
  if (!isKind(output, "array")) return output;
  return newArray(output.items.map(({ value }) => ({ value: shapesValue(value, node, scope), range })));
}

/** What a layer of the program's own has in common with all layers. */
const layerKeys: ReadonlySet<string> = new Set([
  "apply",
  "name",
  "trainable",
  "getClassName",
  "output",
  "outputShape",
  "getOutputAt",
  "input",
  "getInputAt",
  "countParams",
]);

/** What `getClassName()` says; Keras has its own name for a functional model. */
function tensorflowClass(className: string): string {
  return className === "Functional" ? "Model" : className;
}

function modelMember(model: ModelRecord, key: string, node: ts.Node, scope: Scope): Value {
  switch (key) {
    case "add":
      return native("add", ([argument], site) => {
        addToSequential(model, argument, site);
        return undefined;
      });
    case "pop":
      return native("pop", (_, site) => {
        touch(model, site.scope.evaluation);
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
      return newArray(layersOfModel(model).map((value) => ({ value, range: value.range })));
    case "getLayer":
      return native("getLayer", (args, site) => findLayer(model, args) ?? noLayer(site));
    case "inputs":
      return tensorList(modelInputs(model), model);
    case "outputs":
      return tensorList(modelOutputs(model), model);
    case "input":
      return single(modelInputs(model), node, scope);
    case "output":
      return single(modelOutputs(model), node, scope);
    case "outputShape":
      return shapesValue(single(modelOutputs(model), node, scope), node, scope);
    case "countParams":
      return native(key, (_, site) => countParameters(layersOfModel(model), site));
    case "getClassName":
      return native(key, () => (model.modelKind === "sequential" ? "Sequential" : "Model"));
    case "compile":
      return compileCall(model);
    case "inputNames":
      return namesOf(model, modelInputs(model), node, scope);
    case "outputNames":
      return namesOf(model, modelOutputs(model), node, scope);
    default:
      return (
        weightMember(layersOfModel(model), key, node, scope) ??
        modelRun(model, key) ??
        unknownAt(scope.evaluation, node, "is not followed by ConvLens")
      );
  }
}

function noLayer(site: CallSite): Unknown {
  const { evaluation } = site.scope;
  throwIfCaught(site.node, newError("Error", "No such layer", site.range), site.scope);
  return unknownAt(evaluation, site.node, "names a layer that the model does not have");
}

function findLayer(model: ModelRecord, [name, index]: readonly Slot[]): LayerRecord | undefined {
  const layers = layersOfModel(model);
  const number = typeof name?.value === "number" ? name.value : index?.value;
  return typeof name?.value === "string"
    ? layers.find((layer) => layer.name === name.value)
    : typeof number === "number"
      ? layers[number]
      : undefined;
}

/** Names of the layers that tensors come from; a Sequential has them only once it is compiled or run. */
function namesOf(
  { modelKind, range }: ModelRecord,
  tensors: readonly (TensorValue | Unknown)[],
  node: ts.Node,
  scope: Scope,
): Value {
  const unknown = tensors.find(isUnknown);
  if (unknown) return unknown;
  if (modelKind === "sequential")
    return unknownAt(scope.evaluation, node, "is empty until the model is compiled or run");
  return newArray(
    tensors.map((tensor) => ({ value: isUnknown(tensor) ? tensor : tensor.call.layer.name, range })),
  );
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
