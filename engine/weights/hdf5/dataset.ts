/** The bytes of an array: in one piece, in the header, or in chunks that may be compressed (format specification, IV.A.2.i). */
import { unzlibSync } from "fflate";
import {
  type ByteSource,
  type Cursor,
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
import { type Datatype, readDataspace, readDatatype } from "./datatype.ts";
import { type HeaderMessage, messageCursor, messagesOf, messageTypes } from "./objectHeader.ts";

export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly type: Datatype;
  /** Exactly the elements, in row-major order; part of the file where that has them in one piece. */
  readonly bytes: Uint8Array;
}

/** `limitBytes`: the most that chunks may come to once they are unpacked. */
export function readArray(
  source: ByteSource,
  messages: readonly HeaderMessage[],
  limitBytes: number,
): Hdf5Array {
  const shape = readDataspace(only(source, messages, messageTypes.dataspace, "shape"));
  const type = readDatatype(only(source, messages, messageTypes.datatype, "number type"));
  const size = shape.reduce((product, length) => product * length, type.size);
  const layout = only(source, messages, messageTypes.layout, "place");
  const version = readUnsigned(layout, 1);
  if (version !== 3 && version !== 4)
    throw new Hdf5Error(`its layout has version ${version}; 3 and 4 are read`);
  const form = readUnsigned(layout, 1);
  switch (form) {
    case 0:
      return { shape, type, bytes: exactly(readBytes(layout, readUnsigned(layout, 2)), size, shape) };
    case 1: {
      const at = readAddress(layout);
      const stored = readLength(layout);
      if (at === noAddress) return { shape, type, bytes: unwritten(size, limitBytes) };
      if (stored < size)
        throw new Hdf5Error(`it holds ${stored} bytes, and its shape ${shape.join("×")} needs ${size}`);
      return { shape, type, bytes: readBytes(cursorAt(source, at), size) };
    }
    case 2: {
      if (version === 4) throw new Hdf5Error("its chunks are indexed as in HDF5 1.10, which is not read");
      return {
        shape,
        type,
        bytes: readChunks(layout, messages, { shape, size, elementSize: type.size, limitBytes }),
      };
    }
    default:
      throw new Hdf5Error(`its layout is of class ${form}; 0 to 2 are read`);
  }
}

function only(source: ByteSource, messages: readonly HeaderMessage[], type: number, what: string): Cursor {
  const [message] = messagesOf(messages, type);
  if (!message) throw new Hdf5Error(`it has no ${what}`);
  return messageCursor(source, message);
}

function exactly(bytes: Uint8Array, size: number, shape: readonly number[]): Uint8Array {
  if (bytes.length >= size) return bytes.subarray(0, size);
  throw new Hdf5Error(`it holds ${bytes.length} bytes, and its shape ${shape.join("×")} needs ${size}`);
}

/** An array of which nothing was ever written is zero. */
function unwritten(size: number, limitBytes: number): Uint8Array {
  checkLimit(size, limitBytes, 0);
  return new Uint8Array(size);
}

function checkLimit(size: number, limitBytes: number, stored: number): void {
  if (size <= limitBytes) return;
  throw new Hdf5Error(
    `it unpacks to ${size} bytes from ${stored} in the file, and the limit is ${limitBytes}`,
  );
}

interface ChunkedArray {
  readonly shape: readonly number[];
  /** Bytes of the whole array. */
  readonly size: number;
  readonly elementSize: number;
  readonly limitBytes: number;
}

function readChunks(layout: Cursor, messages: readonly HeaderMessage[], array: ChunkedArray): Uint8Array {
  const { source } = layout;
  checkLimit(array.size, array.limitBytes, source.bytes.length);
  const rank = readUnsigned(layout, 1) - 1;
  const tree = readAddress(layout);
  const chunk = Array.from({ length: Math.max(0, rank) }, () => readUnsigned(layout, 4));
  const elementSize = readUnsigned(layout, 4);
  if (rank !== array.shape.length || elementSize !== array.elementSize || chunk.includes(0)) {
    throw new Hdf5Error(`its chunks ${chunk.join("×")} do not fit its shape ${array.shape.join("×")}`);
  }
  const chunkBytes = chunk.reduce((product, size) => product * size, elementSize);
  checkLimit(chunkBytes, array.limitBytes, source.bytes.length);
  const filters = readFilters(source, messages);
  const bytes = new Uint8Array(array.size);
  if (tree === noAddress) return bytes;
  const places = chunkPlaces(source, tree, rank);
  if (places.length * chunkBytes > 8 * Math.max(array.size, 2 ** 20)) {
    throw new Hdf5Error(
      `it has ${places.length} chunks of ${chunkBytes} bytes for ${array.size} bytes; the file is damaged`,
    );
  }
  for (const place of places) {
    const stored = readBytes(cursorAt(source, place.at), place.stored);
    const unpacked = unpackChunk(stored, chunkBytes, elementSize, filters, place.mask);
    copyChunk(unpacked, chunk, place.start, bytes, array);
  }
  return bytes;
}

interface ChunkPlace {
  readonly at: number;
  readonly stored: number;
  /** Filters that were left out, one bit each. */
  readonly mask: number;
  readonly start: readonly number[];
}

/** Chunks below a tree of version 1. */
function chunkPlaces(source: ByteSource, root: number, rank: number): ChunkPlace[] {
  const places: ChunkPlace[] = [];
  const open = [root];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    const cursor = cursorAt(source, address);
    expectSignature(cursor, "TREE");
    const type = readUnsigned(cursor, 1);
    const level = readUnsigned(cursor, 1);
    if (type !== 1) throw new Hdf5Error(`the tree at byte ${address} is not one of chunks`);
    const count = readUnsigned(cursor, 2);
    spend(source, count);
    readAddress(cursor);
    readAddress(cursor);
    for (let child = 0; child < count; child++) {
      const stored = readUnsigned(cursor, 4);
      const mask = readUnsigned(cursor, 4);
      const start = Array.from({ length: rank }, () => readUnsigned(cursor, 8));
      skip(cursor, 8);
      const at = readAddress(cursor);
      if (level === 0) places.push({ at, stored, mask, start });
      else open.push(at);
    }
  }
  return places;
}

/** Numbers of the filters, in the order of writing. */
function readFilters(source: ByteSource, messages: readonly HeaderMessage[]): number[] {
  const [message] = messagesOf(messages, messageTypes.filters);
  if (!message) return [];
  const cursor = messageCursor(source, message);
  const version = readUnsigned(cursor, 1);
  const count = readUnsigned(cursor, 1);
  if (version === 1) skip(cursor, 6);
  return Array.from({ length: count }, () => {
    const filter = readUnsigned(cursor, 2);
    const nameLength = version === 1 || filter >= 256 ? readUnsigned(cursor, 2) : 0;
    skip(cursor, 2);
    const values = readUnsigned(cursor, 2);
    skip(cursor, version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    skip(cursor, 4 * (version === 1 ? values + (values % 2) : values));
    return filter;
  });
}

function unpackChunk(
  stored: Uint8Array,
  size: number,
  elementSize: number,
  filters: readonly number[],
  mask: number,
): Uint8Array {
  let bytes = stored;
  for (let number = filters.length - 1; number >= 0; number--) {
    if (mask & (1 << number)) continue;
    const filter = filters[number];
    if (filter === 1) bytes = inflate(bytes, size);
    else if (filter === 2) bytes = unshuffle(bytes, elementSize);
    // Fletcher's checksum behind the chunk is not checked.
    else if (filter === 3) bytes = bytes.subarray(0, Math.max(0, bytes.length - 4));
    else throw new Hdf5Error(`it is compressed by filter ${filter}; gzip and shuffle are read`);
  }
  if (bytes.length !== size) {
    throw new Hdf5Error(`a chunk has ${bytes.length} bytes where ${size} belong; the file is damaged`);
  }
  return bytes;
}

/** Into a buffer of the size that is right: more does not fit, so a small chunk cannot fill the memory. */
function inflate(bytes: Uint8Array, size: number): Uint8Array {
  try {
    return unzlibSync(bytes, { out: new Uint8Array(size) });
  } catch (error) {
    throw new Hdf5Error(
      `a chunk cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

/** Shuffling put the first bytes of all elements together, then the second ones. */
function unshuffle(bytes: Uint8Array, elementSize: number): Uint8Array {
  const count = Math.floor(bytes.length / elementSize);
  const result = new Uint8Array(bytes.length);
  for (let part = 0; part < elementSize; part++) {
    for (let element = 0; element < count; element++) {
      result[element * elementSize + part] = bytes[part * count + element] as number;
    }
  }
  return result;
}

/** Copies rows of the chunk to their places; what stands out over the array's edge is left. */
function copyChunk(
  from: Uint8Array,
  chunk: readonly number[],
  start: readonly number[],
  to: Uint8Array,
  { shape, elementSize }: ChunkedArray,
): void {
  const rank = shape.length;
  if (rank === 0) {
    to.set(from.subarray(0, to.length));
    return;
  }
  const last = rank - 1;
  const width = Math.min(chunk[last] ?? 0, (shape[last] ?? 0) - (start[last] ?? 0));
  const rows = chunk.slice(0, last).reduce((product, size) => product * size, 1);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let place = start[last] ?? 0;
    let stride = shape[last] ?? 1;
    let inside = width > 0;
    for (let axis = last - 1; axis >= 0; axis--) {
      const size = chunk[axis] ?? 1;
      const at = (start[axis] ?? 0) + (rest % size);
      rest = Math.floor(rest / size);
      inside &&= at < (shape[axis] ?? 0);
      place += at * stride;
      stride *= shape[axis] ?? 1;
    }
    if (!inside) continue;
    const begin = row * (chunk[last] ?? 0) * elementSize;
    to.set(from.subarray(begin, begin + width * elementSize), place * elementSize);
  }
}
