/** Opens an HDF5 file and walks its groups: the part of the format that Keras and h5py write by default. */
import { readTextAttributes } from "./attributes.ts";
import { type ByteSource, byteSource, Hdf5Error } from "./byteSource.ts";
import { type Hdf5Array, readArray } from "./dataset.ts";
import { isGroup, readLinks } from "./links.ts";
import { type HeaderMessage, readObjectHeader } from "./objectHeader.ts";
import { readSuperblock } from "./superblock.ts";

export interface Hdf5Group {
  /** Without a slash at the start; empty for the root. */
  readonly path: string;
  /** Names of what it holds, in the file's order. */
  readonly names: readonly string[];
  /** Texts of each attribute that holds text. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** What it holds under a name; `undefined` for nothing. */
  readonly get: (name: string) => Hdf5Object | undefined;
}

export type Hdf5Object =
  | { readonly kind: "group"; readonly group: Hdf5Group }
  | { readonly kind: "array"; readonly path: string; readonly array: Hdf5Array };

/**
 * Calls `use` with the root group. A text says why the file cannot be read: reading goes on while `use` asks for groups and
 * arrays, so all of it belongs inside. `limitBytes` is the most that compressed arrays may unpack to, together.
 */
export function withHdf5<T>(
  bytes: Uint8Array,
  limitBytes: number,
  use: (root: Hdf5Group) => T,
): { readonly kind: "ok"; readonly value: T } | { readonly kind: "refused"; readonly reason: string } {
  const source = byteSource(bytes);
  const file: OpenFile = { source, left: limitBytes };
  try {
    const root = openObject(file, readSuperblock(source), "");
    if (root.kind !== "group") throw new Hdf5Error("its root is not a group");
    return { kind: "ok", value: use(root.group) };
  } catch (error) {
    if (error instanceof Hdf5Error) return { kind: "refused", reason: error.message };
    throw error;
  }
}

interface OpenFile {
  readonly source: ByteSource;
  /** Bytes that arrays may still unpack to. */
  left: number;
}

function openObject(file: OpenFile, address: number, path: string): Hdf5Object {
  return placed(path, () => {
    const messages = readObjectHeader(file.source, address);
    if (isGroup(messages)) return { kind: "group", group: openGroup(file, messages, path) };
    const array = readArray(file.source, messages, file.left);
    // Arrays in one piece share the file's memory.
    if (array.bytes.buffer !== file.source.bytes.buffer) file.left -= array.bytes.length;
    return { kind: "array", path, array };
  });
}

function openGroup(file: OpenFile, messages: readonly HeaderMessage[], path: string): Hdf5Group {
  const links = readLinks(file.source, messages);
  return {
    path,
    names: [...links.keys()],
    texts: readTextAttributes(file.source, messages),
    get: (name) => {
      const address = links.get(name);
      return address === undefined
        ? undefined
        : openObject(file, address, path === "" ? name : `${path}/${name}`);
    },
  };
}

/** Errors name the group or array they are in; that of the innermost stays. */
function placed<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Hdf5Error) || error instanceof PlacedError) throw error;
    throw path === "" ? error : new PlacedError(`"${path.slice(0, 120)}": ${error.message}`);
  }
}

class PlacedError extends Hdf5Error {}
