/** The start of an HDF5 file: sizes of addresses, and where the root group is (format specification, II.A). */
import {
  type ByteSource,
  cursorAt,
  Hdf5Error,
  readAddress,
  readBytes,
  readUnsigned,
  skip,
} from "./byteSource.ts";

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}

/** Sets the sizes of addresses and lengths, and gives the address of the root group's header. */
export function readSuperblock(source: ByteSource): number {
  const cursor = cursorAt(source, 0);
  if (!isHdf5(readBytes(cursor, Math.min(8, source.bytes.length)))) {
    throw new Hdf5Error("it does not begin as an HDF5 file does");
  }
  const version = readUnsigned(cursor, 1);
  if (version > 3) throw new Hdf5Error(`its superblock has version ${version}; 0 to 3 are read`);
  if (version < 2) {
    skip(cursor, 4);
    readSizes(source, readUnsigned(cursor, 1), readUnsigned(cursor, 1));
    skip(cursor, version === 0 ? 9 : 13);
  } else {
    readSizes(source, readUnsigned(cursor, 1), readUnsigned(cursor, 1));
    skip(cursor, 1);
  }
  const base = readAddress(cursor);
  readAddress(cursor);
  const end = readAddress(cursor);
  if (base !== 0) throw new Hdf5Error(`its addresses begin at byte ${base}, which is not read`);
  if (Number.isFinite(end) && end > source.bytes.length) {
    throw new Hdf5Error(`it should have ${end} bytes and has ${source.bytes.length}; it is cut off`);
  }
  if (version >= 2) return readAddress(cursor);
  readAddress(cursor);
  // The root's entry in a symbol table: its name, then its header.
  readAddress(cursor);
  return readAddress(cursor);
}

function readSizes(source: ByteSource, offsetSize: number, lengthSize: number): void {
  for (const size of [offsetSize, lengthSize]) {
    if (size !== 4 && size !== 8) throw new Hdf5Error(`it has addresses of ${size} bytes; 4 and 8 are read`);
  }
  source.offsetSize = offsetSize;
  source.lengthSize = lengthSize;
}
