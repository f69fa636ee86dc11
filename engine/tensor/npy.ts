/**
 * NumPy's `.npy` files, versions 1 to 3 (numpy.lib.format): a magic, a header with the type, the order and the shape, then
 * the raw numbers. Reads little-endian numbers in C or Fortran order; writes float32 in C order.
 */
import { elementCount, formatSizes, type Tensor } from "./tensor.ts";

export type NpyResult =
  | { readonly kind: "ok"; readonly tensor: Tensor }
  | { readonly kind: "refused"; readonly reason: string };

interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataStart: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const largestHeader = 65536;
const largestRank = 32;

type ReadNumber = (view: DataView, at: number) => number;
const types: Readonly<Record<string, { readonly bytes: number; readonly read: ReadNumber }>> = {
  "<f4": { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  "<f8": { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  "|i1": { bytes: 1, read: (view, at) => view.getInt8(at) },
  "|u1": { bytes: 1, read: (view, at) => view.getUint8(at) },
  "|b1": { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  "<i2": { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  "<u2": { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  "<i4": { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  "<u4": { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  "<i8": { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  "<u8": { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
};

/** Reads a whole file; the length is checked against the header before anything is allocated. */
export function readNpy(bytes: Uint8Array): NpyResult {
  const header = readHeader(bytes);
  if (typeof header === "string") return { kind: "refused", reason: header };
  const type = Object.hasOwn(types, header.descr) ? types[header.descr] : undefined;
  if (!type) {
    return {
      kind: "refused",
      reason: `The array's type is "${header.descr.slice(0, 40)}"; readable are little-endian ${Object.keys(types).join(", ")}. Save it with .astype("float32").`,
    };
  }
  const count = elementCount(header.shape);
  const found = bytes.length - header.dataStart;
  if (!Number.isSafeInteger(count) || count * type.bytes !== found) {
    return {
      kind: "refused",
      reason: `The header announces ${formatSizes(header.shape)} numbers of ${type.bytes} bytes (${count * type.bytes} bytes), but ${found} bytes follow it.`,
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.dataStart, found);
  const data = new Float32Array(count);
  for (let at = 0; at < count; at++) data[at] = type.read(view, at * type.bytes);
  const tensor = { shape: header.shape, data };
  return { kind: "ok", tensor: header.fortranOrder ? fromFortranOrder(tensor) : tensor };
}

/** A version 1.0 file, float32, C order; the data starts at a multiple of 64 bytes. */
export function writeNpy(tensor: Tensor): Uint8Array {
  const sizes = tensor.shape.length === 1 ? `${tensor.shape[0]},` : tensor.shape.join(", ");
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const dataStart = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(dataStart + tensor.data.length * 4);
  bytes.set(magic);
  bytes[6] = 1;
  const view = new DataView(bytes.buffer);
  view.setUint16(8, dataStart - 10, true);
  const padded = `${text.padEnd(dataStart - 11)}\n`;
  for (let at = 0; at < padded.length; at++) bytes[10 + at] = padded.charCodeAt(at);
  for (let at = 0; at < tensor.data.length; at++) {
    view.setFloat32(dataStart + at * 4, tensor.data[at] as number, true);
  }
  return bytes;
}

/** The header, or why it cannot be used. */
function readHeader(bytes: Uint8Array): NpyHeader | string {
  if (bytes.length < 10 || magic.some((byte, at) => bytes[at] !== byte)) {
    return "This is not a .npy file: it does not start with NumPy's signature.";
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) return `The .npy version is ${version}; versions 1 to 3 can be read.`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textStart = version === 1 ? 10 : 12;
  if (bytes.length < textStart) return "The file ends inside its header.";
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > largestHeader)
    return `The header claims ${length} bytes; more than ${largestHeader} is not read.`;
  if (textStart + length > bytes.length) {
    return `The header claims ${length} bytes, but the file has only ${bytes.length - textStart} after it starts.`;
  }
  let text = "";
  for (let at = 0; at < length; at++) text += String.fromCharCode(bytes[textStart + at] ?? 0);
  const parsed = parseDictionary(text);
  return typeof parsed === "string" ? parsed : { ...parsed, dataStart: textStart + length };
}

/** The header is a Python dictionary with three fixed keys; each is looked for, nothing is evaluated. */
function parseDictionary(text: string): Omit<NpyHeader, "dataStart"> | string {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  if (descr === undefined)
    return "The array holds records or objects, or its header names no type; plain numbers can be read.";
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (order === undefined || sizes === undefined) return "The .npy header gives no order or no shape.";
  const parts = sizes
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length > largestRank)
    return `The array has ${parts.length} axes; at most ${largestRank} can be read.`;
  const shape = parts.map((part) => (/^\d{1,16}L?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
  if (!shape.every((size) => Number.isSafeInteger(size)))
    return `The shape (${sizes.slice(0, 80)}) is not a list of sizes.`;
  return { descr, fortranOrder: order === "True", shape };
}

/** Fortran order has the first axis fastest: the C order of the reversed shape. */
function fromFortranOrder(tensor: Tensor): Tensor {
  const { shape } = tensor;
  const data = new Float32Array(tensor.data.length);
  const steps = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const position = new Array<number>(shape.length).fill(0);
  for (let to = 0; to < data.length; to++) {
    let from = 0;
    for (let axis = 0; axis < shape.length; axis++)
      from += (position[axis] as number) * (steps[axis] as number);
    data[to] = tensor.data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (position[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        position[axis] = next;
        break;
      }
      position[axis] = 0;
    }
  }
  return { shape, data };
}
