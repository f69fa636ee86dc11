/** Builds a JSON tree from tokens, mends what it can where they do not fit, and remembers only the first error. */
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import {
  addMember,
  type JsonArray,
  type JsonNode,
  type JsonObject,
  memberOf,
  objectOf,
  removeMember,
} from "./jsonNode.ts";

export interface JsonError {
  readonly message: string;
  readonly range: SourceRange;
}

interface Frame {
  readonly node: JsonObject | JsonArray;
  expect: "key" | "colon" | "value" | "comma";
  key: { readonly name: string; readonly range: SourceRange } | undefined;
  /** True straight after a comma, where a closing bracket is one too early. */
  afterComma: boolean;
}

export interface JsonTreeBuilder {
  readonly textLength: number;
  root: JsonNode | undefined;
  error: JsonError | undefined;
  readonly stack: Frame[];
  /** How many frames of each kind are open, so that a stray bracket costs no search. */
  readonly openFrames: { object: number; array: number };
}

export function createTreeBuilder(textLength: number): JsonTreeBuilder {
  return { textLength, root: undefined, error: undefined, stack: [], openFrames: { object: 0, array: 0 } };
}

export function failAt(builder: JsonTreeBuilder, message: string, start: number, end: number): void {
  builder.error ??= { message, range: { start, end } };
}

/** Adds a value where the tree is being built. */
export function addValue(builder: JsonTreeBuilder, node: JsonNode): void {
  const frame = builder.stack.at(-1);
  const fail = (message: string) => failAt(builder, message, node.start, node.end);
  if (!frame) {
    if (builder.root) fail("The document goes on after its end.");
    else builder.root = node;
    return;
  }
  if (frame.node.kind === "array") {
    if (frame.expect === "comma") fail("A comma is missing before this value.");
    frame.node.items.push(node);
  } else if (frame.key && (frame.expect === "value" || frame.expect === "colon")) {
    if (frame.expect === "colon") fail("A colon is missing before this value.");
    const { name, range } = frame.key;
    addMember(frame.node, { key: name, keyStart: range.start, value: node });
  } else {
    fail("A key in double quotes is expected here.");
    return;
  }
  frame.expect = "comma";
  frame.afterComma = false;
}

export function addString(builder: JsonTreeBuilder, value: string, start: number, end: number): void {
  const frame = builder.stack.at(-1);
  if (frame?.node.kind === "object" && (frame.expect === "key" || frame.expect === "comma")) {
    if (frame.expect === "comma") failAt(builder, "A comma is missing before this key.", start, end);
    frame.key = { name: value, range: { start, end } };
    frame.expect = "colon";
    frame.afterComma = false;
  } else {
    addValue(builder, { kind: "string", value, start, end, closed: true });
  }
}

export function openBracket(builder: JsonTreeBuilder, kind: "object" | "array", start: number): void {
  const end = builder.textLength;
  const node: JsonObject | JsonArray =
    kind === "object" ? objectOf([], start, end) : { kind, items: [], start, end, closed: false };
  node.closed = false;
  addValue(builder, node);
  const expect = kind === "object" ? "key" : "value";
  builder.stack.push({ node, expect, key: undefined, afterComma: false });
  builder.openFrames[kind]++;
}

export function closeBracket(
  builder: JsonTreeBuilder,
  kind: "object" | "array",
  start: number,
  end: number,
): void {
  const top = builder.stack.at(-1);
  if (!top || builder.openFrames[kind] === 0) {
    failAt(builder, "This bracket closes nothing.", start, end);
    return;
  }
  if (top.node.kind !== kind) {
    const what = top.node.kind === "object" ? "object" : "list";
    failAt(builder, `The ${what} that is open here is not closed before this bracket.`, start, end);
    while (builder.stack.at(-1)?.node.kind !== kind) closeTop(builder, false, start);
  } else if (top.afterComma) {
    failAt(builder, "A comma stands before the closing bracket; JSON does not allow it.", start, end);
  } else if (kind === "object" && (top.expect === "colon" || top.expect === "value")) {
    const key = top.key?.range ?? { start, end };
    failAt(builder, "The value of this key is missing.", key.start, key.end);
  }
  closeTop(builder, true, end);
}

export function addComma(builder: JsonTreeBuilder, start: number, end: number): void {
  const frame = builder.stack.at(-1);
  if (!frame) {
    failAt(builder, "The document goes on after its end.", start, end);
    return;
  }
  if (frame.expect !== "comma") failAt(builder, "A value is missing before this comma.", start, end);
  frame.expect = frame.node.kind === "object" ? "key" : "value";
  frame.key = undefined;
  frame.afterComma = true;
}

export function addColon(builder: JsonTreeBuilder, start: number, end: number): void {
  const frame = builder.stack.at(-1);
  if (frame?.node.kind === "object" && frame.expect === "colon") {
    frame.expect = "value";
    return;
  }
  failAt(builder, "A colon is not expected here.", start, end);
  // `"filters":` left without a value has taken the next key for one: give it back.
  if (frame?.node.kind !== "object" || frame.expect !== "comma" || !frame.key) return;
  const taken = memberOf(frame.node, frame.key.name);
  if (taken?.kind !== "string") return;
  removeMember(frame.node, frame.key.name);
  frame.key = { name: taken.value, range: { start: taken.start, end: taken.end } };
  frame.expect = "value";
}

/** Takes the end of the text, which is an error while brackets are open. */
export function endOfText(builder: JsonTreeBuilder): void {
  const open = builder.stack.length;
  if (open === 0) return;
  const bracket = builder.stack.at(-1)?.node.kind === "object" ? "}" : "]";
  const more = open === 1 ? "" : ` and ${open - 1} more closing brackets`;
  const message = `The text ends here, where \`${bracket}\`${more} should follow. The file is cut off or not finished.`;
  failAt(builder, message, Math.max(0, builder.textLength - 1), builder.textLength);
}

function closeTop(builder: JsonTreeBuilder, closed: boolean, end: number): void {
  const frame = builder.stack.pop();
  if (!frame) return;
  builder.openFrames[frame.node.kind]--;
  frame.node.closed = closed;
  frame.node.end = end;
}
