/** The bytes of an HDF5 file with checked reads: a file that lies about lengths or addresses gets an error, never a hang. */

/** Why a file cannot be read; caught where the file is opened. */
export class Hdf5Error extends Error {}

/** Address that means "there is none": all bits set. */
export const noAddress = Number.POSITIVE_INFINITY;

export interface ByteSource {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Bytes of an address and of a length, 4 or 8; the superblock sets them. */
  offsetSize: number;
  lengthSize: number;
  /** Structures that may still be read. A file has far fewer; one whose structures point in circles runs out. */
  budget: number;
}

const mostStructures = 5_000_000;

export function byteSource(bytes: Uint8Array): ByteSource {
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offsetSize: 8,
    lengthSize: 8,
    budget: mostStructures,
  };
}

/** A place in the file that moves on as it is read. */
export interface Cursor {
  readonly source: ByteSource;
  at: number;
  /** First byte that does not belong to the structure. */
  readonly end: number;
}

/** Counts the structure against the budget. */
export function cursorAt(source: ByteSource, at: number, length?: number): Cursor {
  spend(source, 1);
  const end = length === undefined ? source.bytes.length : at + length;
  if (!Number.isSafeInteger(at) || at < 0 || end > source.bytes.length) {
    throw new Hdf5Error(
      `something is placed at bytes ${at} to ${end}, and the file has ${source.bytes.length}; it is cut off or damaged`,
    );
  }
  return { source, at, end };
}

/** Counts entries against the budget. */
export function spend(source: ByteSource, entries: number): void {
  source.budget -= entries;
  if (source.budget < 0) {
    throw new Hdf5Error(`its structures point in circles, or there are more than ${mostStructures} of them`);
  }
}

export function skip(cursor: Cursor, bytes: number): void {
  take(cursor, bytes);
}

/** An unsigned number of 1, 2, 4 or 8 bytes. */
export function readUnsigned(cursor: Cursor, bytes: number): number {
  const { view } = cursor.source;
  const at = take(cursor, bytes);
  switch (bytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true);
    case 4:
      return view.getUint32(at, true);
    case 8: {
      const number = view.getBigUint64(at, true);
      return number > BigInt(Number.MAX_SAFE_INTEGER) ? noAddress : Number(number);
    }
    default:
      throw new Hdf5Error(`a number of ${bytes} bytes stands at byte ${at}`);
  }
}

export function readAddress(cursor: Cursor): number {
  const address = readUnsigned(cursor, cursor.source.offsetSize);
  return cursor.source.offsetSize === 4 && address === 0xffffffff ? noAddress : address;
}

export function readLength(cursor: Cursor): number {
  return readUnsigned(cursor, cursor.source.lengthSize);
}

export function readBytes(cursor: Cursor, count: number): Uint8Array {
  const at = take(cursor, count);
  return cursor.source.bytes.subarray(at, at + count);
}

/** Four letters that begin a structure. */
export function expectSignature(cursor: Cursor, signature: string): void {
  const at = cursor.at;
  const found = String.fromCharCode(...readBytes(cursor, signature.length));
  if (found !== signature) {
    throw new Hdf5Error(`at byte ${at} "${signature}" should stand, and does not; the file is damaged`);
  }
}

function take(cursor: Cursor, count: number): number {
  const { at, end } = cursor;
  if (!(count >= 0) || at + count > end) {
    throw new Hdf5Error(`${count} bytes at byte ${at} run past the end of what they belong to, byte ${end}`);
  }
  cursor.at = at + count;
  return at;
}
