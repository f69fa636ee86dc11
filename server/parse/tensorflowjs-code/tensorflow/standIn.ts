/** Stands in for a layer or function that ConvLens cannot follow, so that what comes before and after is still read. */

import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { CallSite } from "../language/callSite.ts";
import { reasonOf } from "../language/evaluation.ts";
import { isKind, type Slot, type Unknown, type Value } from "../language/values.ts";
import { textOfFile } from "../modules/fileText.ts";
import { applyLayer, tensorsOf } from "./applyLayer.ts";
import { resultOf } from "./callResult.ts";
import { addLayer } from "./createLayer.ts";
import { automaticLayerName } from "./names.ts";
import type { LayerRecord } from "./records.ts";

export function standInLayer(reason: string, range: SourceRange, site: CallSite): LayerRecord {
  const { evaluation } = site.scope;
  const text = textOfFile(evaluation.program, range.uri).slice(
    range.start,
    Math.min(range.end, range.start + 200),
  );
  const writtenClass = /^(?:await\s+)?(?:new\s+)?[\w$.]*?([\w$]+)\s*(?:\(|$)/.exec(text)?.[1] ?? "layer";
  return addLayer(evaluation, {
    name: automaticLayerName(evaluation, writtenClass),
    className: writtenClass,
    writtenClass,
    config: new Map(),
    range,
    classRange: range,
    trainable: true,
    unreadable: `it cannot be worked out: ${reason}`,
    standIn: true,
  });
}

/** A call of something unknown with tensors: most likely gives a tensor. `undefined` where no tensor is given to it. */
export function standInCall(
  callee: Unknown,
  key: string | undefined,
  args: readonly Slot[],
  site: CallSite,
): Value {
  const given = args.filter(({ value }) => isKind(value, "tensor") || isListOfTensors(value));
  if (given.length === 0 || (key !== undefined && notLayers.has(key))) return undefined;
  const inputs = given.flatMap(({ value }) => tensorsOf(value, site));
  const { evaluation } = site.scope;
  const layer = standInLayer(reasonOf(callee), site.range, site);
  return resultOf(applyLayer(layer, inputs, site.range, evaluation), site.node, evaluation);
}

/** Methods that are given tensors without being layers. */
const notLayers: ReadonlySet<string> = new Set(["push", "log", "warn", "error", "dispose", "set", "assert"]);

function isListOfTensors(value: Value): boolean {
  return (
    isKind(value, "array") &&
    value.items.length > 0 &&
    value.items.every((item) => isKind(item.value, "tensor"))
  );
}
