/** Reads a serialised Sequential or functional model into a graph. */
import { heedsTrainable } from "../../../core/dialect/rows/training.ts";
import type { LayerNode, ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { ParamValue } from "../../../core/graph/paramValue.ts";
import { paramFrom } from "./configData.ts";
import { connectLayers } from "./connectLayers.ts";
import { readTensorList } from "./inboundNodes.ts";
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import type { LayerDraft } from "./layerDraft.ts";
import { currentClassName } from "./legacyClasses.ts";
import { neighbourDataFormats } from "./legacyDataFormat.ts";
import { anchorOf } from "./lineEnds.ts";
import { expandMergedBranches } from "./mergedBranches.ts";
import { type ModelParts, modelPartsOf } from "./modelParts.ts";
import type { ReadContext } from "./readContext.ts";
import {
  classRangeOf,
  freezingClassOf,
  isTrainable,
  readLayer,
  writtenClassOf,
  writtenNameOf,
} from "./readLayer.ts";
import { withBuiltShapes } from "./statedShapes.ts";

/** Reads a model and those inside it; the depth of nesting is bounded by the JSON reader. */
export function readModel(parts: ModelParts, context: ReadContext): ModelGraph {
  const branches = expandMergedBranches(parts);
  const entries = completeLayers(branches?.layers ?? parts.layers.items, context);
  const sequential = branches === undefined && isSequential(parts, entries);
  const { drafts, numbers } = readLayers(parts, entries, sequential, context);
  const ends = branches
    ? { inputs: [], outputs: [] }
    : {
        inputs: readTensorList(memberOf(parts.config, "input_layers", "inputLayers")),
        outputs: readTensorList(memberOf(parts.config, "output_layers", "outputLayers")),
      };
  const wired = branches
    ? drafts.map((draft, index) => ({ ...draft, calls: branches.callsOf(index) }))
    : drafts;
  const connected = sequential
    ? chain(drafts, entries)
    : connectLayers(wired, branches?.numbers ?? numbers, ends, context);
  const range = context.rangeOf(parts.whole);
  const classRange = classRangeOf(parts.whole, context);
  const oneLine = anchorOf(context.lines, range, classRange) >= range.end;
  return {
    name: modelName(parts, sequential),
    kind: sequential ? "sequential" : "functional",
    dialect: context.dialect,
    ...connected,
    range,
    anchor: oneLine ? classRange.end : anchorOf(context.lines, range, classRange),
    trainable:
      !heedsTrainable(freezingClassOf(parts), context.dialect) ||
      (isTrainable(parts.whole) && isTrainable(parts.config)),
  };
}

interface ReadLayers {
  readonly drafts: readonly LayerDraft[];
  /** The first layer of each name. */
  readonly numbers: ReadonlyMap<string, number>;
}

function readLayers(
  parts: ModelParts,
  entries: readonly JsonObject[],
  sequential: boolean,
  context: ReadContext,
): ReadLayers {
  const numbers = new Map<string, number>();
  const dataFormats = neighbourDataFormats(entries, context);
  const drafts = entries.map((layer, index) => {
    const written = writtenNameOf(layer);
    const name = uniqueName(written ?? `${writtenClassOf(layer) || "layer"}_${index}`, numbers, index);
    if (written !== undefined && written !== name) reportDuplicate(written, layer, context);
    const first = sequential ? index === 0 : !hasInboundNodes(layer);
    const built = sequential && index === 0 ? builtInputShape(parts, context) : undefined;
    const dataFormat = dataFormats?.[index];
    return readLayer(layer, { name, first, built, dataFormat, readNested: readModel }, context);
  });
  return { drafts, numbers };
}

/** Objects among the entries; of a text that ends inside one, those before it and a model begun. */
function completeLayers(entries: readonly JsonNode[], context: ReadContext): JsonObject[] {
  const layers: JsonObject[] = [];
  let other: JsonNode | undefined;
  for (const entry of entries) {
    if (entry.kind !== "object") other ??= entry;
    else if (entry.closed || (modelPartsOf(entry)?.layers.items.length ?? 0) > 0) layers.push(entry);
  }
  if (other && !context.damaged) {
    context.problems.push({
      code: "invalid-argument",
      severity: "error",
      message: `A layer is an object with class_name and config; this entry of the list is ${article(other.kind)} and is left out.`,
      range: context.rangeOf(other),
    });
  }
  return layers;
}

function isSequential(parts: ModelParts, entries: readonly JsonObject[]): boolean {
  const className = currentClassName(parts.writtenClass, undefined);
  if (className === "Sequential" || parts.config === undefined) return true;
  if (className === "Functional" || memberOf(parts.config, "input_layers", "inputLayers")) return false;
  return !entries.some(hasInboundNodes);
}

function hasInboundNodes(layer: JsonObject): boolean {
  return (arrayAt(layer, "inbound_nodes", "inboundNodes")?.items.length ?? 0) > 0;
}

/** Every layer takes the output of the one before it. */
function chain(
  drafts: readonly LayerDraft[],
  entries: readonly JsonObject[],
): Pick<ModelGraph, "layers" | "inputs" | "outputs"> {
  const connected = drafts.map(({ node }, index): LayerNode => {
    node.calls = [{ inputs: index === 0 ? [] : [{ layer: index - 1, call: 0, tensor: 0 }] }];
    return node;
  });
  const layers = withBuiltShapes(connected, entries);
  if (layers.length === 0) return { layers, inputs: [], outputs: [] };
  return {
    layers,
    inputs: [{ layer: 0, call: 0, tensor: 0 }],
    outputs: [{ layer: layers.length - 1, call: 0, tensor: 0 }],
  };
}

/** The input shape that a Sequential remembers of being built. */
function builtInputShape(parts: ModelParts, context: ReadContext): ParamValue | undefined {
  const shape =
    arrayAt(parts.config, "build_input_shape", "buildInputShape") ??
    arrayAt(objectAt(parts.whole, "build_config"), "input_shape");
  return shape && paramFrom(shape, context);
}

function modelName(parts: ModelParts, sequential: boolean): string {
  const written = stringAt(parts.config, "name") ?? stringAt(parts.whole, "name");
  return written ?? (sequential ? "sequential" : "model");
}

function uniqueName(wanted: string, numbers: Map<string, number>, index: number): string {
  let name = wanted;
  // The number of the layer is free but for names made to clash.
  while (numbers.has(name)) name = `${name}#${index}`;
  numbers.set(name, index);
  return name;
}

function reportDuplicate(name: string, layer: JsonObject, context: ReadContext): void {
  const node = memberOf(layer, "name") ?? memberOf(objectAt(layer, "config"), "name") ?? layer;
  context.problems.push({
    code: "duplicate-layer-name",
    severity: "error",
    message: `The model has a layer "${name}" already. Keras and TensorFlow.js refuse two layers of one name: give this one another.`,
    range: context.rangeOf(node),
    layer: name,
  });
}

function article(kind: JsonNode["kind"]): string {
  if (kind === "array") return "a list";
  return kind === "null" ? "null" : kind === "nonFinite" ? "no number" : `a ${kind}`;
}
