/** `tf.sequential`, `tf.model` and `tf.input`. */

import { callsBehind } from "../graph/buildModelGraph.ts";
import { expressionAt } from "../graph/places.ts";
import { limits, spend } from "../language/budget.ts";
import type { CallSite } from "../language/callSite.ts";
import { type Evaluation, lineEnd, rangeOf, reasonOf, report, unknownAt } from "../language/evaluation.ts";
import { touch } from "../language/journal.ts";
import { isKind, isUnknown, nextBirth, type Slot, type Unknown, type Value } from "../language/values.ts";
import { applyLayer, tensorsOf } from "./applyLayer.ts";
import { resultOf } from "./callResult.ts";
import { addLayer, createLayer } from "./createLayer.ts";
import { layerFactory } from "./layerFactories.ts";
import { automaticModelName } from "./names.ts";
import { type LayerRecord, type ModelRecord, modelInputs, type TensorValue } from "./records.ts";
import { standInLayer } from "./standIn.ts";

export function createSequential([argument]: readonly Slot[], site: CallSite): ModelRecord {
  const model = newModel("sequential", argument, [], [], site);
  const config = argument?.value;
  const layers = isKind(config, "object") ? (config.entries.get("layers")?.value ?? config.rest) : config;
  if (isUnknown(layers)) {
    explainUnknown("layers of this model", layers, site);
    // Any number of layers may stand there.
    addToSequential(model, { value: layers, range: site.range }, site);
  } else if (isKind(layers, "array")) {
    for (const slot of layers.items) addToSequential(model, slot, site);
    if (layers.rest) addToSequential(model, { value: layers.rest, range: site.range }, site);
  }
  return model;
}

/** `model.add(layer)`; a layer that ConvLens cannot follow is shown as unknown. */
export function addToSequential(model: ModelRecord, slot: Slot | undefined, site: CallSite): void {
  if (!slot || model.modelKind !== "sequential") return;
  const { evaluation } = site.scope;
  touch(model, evaluation);
  const layer = isKind(slot.value, "model")
    ? modelAsLayer(slot.value, slot, site)
    : isKind(slot.value, "layer")
      ? slot.value
      : standInLayer(whyNoLayer(slot, evaluation), slot.range, site);
  const last = model.stack.at(-1);
  if (!last && layer.className === "InputLayer" && layer.calls[0]) {
    model.stack.push(layer.calls[0]);
    return;
  }
  const input: TensorValue | Unknown = last
    ? { kind: "tensor", call: last, index: 0 }
    : (hiddenInput(layer, evaluation) ?? noInput(site));
  model.stack.push(applyLayer(layer, [input], slot.range, evaluation));
}

function whyNoLayer({ value, range }: Slot, { program }: Evaluation): string {
  return isUnknown(value) ? reasonOf(value) : `${expressionAt(program, range)} is no layer`;
}

/** A model used as a layer: one record, however often it is used. */
export function modelAsLayer(model: ModelRecord, slot: Slot, site: CallSite): LayerRecord {
  if (model.layer) return model.layer;
  const { evaluation } = site.scope;
  const [input] = modelInputs(model);
  const shape = input && !isUnknown(input) ? input.call.layer.config.get("batch_shape") : undefined;
  const layer = addLayer(evaluation, {
    name: model.name,
    className: model.modelKind === "sequential" ? "Sequential" : "Functional",
    writtenClass: model.modelKind === "sequential" ? "sequential" : "model",
    config: new Map(shape ? [["batch_shape", shape]] : []),
    range: slot.range,
    classRange: slot.range,
    trainable: model.trainable,
    model,
  });
  model.layer = layer;
  return layer;
}

export function createModel([argument]: readonly Slot[], site: CallSite): Value {
  const config = argument?.value;
  if (isUnknown(config)) return explainUnknown("inputs and outputs of this model", config, site);
  if (!isKind(config, "object"))
    return unknownAt(site.scope.evaluation, site.node, "has no inputs and outputs");
  const part = (key: string): (TensorValue | Unknown)[] => {
    const value = config.entries.get(key)?.value ?? config.rest;
    return value === undefined
      ? [unknownAt(site.scope.evaluation, site.node, `has no ${key}`)]
      : tensorsOf(value, site);
  };
  const inputs = part("inputs");
  const outputs = part("outputs");
  const [noInputs] = config.rest || config.entries.has("inputs") ? [] : inputs;
  if (isUnknown(noInputs)) explainUnknown("inputs of this model", noInputs, site);
  for (const output of outputs) if (isUnknown(output)) explainUnknown("outputs of this model", output, site);
  if (outputs.length === 0) tellNoOutputs(config.entries.get("outputs"), site);
  else tellLooseInputs(inputs, outputs, config.entries.get("inputs"), site);
  return newModel("functional", argument, inputs, outputs, site);
}

/** Where the program is followed for certain: what is not may add to the list. */
function tellNoOutputs(outputs: Slot | undefined, { nameRange, scope: { evaluation } }: CallSite): void {
  if (evaluation.budget.uncertain > 0 || evaluation.budget.aside > 0) return;
  report(
    evaluation,
    "invalid-argument",
    "warning",
    "The list of outputs is empty: TensorFlow.js makes a model without layers, which cannot run. Put the tensors into it that come out of the model.",
    outputs?.range ?? nameRange,
  );
}

function tellLooseInputs(
  inputs: readonly (TensorValue | Unknown)[],
  outputs: readonly (TensorValue | Unknown)[],
  given: Slot | undefined,
  { nameRange, scope: { evaluation } }: CallSite,
): void {
  const needed = new Set(callsBehind(outputs, inputs));
  const places = isKind(given?.value, "array") ? given.value.items : [given];
  for (const [index, input] of inputs.entries()) {
    if (isUnknown(input) || needed.has(input.call)) continue;
    report(
      evaluation,
      "invalid-argument",
      "warning",
      `The input "${input.call.layer.name}" leads to no output: TensorFlow.js leaves it out of the model's layers, and predict still takes data for it. Use it, or leave it out of the inputs.`,
      places[index]?.range ?? nameRange,
    );
  }
}

/** `tf.input({shape: [...]})`: the tensor of a new input layer. */
export function createInput([argument]: readonly Slot[], site: CallSite): Value {
  const config = argument?.value;
  const layer = createLayer({ ...layerFactory("inputLayer"), name: "input" }, renamedInput(argument), site);
  if (isKind(config, "object") && config.rest && !layer.config.has("batch_shape"))
    layer.config.set("batch_shape", {
      kind: "notComputable",
      reason: reasonOf(config.rest),
      range: site.range,
    });
  const [call] = layer.calls;
  return call ? resultOf(call, site.node, site.scope.evaluation) : undefined;
}

function renamedInput(argument: Slot | undefined): Slot | undefined {
  if (!argument || !isKind(argument.value, "object")) return argument;
  const entries = new Map(argument.value.entries);
  for (const [from, to] of [
    ["shape", "inputShape"],
    ["batchShape", "batchInputShape"],
  ] as const) {
    const slot = entries.get(from);
    if (slot) entries.set(to, slot);
    entries.delete(from);
  }
  return { ...argument, value: { ...argument.value, entries } };
}

function newModel(
  modelKind: ModelRecord["modelKind"],
  argument: Slot | undefined,
  inputs: readonly (TensorValue | Unknown)[],
  outputs: readonly (TensorValue | Unknown)[],
  site: CallSite,
): ModelRecord {
  const config = argument?.value;
  const given = isKind(config, "object") ? config.entries.get("name")?.value : undefined;
  const named = typeof given === "string" && given !== "";
  const name = named ? given : automaticModelName(site.scope.evaluation, modelKind);
  return addModel({ modelKind, name, named, inputs, outputs, uncompiled: true }, site);
}

export type NewModel = Pick<
  ModelRecord,
  "modelKind" | "name" | "named" | "inputs" | "outputs" | "inside" | "uncompiled"
>;

/** Adds a model; its totals stand at the call that makes it. */
export function addModel(given: NewModel, site: CallSite): ModelRecord {
  const { evaluation, frame } = site.scope;
  spend(evaluation.budget, 10);
  const model: ModelRecord = {
    ...given,
    kind: "model",
    id: evaluation.models.length,
    born: nextBirth(),
    madeIn: frame.closure?.name || undefined,
    range: site.range,
    anchor: lineEnd(evaluation.text, site.nameRange.end),
    path: callsAround(site),
    trainable: true,
    stack: [],
  };
  evaluation.models.push(model);
  return model;
}

/** The call that loads a model is its place, and none that leads to it. */
function callsAround({ node, scope: { evaluation } }: CallSite): ModelRecord["path"] {
  const { calls } = evaluation.program;
  return calls?.node === node ? calls.outer : calls;
}

/** The input layer that TensorFlow.js puts before the first layer of a Sequential; no line of the program shows it. */
function hiddenInput(
  layer: LayerRecord,
  evaluation: CallSite["scope"]["evaluation"],
): TensorValue | undefined {
  if (layer.model) return undefined;
  const shape = layer.config.get("batch_shape");
  const input = addLayer(evaluation, {
    name: `${layer.name}_input`,
    className: "InputLayer",
    writtenClass: "input",
    config: new Map(shape ? [["batch_shape", shape]] : []),
    range: layer.range,
    classRange: layer.classRange,
    trainable: true,
    hidden: true,
  });
  return { kind: "tensor", call: applyLayer(input, [], layer.range, evaluation), index: 0 };
}

/** The first layer of a Sequential that is itself a model has its own input. */
function noInput(site: CallSite): Unknown {
  return unknownAt(site.scope.evaluation, site.node, "starts with a model");
}

function explainUnknown(what: string, cause: Unknown, site: CallSite): Unknown {
  const place = rangeOf(cause.evaluation, cause.node);
  report(
    site.scope.evaluation,
    "argument-not-computable",
    "information",
    `The ${what} cannot be worked out: ${reasonOf(cause)}. ConvLens follows what is in this file, up to ${limits.calls} calls deep.`,
    place.uri === site.range.uri && place.end <= site.range.end && place.start >= site.range.start
      ? place
      : site.nameRange,
  );
  return cause;
}
