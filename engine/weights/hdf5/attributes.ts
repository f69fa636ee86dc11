/** Text attributes of groups, such as the names of layers and weights (format specification, IV.A.2.m and III.E). */
import { decodeUtf8 } from "../utf8.ts";
import {
  type ByteSource,
  type Cursor,
  cursorAt,
  expectSignature,
  Hdf5Error,
  readAddress,
  readBytes,
  readLength,
  readUnsigned,
  skip,
  spend,
} from "./byteSource.ts";
import { type Datatype, readDataspace, readDatatype } from "./datatype.ts";
import { type HeaderMessage, messageCursor, messagesOf, messageTypes } from "./objectHeader.ts";

const mostTexts = 1_000_000;

/** The texts of every attribute that holds text, by the attribute's name. */
export function readTextAttributes(
  source: ByteSource,
  messages: readonly HeaderMessage[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const message of messagesOf(messages, messageTypes.attribute)) {
    const attribute = readAttribute(messageCursor(source, message));
    if (attribute) found.set(attribute.name, attribute.texts);
  }
  return found;
}

function readAttribute(cursor: Cursor): { readonly name: string; readonly texts: string[] } | undefined {
  const version = readUnsigned(cursor, 1);
  if (version < 1 || version > 3) throw new Hdf5Error(`an attribute has version ${version}; 1 to 3 are read`);
  const flags = readUnsigned(cursor, 1);
  if (version > 1 && flags !== 0) return undefined;
  const nameSize = readUnsigned(cursor, 2);
  const typeSize = readUnsigned(cursor, 2);
  const spaceSize = readUnsigned(cursor, 2);
  if (version === 3) skip(cursor, 1);
  // Version 1 fills each part up to a multiple of 8.
  const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const name = textOf(readBytes(cursor, padded(nameSize)));
  const type = readDatatype(part(cursor, padded(typeSize)));
  const shape = readDataspace(part(cursor, padded(spaceSize)));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > mostTexts) throw new Hdf5Error(`the attribute "${name.slice(0, 80)}" has ${count} values`);
  const texts = readTexts(cursor, type, count);
  return texts && { name, texts };
}

function readTexts(cursor: Cursor, type: Datatype, count: number): string[] | undefined {
  if (type.kind === "text") return Array.from({ length: count }, () => textOf(readBytes(cursor, type.size)));
  if (type.kind !== "heapText") return undefined;
  return Array.from({ length: count }, () => {
    const length = readUnsigned(cursor, 4);
    const heap = readAddress(cursor);
    const index = readUnsigned(cursor, 4);
    return length === 0 ? "" : heapText(cursor.source, heap, index, length);
  });
}

/** Object `index` of a global heap. */
function heapText(source: ByteSource, heap: number, index: number, length: number): string {
  const cursor = cursorAt(source, heap);
  expectSignature(cursor, "GCOL");
  skip(cursor, 4);
  const end = heap + readLength(cursor);
  while (cursor.at + 8 + source.lengthSize <= end) {
    spend(source, 1);
    const number = readUnsigned(cursor, 2);
    skip(cursor, 6);
    const size = readLength(cursor);
    if (number === 0) break;
    if (number === index) return textOf(readBytes(cursor, Math.min(length, size)));
    skip(cursor, Math.ceil(size / 8) * 8);
  }
  throw new Hdf5Error(`text ${index} is missing in the heap at byte ${heap}`);
}

function part(cursor: Cursor, size: number): Cursor {
  const at = cursor.at;
  skip(cursor, size);
  return cursorAt(cursor.source, at, size);
}

/** Up to the first zero byte. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
}
