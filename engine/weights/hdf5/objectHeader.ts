/** The header of a group or dataset: a list of messages, over several blocks (format specification, IV.A). */
import {
  type ByteSource,
  type Cursor,
  cursorAt,
  expectSignature,
  Hdf5Error,
  readAddress,
  readLength,
  readUnsigned,
  skip,
} from "./byteSource.ts";

export interface HeaderMessage {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

const mostMessages = 100_000;

export function readObjectHeader(source: ByteSource, address: number): HeaderMessage[] {
  const cursor = cursorAt(source, address);
  const messages: HeaderMessage[] = [];
  const blocks: Cursor[] = [];
  const first = readUnsigned(cursor, 1);
  if (first === 1) {
    skip(cursor, 7);
    const size = readUnsigned(cursor, 4);
    skip(cursor, 4);
    blocks.push(cursorAt(source, cursor.at, size));
    for (let block = blocks.pop(); block; block = blocks.pop()) readOldBlock(block, messages, blocks);
  } else {
    cursor.at = address;
    expectSignature(cursor, "OHDR");
    const version = readUnsigned(cursor, 1);
    if (version !== 2) throw new Hdf5Error(`the header at byte ${address} has version ${version}`);
    const flags = readUnsigned(cursor, 1);
    skip(cursor, (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
    const size = readUnsigned(cursor, 1 << (flags & 3));
    blocks.push(cursorAt(source, cursor.at, size));
    for (let block = blocks.pop(); block; block = blocks.pop()) readNewBlock(block, flags, messages, blocks);
  }
  return messages;
}

/** Messages of one type. */
export function messagesOf(messages: readonly HeaderMessage[], type: number): HeaderMessage[] {
  return messages.filter((message) => message.type === type);
}

/** A cursor over the message's own bytes. */
export function messageCursor(source: ByteSource, message: HeaderMessage): Cursor {
  return cursorAt(source, message.at, message.size);
}

/** Version 1: type and size of two bytes each, flags, three unused. */
function readOldBlock(block: Cursor, messages: HeaderMessage[], blocks: Cursor[]): void {
  while (block.at + 8 <= block.end) {
    const type = readUnsigned(block, 2);
    const size = readUnsigned(block, 2);
    const flags = readUnsigned(block, 1);
    skip(block, 3);
    addMessage(block, { type, at: block.at, size }, flags, messages, blocks, 0);
  }
}

/** Version 2: a type of one byte, perhaps the order of creation, and a checksum behind the block. */
function readNewBlock(block: Cursor, header: number, messages: HeaderMessage[], blocks: Cursor[]): void {
  const short = header & 4 ? 6 : 4;
  while (block.at + short <= block.end) {
    const type = readUnsigned(block, 1);
    const size = readUnsigned(block, 2);
    const flags = readUnsigned(block, 1);
    skip(block, short - 4);
    addMessage(block, { type, at: block.at, size }, flags, messages, blocks, 4);
  }
}

/** `frame`: bytes of the signature before, and of the checksum behind, the messages of a continuation. */
function addMessage(
  block: Cursor,
  message: HeaderMessage,
  flags: number,
  messages: HeaderMessage[],
  blocks: Cursor[],
  frame: number,
): void {
  skip(block, message.size);
  if (message.type === messageTypes.continuation) {
    const cursor = messageCursor(block.source, message);
    const at = readAddress(cursor);
    const length = readLength(cursor);
    if (frame > 0) expectSignature(cursorAt(block.source, at), "OCHK");
    blocks.push(cursorAt(block.source, at + frame, length - 2 * frame));
    return;
  }
  const shared = (flags & 2) !== 0;
  const needed = message.type === messageTypes.datatype || message.type === messageTypes.dataspace;
  if (shared && needed) throw new Hdf5Error(`the type at byte ${message.at} is shared, which is not read`);
  if (shared) return;
  if (messages.length >= mostMessages) throw new Hdf5Error(`a header has more than ${mostMessages} messages`);
  messages.push(message);
}
