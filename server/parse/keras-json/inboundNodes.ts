/** Reads which tensors a layer is called with, in every form that Keras 1, 2, 3 and TensorFlow.js write. */

import { orderedInputs } from "../../../core/graph/callInputs.ts";
import type { CallSettings } from "../../../core/graph/modelGraph.ts";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import type { JsonNode } from "./jsonNode.ts";
import { integerOf, memberOf, objectAt, stringAt } from "./jsonNode.ts";

/** A tensor as the file names it: output `tensor` of call `node` of the layer `name`. */
export interface WrittenRef {
  readonly name: string;
  readonly node: number;
  readonly tensor: number;
  readonly range: SourceRange;
  /** The tensor's shape where the file states it beside the name, to be read with `writtenSizes`. */
  readonly shape: JsonNode | undefined;
}

export interface WrittenCall {
  readonly inputs: readonly WrittenRef[];
  readonly keywords: ReadonlyMap<string, readonly WrittenRef[]>;
  /** Plain values that are given by keyword. */
  readonly settings: ReadonlyMap<string, CallSettings[string]>;
  readonly range: SourceRange;
  /** Written as Keras 3 does, with arguments and keywords. */
  readonly keras3: boolean;
}

export interface WrittenCalls {
  readonly calls: readonly WrittenCall[];
  /** Place of a list that is wrapped once where loaders need it wrapped twice (`[["in", 0, 0]]`). */
  readonly wrappedOnce: SourceRange | undefined;
}

/**
 * Reads `inbound_nodes`. `operation` is true for the layers that tf.keras makes of plain operations
 * (`TFOpLambda`), which it writes wrapped once itself.
 */
export function readInboundNodes(node: JsonNode | undefined, operation: boolean): WrittenCalls {
  const readCall = (call: JsonNode) =>
    operation ? withNamed(readTensors(call)) : inOrder(readTensors(call));
  if (node?.kind === "object") return { calls: [readCall(node)], wrappedOnce: undefined };
  if (node?.kind !== "array" || node.items.length === 0) return { calls: [], wrappedOnce: undefined };
  const once = isWrittenRef(node) || node.items.every(isWrittenRef);
  if (once) return { calls: [readCall(node)], wrappedOnce: operation ? undefined : node };
  return { calls: node.items.filter(isContainer).map(readCall), wrappedOnce: undefined };
}

/** Reads `input_layers` or `output_layers`: one reference, a list, or an object of them, nested at will. */
export function readTensorList(node: JsonNode | undefined): WrittenRef[] {
  const refs: WrittenRef[] = [];
  collectRefs(node, refs, undefined);
  return refs;
}

/** A plain operation takes all its tensors, those given by name in the file's order. */
function withNamed(call: WrittenCall): WrittenCall {
  if (call.keywords.size === 0) return call;
  return { ...call, inputs: [...call.inputs, ...[...call.keywords.values()].flat()] };
}

/** Tensors that a layer takes by name follow those that it is given by place. */
function inOrder(call: WrittenCall): WrittenCall {
  if (call.keywords.size === 0) return call;
  const inputs = orderedInputs(call.inputs, call.keywords);
  // A call by keyword alone that names its tensors otherwise, such as a custom layer's.
  if (inputs.length > 0) return { ...call, inputs };
  return { ...call, inputs: [...call.keywords.values()].flat() };
}

/** What a call gives by keyword. */
type Named = Pick<WrittenCall, "keywords" | "settings">;

/** Of the many calls that give nothing by keyword. */
const nothingNamed: Named = { keywords: new Map(), settings: new Map() };

function readTensors(range: JsonNode): WrittenCall {
  const args = memberOf(range, "args");
  const kwargs = memberOf(range, "kwargs");
  const keras3 = args !== undefined || kwargs !== undefined;
  const inputs: WrittenRef[] = [];
  const given: NamedValue[] = [];
  if (keras3) {
    collectKerasTensors(args, inputs);
    if (kwargs?.kind === "object") {
      for (const { key, value } of kwargs.members) {
        const refs: WrittenRef[] = [];
        collectKerasTensors(value, refs);
        given.push({ name: key, refs, value });
      }
    }
  } else {
    collectRefs(range, inputs, given);
  }
  const { keywords, settings } = given.length === 0 ? nothingNamed : namedOf(given);
  return { inputs, keywords, settings, range, keras3 };
}

/** Keras 3: `{"class_name": "__keras_tensor__", "config": {"keras_history": [name, node, tensor]}}` at any depth. */
function collectKerasTensors(node: JsonNode | undefined, into: WrittenRef[]): void {
  if (node?.kind === "array") {
    for (const item of node.items) collectKerasTensors(item, into);
  } else if (node?.kind === "object") {
    if (stringAt(node, "class_name", "className") === "__keras_tensor__") {
      const config = objectAt(node, "config");
      const history = memberOf(config, "keras_history", "kerasHistory");
      const ref = history && writtenRef(history, memberOf(config, "shape"));
      if (ref) into.push(ref);
    } else {
      for (const member of node.members) collectKerasTensors(member.value, into);
    }
  }
}

/** Keras 1 and 2: `["name", node, tensor, {keyword: ...}]` at any depth; `given` takes what stands by keyword. */
function collectRefs(node: JsonNode | undefined, into: WrittenRef[], given: NamedValue[] | undefined): void {
  if (node?.kind === "string") {
    into.push({ name: node.value, node: 0, tensor: 0, range: node, shape: undefined });
  } else if (node?.kind === "array") {
    const ref = writtenRef(node, undefined);
    if (!ref) {
      for (const item of node.items) collectRefs(item, into, given);
    } else if (ref.node >= 0) {
      // A constant stands under the name `_CONSTANT_VALUE` with node -1.
      into.push(ref);
    }
    if (ref && given) collectKeywords(node.items[3], given);
  } else if (node?.kind === "object") {
    if (stringAt(node, "class_name") === "__keras_tensor__") collectKerasTensors(node, into);
    else for (const member of node.members) collectRefs(member.value, into, given);
  }
}

/** What stands under one keyword: tensors, or else a value. */
interface NamedValue {
  readonly name: string;
  readonly refs: readonly WrittenRef[];
  readonly value: JsonNode;
}

function namedOf(given: readonly NamedValue[]): Named {
  const keywords = new Map<string, readonly WrittenRef[]>();
  const settings = new Map<string, CallSettings[string]>();
  for (const { name, refs, value } of given) {
    if (refs.length > 0) keywords.set(name, refs);
    else if (value.kind === "boolean" || value.kind === "number" || value.kind === "string")
      settings.set(name, value.value);
  }
  return { keywords, settings };
}

function collectKeywords(node: JsonNode | undefined, given: NamedValue[]): void {
  if (node?.kind !== "object") return;
  for (const { key, value } of node.members) {
    const lists = value.kind === "array" && !isTensorTriple(value) ? value.items : [value];
    const refs = lists.filter(isTensorTriple).map((triple) => writtenRef(triple, undefined));
    given.push({ name: key, refs: refs.filter((ref) => ref !== undefined), value });
  }
}

function writtenRef(node: JsonNode, shape: JsonNode | undefined): WrittenRef | undefined {
  if (!isWrittenRef(node) || node.kind !== "array") return undefined;
  const [name, call, tensor] = node.items;
  if (name?.kind !== "string") return undefined;
  return {
    name: name.value,
    node: integerOf(call) ?? 0,
    tensor: Math.max(0, integerOf(tensor) ?? 0),
    range: node,
    shape,
  };
}

/** A list of whole numbers and `null`s, batch first. */
export function writtenSizes(node: JsonNode | undefined): (number | null)[] | undefined {
  if (node?.kind !== "array") return undefined;
  const sizes: (number | null)[] = [];
  for (const item of node.items) {
    const size = item.kind === "null" ? null : integerOf(item);
    if (size === undefined || (size !== null && size < 0)) return undefined;
    sizes.push(size);
  }
  return sizes;
}

/** A name, followed by numbers if by anything; two names in a row are a list of names. */
export function isWrittenRef(node: JsonNode): boolean {
  if (node.kind !== "array" || node.items[0]?.kind !== "string") return false;
  return node.items[1]?.kind !== "string";
}

/** Exactly a name, a call and a tensor: the surer form that is asked for among keyword arguments. */
export function isTensorTriple(node: JsonNode): boolean {
  if (node.kind !== "array" || node.items[0]?.kind !== "string") return false;
  return integerOf(node.items[1]) !== undefined && integerOf(node.items[2]) !== undefined;
}

function isContainer(node: JsonNode): boolean {
  return node.kind === "array" || node.kind === "object";
}
