/** What a group holds: names and addresses, from symbol tables or from link messages (format specification, III). */
import { decodeUtf8 } from "../utf8.ts";
import {
  type ByteSource,
  cursorAt,
  expectSignature,
  Hdf5Error,
  noAddress,
  readAddress,
  readBytes,
  readLength,
  readUnsigned,
  skip,
  spend,
} from "./byteSource.ts";
import { type HeaderMessage, messageCursor, messagesOf, messageTypes } from "./objectHeader.ts";

/** Addresses of the headers of what a group holds, by name; links to other places and files are left out. */
export function readLinks(source: ByteSource, messages: readonly HeaderMessage[]): Map<string, number> {
  const links = new Map<string, number>();
  for (const message of messagesOf(messages, messageTypes.link)) readLink(source, message, links);
  for (const message of messagesOf(messages, messageTypes.linkInfo)) refuseDense(source, message);
  for (const message of messagesOf(messages, messageTypes.symbolTable)) {
    const cursor = messageCursor(source, message);
    const tree = readAddress(cursor);
    const heap = readAddress(cursor);
    if (tree !== noAddress && heap !== noAddress) readSymbolTable(source, tree, heap, links);
  }
  return links;
}

export function isGroup(messages: readonly HeaderMessage[]): boolean {
  const { link, linkInfo, symbolTable } = messageTypes;
  return messages.some(({ type }) => type === link || type === linkInfo || type === symbolTable);
}

function readLink(source: ByteSource, message: HeaderMessage, links: Map<string, number>): void {
  const cursor = messageCursor(source, message);
  skip(cursor, 1);
  const flags = readUnsigned(cursor, 1);
  const kind = flags & 8 ? readUnsigned(cursor, 1) : 0;
  skip(cursor, (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const length = readUnsigned(cursor, 1 << (flags & 3));
  const name = decodeUtf8(readBytes(cursor, length));
  if (kind === 0) links.set(name, readAddress(cursor));
}

/** Groups of many links that keep the order of creation lie in a heap of their own; Keras writes none. */
function refuseDense(source: ByteSource, message: HeaderMessage): void {
  const cursor = messageCursor(source, message);
  skip(cursor, 1);
  const flags = readUnsigned(cursor, 1);
  skip(cursor, flags & 1 ? 8 : 0);
  if (readAddress(cursor) !== noAddress) {
    throw new Hdf5Error(
      "it has a group in dense storage, which is not read; save it with Keras or h5py as they come",
    );
  }
}

function readSymbolTable(source: ByteSource, tree: number, heap: number, links: Map<string, number>): void {
  const names = readLocalHeap(source, heap);
  for (const leaf of treeLeaves(source, tree)) {
    const cursor = cursorAt(source, leaf);
    expectSignature(cursor, "SNOD");
    skip(cursor, 2);
    const count = readUnsigned(cursor, 2);
    spend(source, count);
    for (let entry = 0; entry < count; entry++) {
      const name = textAt(names, readAddress(cursor));
      const address = readAddress(cursor);
      const cache = readUnsigned(cursor, 4);
      skip(cursor, 20);
      // 2 marks a link to a name, not to a place.
      if (cache !== 2) links.set(name, address);
    }
  }
}

/** Addresses of the symbol nodes below a tree of version 1. */
function treeLeaves(source: ByteSource, root: number): number[] {
  const leaves: number[] = [];
  const open = [root];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    const cursor = cursorAt(source, address);
    expectSignature(cursor, "TREE");
    const type = readUnsigned(cursor, 1);
    const level = readUnsigned(cursor, 1);
    if (type !== 0) throw new Hdf5Error(`the tree at byte ${address} is not one of a group`);
    const count = readUnsigned(cursor, 2);
    spend(source, count);
    readAddress(cursor);
    readAddress(cursor);
    for (let child = 0; child < count; child++) {
      readLength(cursor);
      (level === 0 ? leaves : open).push(readAddress(cursor));
    }
  }
  return leaves;
}

function readLocalHeap(source: ByteSource, address: number): Uint8Array {
  const cursor = cursorAt(source, address);
  expectSignature(cursor, "HEAP");
  skip(cursor, 4);
  const size = readLength(cursor);
  readLength(cursor);
  return readBytes(cursorAt(source, readAddress(cursor)), size);
}

/** Text up to its zero byte. */
function textAt(heap: Uint8Array, at: number): string {
  const end = heap.indexOf(0, at);
  if (at >= heap.length || end < 0) throw new Hdf5Error("the name of an entry is not where it should be");
  return decodeUtf8(heap.subarray(at, end));
}
