/** Reads the object that a layer factory is given: arguments by Keras 3 name, the layer's name, the layer inside a wrapper. */

import { heedsTrainable } from "../../../../core/dialect/rows/training.ts";
import type { ConfigData, ParamValue } from "../../../../core/graph/paramValue.ts";
import type { Problem } from "../../../../core/graph/problem.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { findLayerSpec } from "../../../../core/layers/index.ts";
import { type Evaluation, reasonOf, report } from "../language/evaluation.ts";
import { isKind, isUnknown, type ObjectValue, type Slot } from "../language/values.ts";
import { cellParam, kerasSpelling, paramOf, snakeCaseOfKey } from "./configValues.ts";
import type { LayerFactory } from "./layerFactories.ts";
import type { LayerRecord } from "./records.ts";

export interface LayerArguments {
  readonly config: Map<string, ParamValue>;
  readonly name?: string;
  readonly trainable: boolean;
  readonly wrapped?: LayerRecord;
  /** Why none of the arguments is known. */
  readonly unreadable?: string;
}

export function readLayerArguments(
  factory: LayerFactory,
  argument: Slot | undefined,
  place: SourceRange,
  evaluation: Evaluation,
): LayerArguments {
  const config = new Map<string, ParamValue>();
  const given = argument?.value;
  if (isUnknown(given))
    return { config, trainable: true, unreadable: `its arguments are not known: ${reasonOf(given)}` };
  const object = isKind(given, "object") ? given : undefined;
  for (const [key, slot] of object?.entries ?? []) readArgument(key, slot, factory, config, evaluation);
  if (object) setInputShape(object, factory, config, evaluation);
  if (object?.rest && object.rest.defaultsOf !== factory.className)
    coverHidden(factory, reasonOf(object.rest), argument?.range ?? place, config);
  else setDefaults(factory, place, config);
  const name = object?.entries.get("name")?.value;
  const trainable = object?.entries.get("trainable");
  const heeded = heedsTrainable(factory.className, "tfjs");
  if (trainable?.value === false && !heeded)
    config.set("trainable", { kind: "constant", value: false, range: trainable.range });
  const inside = object?.entries.get("layer")?.value;
  return {
    config,
    ...(typeof name === "string" && name !== "" ? { name } : {}),
    trainable: trainable?.value !== false || !heeded,
    ...(isKind(inside, "layer") ? { wrapped: inside } : {}),
  };
}

/** Read for themselves, or of no use to anyone here. */
const handledApart: ReadonlySet<string> = new Set([
  "name",
  "trainable",
  "layer",
  "weights",
  "inputShape",
  "batchInputShape",
  "batchSize",
  "inputDType",
]);

function readArgument(
  key: string,
  slot: Slot,
  factory: LayerFactory,
  config: Map<string, ParamValue>,
  evaluation: Evaluation,
): void {
  if (handledApart.has(key)) return;
  if (key.includes("_") && !factory.own) {
    const camel = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    report(
      evaluation,
      "invalid-argument",
      "warning",
      `TensorFlow.js does not know the argument "${key}" and ignores it; write ${camel}.`,
      slot.range,
      renamedKey(key, camel, slot, evaluation),
    );
    return;
  }
  const param = key === "cell" || key === "cells" ? cellParam(slot, evaluation) : paramOf(slot, evaluation);
  if (!param) return;
  const renamed = factory.renamed?.[key];
  const name = renamed ?? snakeCaseOfKey(key);
  const value = kerasSpelling(name, param);
  config.set(name, renamed !== undefined && value.kind === "constant" ? { ...value, written: key } : value);
}

/** The key before the value, where it stands there. */
function renamedKey(
  key: string,
  camel: string,
  { range }: Slot,
  { text }: Evaluation,
): Problem["remedies"] | undefined {
  const before = text.slice(Math.max(0, range.start - key.length - 100), range.start);
  const gap = /\s*:\s*$/.exec(before)?.[0].length ?? 0;
  const end = range.start - gap;
  if (gap === 0 || text.slice(end - key.length, end) !== key) return undefined;
  const place = { start: end - key.length, end };
  return [{ kind: "text", title: `Rename ${key} to ${camel}`, safe: false, range: place, text: camel }];
}

/** `batch_shape`, batch first, from any of the arguments that TensorFlow.js takes a layer's input shape from. */
function setInputShape(
  object: ObjectValue,
  factory: LayerFactory,
  config: Map<string, ParamValue>,
  evaluation: Evaluation,
): void {
  const entry = (key: string) => {
    const slot = object.entries.get(key);
    const param = slot && paramOf(slot, evaluation);
    return param?.kind === "constant" && param.value === null ? undefined : param;
  };
  const batch = entry("batchSize");
  const whole = entry("batchInputShape");
  const shape = whole ?? withBatch(entry("inputShape"), batch) ?? shapeOfSizes(factory, config, batch);
  if (shape) config.set("batch_shape", shape);
}

/** TensorFlow.js also takes a plain number as the shape of one axis. */
function withBatch(shape: ParamValue | undefined, batch: ParamValue | undefined): ParamValue | undefined {
  const first: ConfigData = batch?.kind === "constant" ? batch.value : null;
  if (shape?.kind === "notComputable") {
    const { known, sizes = [] } = shape;
    return known ? { ...shape, known: [first, ...known], sizes: [undefined, ...sizes] } : shape;
  }
  if (shape?.kind !== "constant") return shape;
  const list = Array.isArray(shape.value) ? (shape.value as readonly ConfigData[]) : [shape.value];
  return {
    kind: "constant",
    value: [first, ...list],
    range: shape.range,
    elements: [shape.range, ...(shape.elements ?? [shape.range])],
  };
}

/** A number that is not known, as the list of one that it stands for. */
function asList(param: ParamValue): ParamValue {
  if (param.kind !== "notComputable" || !param.size) return param;
  return { ...param, known: [undefined], sizes: [param.size] };
}

/** `inputDim` of Dense; `inputLength` of Embedding, where no length means one free axis. */
function shapeOfSizes(
  factory: LayerFactory,
  config: ReadonlyMap<string, ParamValue>,
  batch: ParamValue | undefined,
): ParamValue | undefined {
  const width = config.get("input_dim");
  if (factory.className === "Dense") return width && withBatch(asList(width), batch);
  if (factory.className !== "Embedding" || !width) return undefined;
  const length = config.get("input_length");
  return withBatch(length ? asList(length) : { kind: "constant", value: null, range: width.range }, batch);
}

function setDefaults(factory: LayerFactory, place: SourceRange, config: Map<string, ParamValue>): void {
  for (const [key, value] of Object.entries(factory.defaults ?? {})) {
    const given = config.get(key);
    if (!given || (given.kind === "constant" && given.value === null))
      config.set(key, { kind: "constant", value, range: place });
  }
}

/** Any argument may be in an unknown that was spread into the object. */
function coverHidden(
  factory: LayerFactory,
  reason: string,
  range: SourceRange,
  config: Map<string, ParamValue>,
): void {
  const names = findLayerSpec(factory.className)?.params.map(({ name }) => name) ?? [];
  for (const name of ["batch_shape", ...names]) {
    if (!config.has(name)) config.set(name, { kind: "notComputable", reason, range });
  }
}
