/** Layers of the program's own classes: `class Foo extends tf.layers.Layer`. They are shown; their sizes are unknown. */
import type { CallSite } from "../language/callSite.ts";
import { type ClassValue, isKind, type Slot, type Value } from "../language/values.ts";
import { addLayer } from "./createLayer.ts";
import { readLayerArguments } from "./layerArguments.ts";
import { automaticLayerName } from "./names.ts";
import type { LayerRecord } from "./records.ts";
import { layerBaseName } from "./tensorflowModule.ts";

/** Classes between a custom layer and `tf.layers.Layer` at most. */
const depthLimit = 20;

export function isLayerClass(type: ClassValue): boolean {
  let at: Value = type;
  for (let depth = 0; depth < depthLimit; depth++) {
    if (isKind(at, "native")) return at.name === layerBaseName;
    if (!isKind(at, "class")) return false;
    at = at.base;
  }
  return false;
}

export function createCustomLayer(type: ClassValue, args: readonly Slot[], site: CallSite): LayerRecord {
  const { evaluation } = site.scope;
  const className = type.name === "" ? "Layer" : type.name;
  const config = args.find(({ value }) => isKind(value, "object"));
  const read = readLayerArguments({ name: className, className }, config, site.nameRange, evaluation);
  return addLayer(evaluation, {
    name: read.name ?? automaticLayerName(evaluation, className),
    className,
    writtenClass: className,
    config: read.config,
    range: site.range,
    classRange: site.nameRange,
    trainable: read.trainable,
    unreadable: `${className} is a layer of this program's own, which ConvLens does not run`,
  });
}
