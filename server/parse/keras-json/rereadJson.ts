/**
 * Reads a long text by way of the tree of the one before, of which only the smallest object or list around the change is read anew:
 * from one keystroke to the next, most of a file stays as it is.
 */
import { changeBetween, type TextChange } from "../textChange.ts";
import type { JsonArray, JsonMember, JsonNode, JsonObject } from "./jsonNode.ts";
import { readStrictJson } from "./readStrictJson.ts";

/** UTF-16 units from which on it is worth it, up to those whose tree takes too much memory to be kept. */
const longText = 10_000;
const longestKept = 5_000_000;

let last: { readonly text: string; readonly root: JsonNode } | undefined;

/** As `readStrictJson`; the tree of the text before goes over into the new one, so that it holds until the next call alone. */
export function rereadStrictJson(text: string, nestingLimit: number): JsonNode | undefined {
  if (text.length < longText || text.length > longestKept) return readStrictJson(text, nestingLimit);
  const root = (last && rereadChanged(last, text, nestingLimit)) ?? readStrictJson(text, nestingLimit);
  if (root) last = { text, root };
  return root;
}

type Brackets = JsonObject | JsonArray;
type Movable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An object or list, and the place in it of the next one that holds the change. */
interface Step {
  readonly node: Brackets;
  readonly place: number;
}

/** `undefined` where the change reaches beyond all brackets, or what they hold is not plain JSON; the old tree is as it was then. */
function rereadChanged(
  before: { readonly text: string; readonly root: JsonNode },
  text: string,
  nestingLimit: number,
): JsonNode | undefined {
  const change = changeBetween(before.text, text);
  const shift = change.inserted - change.removed;
  if (change.inserted === 0 && shift === 0) return before.root;
  const { around, inner } = bracketsAround(before.root, change);
  // A larger piece is read as fast from the start.
  if (!inner || (inner.end - inner.start) * 2 > before.text.length) return undefined;
  // Put together, so that it is a text of its own: the names in a piece cut out would each keep a whole old text in memory.
  const piece = ` ${text.slice(inner.start, inner.end + shift)}`;
  const fresh = readStrictJson(piece, nestingLimit - around.length);
  if (!fresh) return undefined;
  move(fresh, inner.start - 1);
  let replacement = fresh;
  for (let step = around.pop(); step; step = around.pop()) {
    putIn(step, replacement, shift);
    replacement = step.node;
  }
  return replacement;
}

/** The innermost object or list with the whole change between its brackets, and those around it from the root inwards. */
function bracketsAround(
  root: JsonNode,
  change: TextChange,
): { readonly around: Step[]; readonly inner: Brackets | undefined } {
  const around: Step[] = [];
  let inner = isAround(root, change) ? root : undefined;
  while (inner) {
    const node: Brackets = inner;
    const values = valuesOf(node);
    const place = values.findIndex((each) => isAround(each, change));
    const value = values[place];
    if (!isAround(value, change)) break;
    around.push({ node, place });
    inner = value;
  }
  return { around, inner };
}

function isAround(node: JsonNode | undefined, { start, removed }: TextChange): node is Brackets {
  if (node?.kind !== "object" && node?.kind !== "array") return false;
  return node.start < start && start + removed < node.end;
}

function valuesOf(node: Brackets): readonly JsonNode[] {
  return node.kind === "array" ? node.items : node.members.map(({ value }) => value);
}

/** Puts a value in its place, and moves all that stands behind it in the text. Where keys repeat, members are in another order. */
function putIn({ node, place }: Step, value: JsonNode, shift: number): void {
  node.end += shift;
  if (node.kind === "array") {
    node.items[place] = value;
    if (shift !== 0) for (const item of node.items) if (item.start > value.start) move(item, shift);
    return;
  }
  const { members } = node;
  const member = members[place];
  if (member) members[place] = { ...member, value };
  if (shift !== 0) for (const each of members) if (each.value.start > value.start) moveMember(each, shift);
}

function moveMember(member: Movable<JsonMember>, by: number): void {
  member.keyStart += by;
  move(member.value, by);
}

/** Not deeper than the nesting that is read, so that the call stack has room. */
function move(node: Movable<JsonNode>, by: number): void {
  node.start += by;
  node.end += by;
  if (node.kind === "array") for (const item of node.items) move(item, by);
  else if (node.kind === "object") for (const member of node.members) moveMember(member, by);
}
