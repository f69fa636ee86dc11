/** The JSON tree that the readers walk: every value with its place, and plain accessors that never throw. */
import type { SourceRange } from "../../../core/graph/sourceRange.ts";

interface JsonPlace extends SourceRange {
  /** False where the text ends, or goes wrong, inside this value. */
  closed: boolean;
  end: number;
}

export interface JsonMember {
  /** Place of the key with its quotes. */
  readonly keyRange: SourceRange;
  readonly value: JsonNode;
}

export interface JsonObject extends JsonPlace {
  readonly kind: "object";
  /** By key; of several members with one key the last counts, as for JSON.parse and Python. */
  readonly members: Map<string, JsonMember>;
}

export interface JsonArray extends JsonPlace {
  readonly kind: "array";
  readonly items: JsonNode[];
}

export type JsonNode =
  | JsonObject
  | JsonArray
  | (JsonPlace & { readonly kind: "string"; readonly value: string })
  | (JsonPlace & { readonly kind: "number"; readonly value: number })
  | (JsonPlace & { readonly kind: "boolean"; readonly value: boolean })
  | (JsonPlace & { readonly kind: "null" })
  /** `NaN`, `Infinity` or `-Infinity`, which Python writes and JSON does not have. */
  | (JsonPlace & { readonly kind: "nonFinite"; readonly text: string });

/** The member's value, under the first of the keys that is there. */
export function memberOf(
  node: JsonNode | undefined,
  key: string,
  ...others: readonly string[]
): JsonNode | undefined {
  if (node?.kind !== "object") return undefined;
  const member = node.members.get(key);
  if (member) return member.value;
  for (const other of others) {
    const found = node.members.get(other);
    if (found) return found.value;
  }
  return undefined;
}

export function objectAt(node: JsonNode | undefined, key: string, other = key): JsonObject | undefined {
  const value = eitherMember(node, key, other);
  return value?.kind === "object" ? value : undefined;
}

export function arrayAt(node: JsonNode | undefined, key: string, other = key): JsonArray | undefined {
  const value = eitherMember(node, key, other);
  return value?.kind === "array" ? value : undefined;
}

export function stringAt(node: JsonNode | undefined, key: string, other = key): string | undefined {
  const value = eitherMember(node, key, other);
  return value?.kind === "string" ? value.value : undefined;
}

/** Without a list of keys, since this is asked for many times a layer. */
function eitherMember(node: JsonNode | undefined, key: string, other: string): JsonNode | undefined {
  if (node?.kind !== "object") return undefined;
  return (node.members.get(key) ?? node.members.get(other))?.value;
}

/** The integer that a node holds, or undefined. */
export function integerOf(node: JsonNode | undefined): number | undefined {
  return node?.kind === "number" && Number.isSafeInteger(node.value) ? node.value : undefined;
}
