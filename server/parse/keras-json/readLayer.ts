/** Reads one serialised layer, with the layer or model inside it. */
import { heedsTrainable } from "../../../core/dialect/rows/training.ts";
import type { LayerNode, ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import { paramFrom } from "./configData.ts";
import { readInboundNodes } from "./inboundNodes.ts";
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, integerOf, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import { readLayerConfig } from "./layerConfig.ts";
import type { DraftNode, LayerDraft } from "./layerDraft.ts";
import { currentClassName } from "./legacyClasses.ts";
import { anchorOf } from "./lineEnds.ts";
import { type ModelParts, modelPartsOf, wrappedLayerOf } from "./modelParts.ts";
import { isOperation, withCallArguments } from "./operationCall.ts";
import type { ReadContext } from "./readContext.ts";
import { isTensorflowFunction, withTensorflowArguments } from "./tensorflowCall.ts";

export interface LayerPosition {
  /** Name in the model; the reader of the model makes it unique. */
  readonly name: string;
  readonly first: boolean;
  readonly built: LayerNode["config"][string] | undefined;
  readonly dataFormat: LayerNode["config"][string] | undefined;
  /** Reads a model inside the layer. */
  readonly readNested: (parts: ModelParts, context: ReadContext) => ModelGraph;
}

/** Reads a layer; total for any object. */
export function readLayer(layer: JsonObject, position: LayerPosition, context: ReadContext): LayerDraft {
  const configNode = memberOf(layer, "config");
  const config = configNode?.kind === "object" ? configNode : undefined;
  const writtenClass = writtenClassOf(layer);
  const operation = isOperation(layer);
  const className = operation
    ? `ops.${writtenClass}`
    : currentClassName(writtenClass, stringAt(config, "mode"));
  const parts = modelPartsOf(layer);
  const inside = wrappedLayerOf(config);
  const range = context.rangeOf(layer);
  const classRange = classRangeOf(layer, context);
  const written = readInboundNodes(
    memberOf(layer, "inbound_nodes", "inboundNodes"),
    /OpLambda$|OpLayer$/.test(className),
  );
  if (written.wrappedOnce) reportWrappedOnce(position.name, context.rangeOf(written.wrappedOnce), context);
  const object = integerOf(memberOf(layer, "shared_object_id"));
  const built = position.built ?? builtShape(layer, context);
  const params = readLayerConfig(config, className, { ...position, built }, context);
  const node: DraftNode = {
    name: position.name,
    className,
    writtenClass,
    config: operation
      ? withCallArguments(layer, params, context)
      : isTensorflowFunction(className)
        ? withTensorflowArguments(layer, params, context)
        : params,
    calls: [],
    range,
    classRange,
    anchor: anchorOf(context.lines, range, classRange),
    trainable:
      !heedsTrainable(parts ? freezingClassOf(parts) : className, context.dialect) ||
      (isTrainable(layer) && isTrainable(config)),
  };
  // Keras numbers the objects that it writes more than once.
  if (object !== undefined) node.weightsKey = `object ${object}`;
  if (context.kerasVersion) node.kerasVersion = context.kerasVersion;
  if (parts) node.model = position.readNested(parts, context);
  if (inside) node.wrapped = readInside(inside, position, context);
  if (writtenClass === "") node.unreadable = "the file does not say its class (class_name)";
  return { calls: written.calls, node };
}

/** The name by which other layers call it; the entry's own name goes before that in the configuration. */
export function writtenNameOf(layer: JsonObject): string | undefined {
  return stringAt(layer, "name") ?? stringAt(objectAt(layer, "config"), "name");
}

/** Class as the file writes it; where only `registered_name` is there, that one. */
export function writtenClassOf(layer: JsonObject): string {
  return stringAt(layer, "class_name", "className") ?? stringAt(layer, "registered_name") ?? "";
}

/** Place of the class name without its quotes; the opening bracket where there is none. */
export function classRangeOf(layer: JsonObject, context: ReadContext): SourceRange {
  const node = memberOf(layer, "class_name", "className");
  if (node?.kind !== "string" || node.end - node.start < 3) {
    return context.rangeOf({ start: layer.start, end: layer.start + 1 });
  }
  return context.rangeOf({ start: node.start + 1, end: node.end - 1 });
}

/** Class by which a model heeds its `trainable`: that of a functional one, whatever its own name, but for a Sequential. */
export function freezingClassOf({ writtenClass }: ModelParts): "Sequential" | "Functional" {
  return writtenClass === "Sequential" ? "Sequential" : "Functional";
}

export function isTrainable(node: JsonNode | undefined): boolean {
  const flag = memberOf(node, "trainable");
  return !(flag?.kind === "boolean" && !flag.value);
}

function readInside(inside: JsonObject, outer: LayerPosition, context: ReadContext): LayerNode {
  const name = writtenNameOf(inside) ?? writtenClassOf(inside);
  return readLayer(inside, { ...outer, name, first: false, built: undefined }, context).node;
}

/** The input shape that Keras 3 keeps with a built layer, where it is one list. */
function builtShape(layer: JsonObject, context: ReadContext): LayerNode["config"][string] | undefined {
  const shape = arrayAt(objectAt(layer, "build_config"), "input_shape");
  return shape && paramFrom(shape, context);
}

function reportWrappedOnce(name: string, range: SourceRange, context: ReadContext): void {
  context.problems.push({
    code: "nodes-wrapped-once",
    severity: "warning",
    message:
      `inbound_nodes of "${name}" is wrapped in one list too few. It is read as one call here, but ` +
      `TensorFlow.js never finishes loading such a file: write [[["name", 0, 0, {}]]].`,
    range,
    layer: name,
    remedies: [
      {
        kind: "text",
        title: "Add the missing list around the call",
        safe: true,
        range: { start: range.start, end: range.start },
        text: "[",
        behind: { start: range.end, text: "]" },
      },
    ],
  });
}
