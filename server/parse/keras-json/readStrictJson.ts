/** Reads faultless JSON into the tree that `readJson` builds, several times faster; gives up at the first thing out of order. */
import { type JsonMember, type JsonNode, objectOf } from "./jsonNode.ts";
import { createCursor, readScalar, readString, skipSpace } from "./strictScalars.ts";

/** Brackets that are open, with what they hold so far. Those of one depth share a record, so that a list is made once, in its size. */
interface Frame {
  /** Code of the bracket that ends it. */
  closer: number;
  start: number;
  /** The key that the whole stands under, in an object. */
  key: string;
  keyStart: number;
  readonly items: JsonNode[];
  readonly members: JsonMember[];
  /** How many of the items or members are its own; what lies behind them is left from others. */
  count: number;
}

/**
 * The tree of a whole document, or `undefined` for text that is not plain JSON (damaged, with comments, `NaN`, a byte
 * order mark ...) or nested deeper than `nestingLimit`: that is for the careful reader to tell. Linear, and needs no call
 * stack for depth.
 */
export function readStrictJson(text: string, nestingLimit: number): JsonNode | undefined {
  const cursor = createCursor(text);
  const frames: Frame[] = [];
  let depth = 0;
  let around: Frame | undefined;
  for (;;) {
    // A value starts here, behind its key in an object.
    const keyStart = cursor.at;
    let key = "";
    if (around?.closer === closeBrace) {
      const written = readString(cursor);
      skipSpace(cursor);
      if (written === undefined || text.charCodeAt(cursor.at) !== colon) return undefined;
      key = written;
      cursor.at += 1;
      skipSpace(cursor);
    }
    const unit = text.charCodeAt(cursor.at);
    let value: JsonNode | undefined;
    if (unit === openBrace || unit === openBracket) {
      if (depth >= nestingLimit) return undefined;
      around = openFrame(frames, depth);
      depth += 1;
      around.closer = unit === openBrace ? closeBrace : closeBracket;
      around.start = cursor.at;
      around.key = key;
      around.keyStart = keyStart;
      cursor.at += 1;
      skipSpace(cursor);
      if (text.charCodeAt(cursor.at) !== around.closer) continue;
    } else {
      value = readScalar(cursor);
      if (!value) return undefined;
      if (around) addTo(around, value, key, keyStart);
      skipSpace(cursor);
    }
    // Behind a value, or in an empty pair of brackets: close what ends here, up to the comma before the next value.
    for (;;) {
      if (!around) return cursor.at === text.length ? value : undefined;
      const next = text.charCodeAt(cursor.at);
      cursor.at += 1;
      if (next === comma) break;
      if (next !== around.closer) return undefined;
      value = closedNode(around, cursor.at);
      const closed: Frame = around;
      depth -= 1;
      around = depth > 0 ? frames[depth - 1] : undefined;
      if (around) addTo(around, value, closed.key, closed.keyStart);
      skipSpace(cursor);
    }
    skipSpace(cursor);
  }
}

const [comma, colon] = [0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

function openFrame(frames: Frame[], depth: number): Frame {
  const known = frames[depth];
  if (known) {
    known.count = 0;
    return known;
  }
  const frame = { closer: 0, start: 0, key: "", keyStart: 0, items: [], members: [], count: 0 };
  frames.push(frame);
  return frame;
}

function addTo(frame: Frame, value: JsonNode, key: string, keyStart: number): void {
  if (frame.closer === closeBracket) frame.items[frame.count] = value;
  else frame.members[frame.count] = { key, keyStart, value };
  frame.count += 1;
}

function closedNode({ closer, start, items, members, count }: Frame, end: number): JsonNode {
  if (closer === closeBrace) return objectOf(members.slice(0, count), start, end);
  return { kind: "array", items: items.slice(0, count), start, end, closed: true };
}
