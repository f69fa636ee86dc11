/** Turns JSON values into plain configuration data with places: tuples become lists, names become snake case. */
import { bareRecord } from "../../../core/graph/bareRecord.ts";
import type { ConfigData, ParamValue } from "../../../core/graph/paramValue.ts";
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, memberOf, stringAt } from "./jsonNode.ts";
import type { ReadContext } from "./readContext.ts";

/** The argument that a JSON value gives. */
export function paramFrom(node: JsonNode, context: ReadContext): ParamValue {
  const range = context.rangeOf(node);
  if (node.kind === "nonFinite") {
    const reason = `the file gives ${node.text}, which is no usable number`;
    return { kind: "notComputable", reason, range };
  }
  const items = node.kind === "array" ? node.items : tupleItems(node);
  const value = configDataFrom(node);
  return items
    ? { kind: "constant", value, range, elements: items.map((item) => context.rangeOf(item)) }
    : { kind: "constant", value, range };
}

/** `kernelSize` becomes `kernel_size`; other names, `W_regularizer` among them, stay. */
export function snakeCase(name: string): string {
  if (!/^[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*$/.test(name)) return name;
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The plain data of a JSON value; a number that is not finite becomes `null`. Depth is bounded by the JSON reader. */
function configDataFrom(node: JsonNode): ConfigData {
  switch (node.kind) {
    case "string":
    case "number":
    case "boolean":
      return node.value;
    case "array":
      return node.items.map(configDataFrom);
    case "object": {
      const items = tupleItems(node);
      return items ? items.map(configDataFrom) : recordFrom(node);
    }
    default:
      return null;
  }
}

function recordFrom(node: JsonObject): ConfigData {
  const record = bareRecord<ConfigData>();
  const camelCase = memberOf(node, "className") !== undefined;
  for (const { key, value } of node.members) {
    record[camelCase ? snakeCase(key) : key] = configDataFrom(value);
  }
  return record;
}

/** Keras writes tuples and shapes as `{"class_name": "__tuple__", "items": [...]}`. */
function tupleItems(node: JsonNode): readonly JsonNode[] | undefined {
  const className = stringAt(node, "class_name");
  return className === "__tuple__" || className === "TensorShape" ? arrayAt(node, "items")?.items : undefined;
}
