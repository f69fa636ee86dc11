/** The JSON tree that the readers walk: every value with its place, and plain accessors that never throw. */
import type { SourceRange } from "../../../core/graph/sourceRange.ts";

interface JsonPlace extends SourceRange {
  /** False where the text ends, or goes wrong, inside this value. */
  closed: boolean;
  end: number;
}

export interface JsonMember {
  readonly key: string;
  /** Place of the quote before the key. */
  readonly keyStart: number;
  readonly value: JsonNode;
}

export interface JsonObject extends JsonPlace {
  readonly kind: "object";
  /** In the order of the text; of several with one key the last counts, as for JSON.parse and Python. */
  readonly members: JsonMember[];
  /** Places in `members` by key, where there are so many that a search takes long. */
  index: Map<string, number> | undefined;
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

/** Members up to which looking at each is quicker than a map, which also takes several times their memory. */
const membersSearched = 16;

/** An object of members whose keys may repeat. */
export function objectOf(members: JsonMember[], start: number, end: number): JsonObject {
  const object: JsonObject = { kind: "object", members, index: undefined, start, end, closed: true };
  if (members.length <= membersSearched && allDiffer(members)) return object;
  const distinct: JsonObject = { ...object, members: [] };
  for (const member of members) addMember(distinct, member);
  return distinct;
}

/** Takes the place of an earlier member of that key. */
export function addMember(object: JsonObject, member: JsonMember): void {
  const { members } = object;
  const known = placeOfKey(object, member.key);
  if (known >= 0) {
    members[known] = member;
    return;
  }
  members.push(member);
  if (object.index) object.index.set(member.key, members.length - 1);
  else if (members.length > membersSearched)
    object.index = new Map(members.map(({ key }, place) => [key, place] as const));
}

/** The last member comes into its place. */
export function removeMember(object: JsonObject, key: string): void {
  const place = placeOfKey(object, key);
  const last = object.members.at(-1);
  if (place < 0 || !last) return;
  object.members[place] = last;
  object.index?.set(last.key, place);
  object.members.pop();
  object.index?.delete(key);
}

export function hasMember(object: JsonObject | undefined, key: string): boolean {
  return object !== undefined && placeOfKey(object, key) >= 0;
}

/** The member's value, under the first of both keys that is there. */
export function memberOf(node: JsonNode | undefined, key: string, other = key): JsonNode | undefined {
  if (node?.kind !== "object") return undefined;
  const value = valueOfKey(node, key);
  return value || other === key ? value : valueOfKey(node, other);
}

export function objectAt(node: JsonNode | undefined, key: string, other = key): JsonObject | undefined {
  const value = memberOf(node, key, other);
  return value?.kind === "object" ? value : undefined;
}

export function arrayAt(node: JsonNode | undefined, key: string, other = key): JsonArray | undefined {
  const value = memberOf(node, key, other);
  return value?.kind === "array" ? value : undefined;
}

export function stringAt(node: JsonNode | undefined, key: string, other = key): string | undefined {
  const value = memberOf(node, key, other);
  return value?.kind === "string" ? value.value : undefined;
}

function valueOfKey(object: JsonObject, key: string): JsonNode | undefined {
  const place = placeOfKey(object, key);
  return place < 0 ? undefined : object.members[place]?.value;
}

/** -1 where the object has no such member. */
function placeOfKey({ members, index }: JsonObject, key: string): number {
  if (index) return index.get(key) ?? -1;
  for (let place = 0; place < members.length; place++) if (members[place]?.key === key) return place;
  return -1;
}

function allDiffer(members: readonly JsonMember[]): boolean {
  for (let place = 1; place < members.length; place++) {
    const key = members[place]?.key;
    for (let earlier = 0; earlier < place; earlier++) if (members[earlier]?.key === key) return false;
  }
  return true;
}

/** The integer that a node holds, or undefined. */
export function integerOf(node: JsonNode | undefined): number | undefined {
  return node?.kind === "number" && Number.isSafeInteger(node.value) ? node.value : undefined;
}
