/** A layer in a Keras or TensorFlow.js JSON file. */

import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { camelCase } from "../parse/camelCase.ts";
import { snakeCase } from "../parse/keras-json/configData.ts";
import {
  hasMember,
  type JsonNode,
  type JsonObject,
  memberOf,
  objectAt,
} from "../parse/keras-json/jsonNode.ts";
import { readJson } from "../parse/keras-json/readJson.ts";
import {
  type ArgumentValues,
  givenParam,
  inFormOf,
  type LayerText,
  memberEdits,
  type WrittenMember,
} from "./layerText.ts";
import type { TextEdit } from "./textEdit.ts";

/** `undefined` for a layer whose text cannot be changed: one inside a JSON string, or without a configuration. */
export function jsonLayerText(text: string, node: LayerNode): LayerText | undefined {
  const { start, end } = node.range;
  const slice = text.slice(start, end);
  const { root, error } = readJson(slice);
  const config = objectAt(root, "config");
  if (root?.kind !== "object" || !config || (error && !config.closed)) return undefined;
  const style = styleOf(slice.slice(config.start, config.end), config);
  return {
    spell: (argument) => (style.camelCase ? camelCase(argument) : argument),
    show: (_, value) => jsonValue(value, { ...style, comma: ", ", colon: ": " }),
    withArguments: (set) => argumentEdits({ text, node, config, offset: start, style }, set),
    withName: (name) => {
      const places = [memberOf(root, "name"), memberOf(config, "name")].flatMap((value) =>
        value?.kind === "string" ? [value] : [],
      );
      const texts = places.map((place) => ({
        range: { start: start + place.start, end: start + place.end },
        text: JSON.stringify(name),
      }));
      return texts.length > 0 ? texts : undefined;
    },
    withClass: (className) => {
      const { classRange } = node;
      return text.slice(classRange.start, classRange.end) === node.writtenClass
        ? [{ range: classRange, text: className }]
        : undefined;
    },
  };
}

/** How a file writes objects, as one of them shows. */
export interface JsonStyle {
  readonly colon: string;
  readonly comma: string;
  readonly camelCase: boolean;
}

export function styleOf(slice: string, config: JsonObject): JsonStyle {
  return {
    colon: /":\s/.test(slice) || !/":/.test(slice) ? ": " : ":",
    comma: /,[ \n\r]/.test(slice) || !/,/.test(slice) ? ", " : ",",
    camelCase: config.members.some(({ key }) => snakeCase(key) !== key),
  };
}

/** A value as JSON in that style, on one line. */
export function jsonValue(value: ConfigData, style: JsonStyle): string {
  if (Array.isArray(value)) {
    const list: readonly ConfigData[] = value;
    return `[${list.map((item) => jsonValue(item, style)).join(style.comma)}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([key, inner]) => `${JSON.stringify(key)}${style.colon}${jsonValue(inner, style)}`,
    );
    return `{${members.join(style.comma)}}`;
  }
  return JSON.stringify(value);
}

interface Target {
  readonly text: string;
  readonly node: LayerNode;
  readonly config: JsonObject;
  /** Where the layer starts in the file. */
  readonly offset: number;
  readonly style: JsonStyle;
}

function argumentEdits(
  { text, node, config, offset, style }: Target,
  set: ArgumentValues,
): readonly TextEdit[] | undefined {
  const values = [...config.members].sort((a, b) => a.keyStart - b.keyStart);
  const members = values.map(
    ({ keyStart, value }): WrittenMember => ({
      start: offset + keyStart,
      valueStart: offset + value.start,
      valueEnd: offset + value.end,
    }),
  );
  const replaced = new Map<number, string | null>();
  const added: string[] = [];
  for (const [argument, value] of Object.entries(set)) {
    const param = givenParam(node, argument);
    const index = members.findIndex(
      ({ valueStart, valueEnd }) => valueStart === param?.range.start && valueEnd === param.range.end,
    );
    const written = values[index]?.value;
    if (written) {
      // A number that became a list, or a word that Keras 1 spelt otherwise, is not to be written over.
      const old = param?.kind === "constant" ? param.value : undefined;
      if (!samePlainValue(written, old)) return undefined;
      replaced.set(index, value === undefined ? null : jsonValue(inFormOf(value, old, argument), style));
    } else if (value !== undefined) {
      // A value that comes from elsewhere in the file stays where it is; the layer's own goes before it.
      const key = style.camelCase ? camelCase(argument) : argument;
      if (hasMember(config, key)) return undefined;
      added.push(`${JSON.stringify(key)}${style.colon}${jsonValue(value, style)}`);
    } else if (param && argument !== "batch_shape") {
      // The value comes from elsewhere in the file; the input shape, which others may give, is no setting of the layer.
      return undefined;
    }
  }
  const last = members.at(-1);
  const between = members.length > 1 ? text.slice(members[0]?.valueEnd ?? 0, members[1]?.start ?? 0) : "";
  const separator = /^\s*,\s*$/.test(between) ? between : style.comma;
  return memberEdits({
    members,
    replaced,
    added,
    separator: last ? separator : style.comma,
    empty: offset + config.start + 1,
    padding: "",
  });
}

/** True where the text's value is, read plainly, what the analysis works with. */
function samePlainValue(node: JsonNode, value: ConfigData | undefined): boolean {
  switch (node.kind) {
    case "string":
    case "number":
    case "boolean":
      return node.value === value;
    case "null":
      return value === null;
    case "array":
      return (
        Array.isArray(value) &&
        node.items.length === value.length &&
        node.items.every((item, index) => samePlainValue(item, value[index]))
      );
    default:
      // An initialiser or the like is replaced as a whole; a tuple in Keras's long form is a list.
      return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}
