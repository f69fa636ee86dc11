/** The hover on one argument of a layer: what it means, its value here, and its default. */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData, ParamValue } from "../../core/graph/paramValue.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import type { ParamSpec } from "../../core/layers/layerSpec.ts";
import { holds } from "../analysis/layerWalk.ts";
import { escapeMarkdown, inlineCode, paragraphs, reasonText } from "./markdown.ts";

export interface ArgumentAt {
  readonly name: string;
  readonly value: ParamValue;
  readonly spec: ParamSpec;
  /** The key where the offset is on it, and the value. */
  readonly range: SourceRange;
}

const longestKey = 80;
const longestValue = 200;

/** The argument at an offset, on its value or on its key; only arguments that the layer's class declares. */
export function argumentAt(text: string, node: LayerNode, offset: number): ArgumentAt | undefined {
  const specs = findLayerSpec(node.className)?.params ?? [];
  for (const spec of specs) {
    const value = Object.hasOwn(node.config, spec.name) ? node.config[spec.name] : undefined;
    if (!value) continue;
    if (holds(value.range, offset)) return { name: spec.name, value, spec, range: value.range };
    if (isKeyBefore(text, offset, value.range.start)) {
      return { name: spec.name, value, spec, range: { start: offset, end: value.range.end } };
    }
  }
  return undefined;
}

/** Markdown for an argument of `node`. */
export function argumentHoverText(node: LayerNode, argument: ArgumentAt): string {
  const { spec, value } = argument;
  const fallback = spec.default === undefined ? "required" : `default ${inlineCode(dataText(spec.default))}`;
  return paragraphs([
    `### ${inlineCode(spec.name)} of ${escapeMarkdown(node.name)} · ${escapeMarkdown(node.className)}`,
    spec.description,
    value.kind === "constant"
      ? `Value ${inlineCode(dataText(value.value))}, ${fallback}.`
      : `Value not known: ${reasonText(value.reason)} (${fallback}).`,
  ]);
}

/** Whether the offset is on the word whose `:` leads to the value: `"filters": 32`, `filters: 32`. */
function isKeyBefore(text: string, offset: number, valueStart: number): boolean {
  if (offset >= valueStart || valueStart - offset > longestKey) return false;
  return /^\w*["']?\s*:\s*$/.test(text.slice(offset, valueStart));
}

function dataText(value: ConfigData): string {
  const text = JSON.stringify(value) ?? "?";
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}
