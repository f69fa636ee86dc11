/** Puts layers in the place of one in a Keras or TensorFlow.js JSON file, connections included. */
import type { ConfigData } from "../../core/graph/paramValue.ts";
import type { NewLayer } from "../../core/replacement/newLayer.ts";
import { type Shape, shapeToNumbers } from "../../core/shape/shape.ts";
import type { PlacedLayer } from "../analysis/layerWalk.ts";
import { hasMember, type JsonObject, memberOf, objectAt } from "../parse/keras-json/jsonNode.ts";
import { readJson } from "../parse/keras-json/readJson.ts";
import { type JsonStyle, jsonLayerText, jsonValue, styleOf } from "./jsonLayerText.ts";
import { memberEdits } from "./layerText.ts";
import { type LayerExchange, newNames } from "./replaceLayer.ts";
import { applyEdits, indentationAt, lineBreakOf, type TextEdit } from "./textEdit.ts";

export function replaceInJson(
  text: string,
  placed: PlacedLayer,
  { layers, outputs }: LayerExchange,
): readonly TextEdit[] | undefined {
  const { node } = placed.layer;
  const slice = text.slice(node.range.start, node.range.end);
  const { root } = readJson(slice);
  const config = objectAt(root, "config");
  if (root?.kind !== "object" || !config) return undefined;
  const style = styleOf(slice.slice(config.start, config.end), config);
  const names = newNames(placed, layers.length);
  const texts: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const before = index === 0 ? undefined : { name: names[index - 1] ?? "", output: outputs[index - 1] };
    const name = names[index] ?? node.name;
    const written = layer.keeps
      ? keptLayer({ text, placed, root }, layer, { name, before, only: layers.length === 1, style })
      : newLayer({ root, slice }, layer, { name, before, style });
    if (written === undefined) return undefined;
    texts.push(written);
  }
  return [{ range: node.range, text: texts.join(separator(text, node.range.start, style)) }];
}

interface Written {
  readonly text: string;
  readonly placed: PlacedLayer;
  /** The layer's own object; its places count from the layer's start. */
  readonly root: JsonObject;
}

interface Position {
  readonly name: string;
  /** The new layer before it; `undefined` for the first, which takes what the old one took. */
  readonly before: { readonly name: string; readonly output: Shape | undefined } | undefined;
  readonly style: JsonStyle;
}

/** The old layer's text with class, arguments, name and inputs changed. */
function keptLayer(
  { text, placed, root }: Written,
  { className, set }: NewLayer,
  { name, before, only, style }: Position & { readonly only: boolean },
): string | undefined {
  const { node } = placed.layer;
  const layer = jsonLayerText(text, node);
  const values = layer?.withArguments(before ? { ...set, batch_shape: undefined } : set);
  const named = only ? [] : layer?.withName(name);
  const classed = className === node.className ? [] : layer?.withClass(className);
  if (!values || !named || !classed) return undefined;
  const { start, end } = node.range;
  const own = before ? connectionEdits(root, before, style) : [];
  const edits = [...values, ...named, ...classed].map((edit) => ({
    range: { start: edit.range.start - start, end: edit.range.end - start },
    text: edit.text,
  }));
  return applyEdits(text.slice(start, end), [...edits, ...own]);
}

/** Inputs from the layer before; what the file keeps of the built layer, and its number among shared ones, goes. */
function connectionEdits(
  root: JsonObject,
  before: NonNullable<Position["before"]>,
  style: JsonStyle,
): TextEdit[] {
  const entries = [...root.members].sort((a, b) => a.keyStart - b.keyStart);
  const replaced = new Map<number, string | null>();
  for (const [index, { key }] of entries.entries()) {
    if (/^(?:build_config|shared_object_id)$/.test(key)) replaced.set(index, null);
    if (/^inbound_?nodes$/i.test(key)) replaced.set(index, jsonValue(inboundNodes(root, before), style));
  }
  const members = entries.map(({ keyStart, value }) => ({
    start: keyStart,
    valueStart: value.start,
    valueEnd: value.end,
  }));
  return memberEdits({
    members,
    replaced,
    added: [],
    separator: style.comma,
    empty: root.start + 1,
    padding: "",
  });
}

/** A layer written from nothing; the first takes the inputs of the old one as they are written. */
function newLayer(
  { root, slice }: { readonly root: JsonObject; readonly slice: string },
  { className, set }: NewLayer,
  { name, before, style }: Position,
): string {
  const config = { name, ...plainSet(set) };
  const inbound = memberOf(root, "inbound_nodes", "inboundNodes");
  const parts: [string, string][] = [];
  const module = memberOf(root, "module");
  // Keras 3 looks the class up in its module.
  if (module) parts.push(["module", JSON.stringify("keras.layers")]);
  parts.push(["class_name", JSON.stringify(className)], ["config", jsonValue(config, style)]);
  if (module) parts.push(["registered_name", "null"]);
  if (inbound && hasMember(root, "name")) parts.push(["name", JSON.stringify(name)]);
  if (inbound) {
    const nodes = before
      ? jsonValue(inboundNodes(root, before), style)
      : slice.slice(inbound.start, inbound.end);
    parts.push(["inbound_nodes", nodes]);
  }
  return `{${parts.map(([key, value]) => `${JSON.stringify(key)}${style.colon}${value}`).join(style.comma)}}`;
}

/** One call on the layer before, in the form that the file uses. */
function inboundNodes(root: JsonObject, { name, output }: NonNullable<Position["before"]>): ConfigData {
  const nodes = memberOf(root, "inbound_nodes", "inboundNodes");
  const [call] = nodes?.kind === "array" ? nodes.items : [];
  if (!memberOf(call, "args") && !memberOf(call, "kwargs")) return [[[name, 0, 0, {}]]];
  const shape = (output && shapeToNumbers(output)) ?? null;
  const tensor = {
    class_name: "__keras_tensor__",
    config: { shape: shape && [null, ...shape.slice(1)], dtype: "float32", keras_history: [name, 0, 0] },
  };
  return [{ args: [tensor], kwargs: {} }];
}

function plainSet(set: NewLayer["set"]): Record<string, ConfigData> {
  const plain: Record<string, ConfigData> = {};
  for (const [name, value] of Object.entries(set)) if (value !== undefined) plain[name] = value;
  return plain;
}

/** Layers on lines of their own stay so. */
function separator(text: string, start: number, style: JsonStyle): string {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^\s*$/.test(line) && text.lastIndexOf("\n", start - 1) >= 0
    ? `,${lineBreakOf(text)}${indentationAt(text, start)}`
    : style.comma;
}
