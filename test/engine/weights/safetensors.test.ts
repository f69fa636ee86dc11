/** safetensors files: every number type, and headers that lie. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { halfToNumber } from "../../../engine/weights/numberCoding.ts";
import { readSafetensors } from "../../../engine/weights/safetensors.ts";
import { sharedFolder } from "../../support/repositoryRoot.ts";

function file(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function refusal(bytes: Uint8Array): string {
  const result = readSafetensors(bytes);
  assert.ok(result.kind === "refused", "it was read");
  return result.reason;
}

function readOne(dtype: string, data: ArrayBufferView, shape: number[]): number[] {
  const bytes = new Uint8Array(data.buffer);
  const result = readSafetensors(file({ a: { dtype, shape, data_offsets: [0, bytes.length] } }, bytes));
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : "");
  return [...(result.entries[0]?.read().data ?? [])];
}

test("number types", () => {
  assert.deepEqual(readOne("F32", Float32Array.of(1.5, -2), [2]), [1.5, -2]);
  assert.deepEqual(readOne("F64", Float64Array.of(1.5, -2), [2]), [1.5, -2]);
  assert.deepEqual(readOne("F16", Uint16Array.of(0x3c00, 0xc000, 0x3555), [3]), [1, -2, 0.333251953125]);
  assert.deepEqual(readOne("BF16", Uint16Array.of(0x3f80, 0xc000), [2]), [1, -2]);
  assert.deepEqual(readOne("I64", BigInt64Array.of(-3n), [1]), [-3]);
  assert.deepEqual(readOne("I32", Int32Array.of(-3), [1]), [-3]);
  assert.deepEqual(readOne("I16", Int16Array.of(-3), [1]), [-3]);
  assert.deepEqual(readOne("I8", Int8Array.of(-3), [1]), [-3]);
});

test("half precision: subnormal, infinite and not a number", () => {
  assert.equal(halfToNumber(0x0001), 2 ** -24);
  assert.equal(halfToNumber(0x7bff), 65504);
  assert.equal(halfToNumber(0xfc00), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(halfToNumber(0x7e00)));
});

test("data that is not aligned is read, in the order of the data, without the metadata", () => {
  const data = new Uint8Array(9);
  data[0] = 7;
  new DataView(data.buffer).setFloat32(1, 2.5, true);
  new DataView(data.buffer).setFloat32(5, 3.5, true);
  const result = readSafetensors(
    file(
      {
        z: { dtype: "F32", shape: [2], data_offsets: [1, 9] },
        __metadata__: { made: "here" },
        "ü/kernel": { dtype: "U8", shape: [], data_offsets: [0, 1] },
      },
      data,
    ),
  );
  assert.ok(result.kind === "ok");
  assert.deepEqual(
    result.entries.map((entry) => [entry.name, [...entry.read().data]]),
    [
      ["ü/kernel", [7]],
      ["z", [2.5, 3.5]],
    ],
  );
});

test("hostile files are refused with the reason", () => {
  const entry = (change: object) =>
    file({ a: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...change } }, new Uint8Array(8));
  assert.match(refusal(new Uint8Array(4)), /4 bytes/);
  const long = file({});
  new DataView(long.buffer).setBigUint64(0, 0xffffffffffffffffn, true);
  assert.match(refusal(long), /claims 18446744073709551615 bytes/);
  assert.match(refusal(file("not json")), /not a JSON object/);
  assert.match(refusal(file("[".repeat(200000))), /not a JSON object/);
  assert.match(refusal(file("[1]")), /not a JSON object/);
  assert.match(refusal(entry({ dtype: "toString" })), /number type "toString"/);
  assert.match(refusal(entry({ shape: [-1] })), /not a list of sizes/);
  assert.match(refusal(entry({ shape: [1e9, 1e9, 1e9] })), /not a list of sizes/);
  assert.match(refusal(entry({ shape: [1e6] })), /needs 4000000 bytes/);
  assert.match(refusal(entry({ data_offsets: [0, 12] })), /not inside the file's 8 bytes/);
  assert.match(refusal(entry({ data_offsets: [8, 0] })), /not inside/);
  assert.match(refusal(entry({ data_offsets: [-8, 0] })), /not inside/);
  assert.match(refusal(entry({ data_offsets: "everything" })), /not inside/);
  assert.match(refusal(file({ a: 3 })), /not an object/);
});

const real = path.join(sharedFolder, "corpus/weights/mnist_tinygrad.safetensors");
test("a real file", { skip: existsSync(real) ? false : "1 skipped: the corpus is not there" }, () => {
  const result = readSafetensors(readFileSync(real));
  assert.ok(result.kind === "ok");
  assert.deepEqual(result.entries.map((entry) => [entry.name, entry.shape]).sort(), [
    ["l1.weight", [128, 784]],
    ["l2.weight", [10, 128]],
  ]);
});
