/** A JSON file that code imports: its data as values of the program, each with its place in that file. */

import type { JsonNode } from "../../keras-json/jsonNode.ts";
import { readJson } from "../../keras-json/readJson.ts";
import type { FileText } from "../../workspace/workspaceFiles.ts";
import { newArray, newObject, type Slot, type Value } from "../language/values.ts";
import type { DataModule } from "./module.ts";

/** The data is read when it is first asked for: a model's file is mostly taken as a whole. */
export function dataModule(uri: string, { text }: FileText): DataModule {
  let read: { readonly value: Value } | undefined;
  return {
    kind: "data",
    uri,
    text,
    get value() {
      read ??= { value: dataValue(readJson(text).root, uri) };
      return read.value;
    },
  };
}

/** The JSON reader bounds the depth, so recursion is safe here. */
function dataValue(node: JsonNode | undefined, uri: string): Value {
  switch (node?.kind) {
    case "string":
    case "number":
    case "boolean":
      return node.value;
    case "array":
      return newArray(node.items.map((item) => slotOf(item, uri)));
    case "object":
      return newObject(node.members.map(({ key, value }) => [key, slotOf(value, uri)] as const));
    default:
      return null;
  }
}

function slotOf(node: JsonNode, uri: string): Slot {
  return { value: dataValue(node, uri), range: { start: node.start, end: node.end, uri } };
}
