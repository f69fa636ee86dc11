/** NumPy files: bytes laid out as NumPy writes them, and headers that lie. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readNpy, writeNpy } from "../../../engine/tensor/npy.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";

/** A file from its header text and data, as numpy.lib.format lays it out. */
function file(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const size =
    version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...size, ...text, ...data]);
}

const header = (descr: string, shape: string, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer);

function read(bytes: Uint8Array) {
  const result = readNpy(bytes);
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
  return { shape: result.tensor.shape, data: [...result.tensor.data] };
}

function refusal(bytes: Uint8Array): string {
  const result = readNpy(bytes);
  assert.ok(result.kind === "refused");
  return result.reason;
}

const values = [1, 2, 3, 4, 5, 6];
const wanted = { shape: [2, 3], data: values };

test("number types", () => {
  assert.deepEqual(read(file(header("<f4", "(2, 3)"), bytesOf(Float32Array.from(values)))), wanted);
  assert.deepEqual(read(file(header("<f8", "(2, 3)"), bytesOf(Float64Array.from(values)))), wanted);
  assert.deepEqual(read(file(header("|u1", "(2, 3)"), Uint8Array.from(values))), wanted);
  assert.deepEqual(read(file(header("<i4", "(2, 3)"), bytesOf(Int32Array.from(values)))), wanted);
  assert.deepEqual(read(file(header("<i8", "(2, 3)"), bytesOf(BigInt64Array.from(values, BigInt)))), wanted);
  assert.deepEqual(read(file(header("<f4", "(2, 3)"), bytesOf(Float32Array.from(values)), 2)), wanted);
});

test("scalars, vectors and empty arrays", () => {
  assert.deepEqual(read(file(header("|u1", "()"), Uint8Array.of(7))), { shape: [], data: [7] });
  assert.deepEqual(read(file(header("|u1", "(1,)"), Uint8Array.of(7))), { shape: [1], data: [7] });
  assert.deepEqual(read(file(header("|u1", "(0, 3)"), Uint8Array.of())), { shape: [0, 3], data: [] });
});

test("Fortran order is turned round", () => {
  const data = Uint8Array.of(1, 4, 2, 5, 3, 6);
  assert.deepEqual(read(file(header("|u1", "(2, 3)", "True"), data)), wanted);
});

test("what is written is read again, data on a multiple of 64 bytes", () => {
  for (const shape of [[2, 3], [6], [1, 1, 6]]) {
    const bytes = writeNpy(tensorOf(shape, values));
    assert.equal((bytes.length - 24) % 64, 0);
    assert.deepEqual(read(bytes), { shape, data: values });
  }
});

test("hostile headers are refused with the numbers, before anything is allocated", () => {
  assert.match(refusal(new Uint8Array()), /not a \.npy file/);
  assert.match(refusal(new TextEncoder().encode("{ not numpy at all }")), /not a \.npy file/);
  assert.match(refusal(file(header("<f4", "(2, 3)"), Uint8Array.of(1))), /24 bytes\), but 1 bytes follow/);
  assert.match(
    refusal(file(header("<f4", "(1000000000, 1000000000)"), Uint8Array.of())),
    /but 0 bytes follow/,
  );
  assert.match(
    refusal(file(header("<f4", "(99999999999999999999,)"), Uint8Array.of())),
    /not a list of sizes/,
  );
  assert.match(refusal(file(header("<f4", "(-1,)"), Uint8Array.of())), /not a list of sizes/);
  assert.match(refusal(file(header("<f4", `(${"1, ".repeat(40)})`), Uint8Array.of())), /40 axes/);
  assert.match(refusal(file(header(">f4", "(1,)"), Uint8Array.of(0, 0, 0, 0))), />f4/);
  assert.match(refusal(file(header("|O", "(1,)"), Uint8Array.of(0))), /\|O/);
  assert.match(
    refusal(file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", Uint8Array.of())),
    /records/,
  );
  assert.match(refusal(file("{'descr': '<f4'}", Uint8Array.of())), /no order or no shape/);
  assert.match(refusal(file(header("__proto__", "(1,)"), Uint8Array.of(0))), /__proto__/);
  const cut = file(header("<f4", "(2, 3)"), Uint8Array.of()).slice(0, 20);
  assert.match(refusal(cut), /header claims/);
  const version = file(header("<f4", "(1,)"), Uint8Array.of());
  version[6] = 9;
  assert.match(refusal(version), /version is 9/);
});
