/** `.npz` files as NumPy writes them, plain and compressed, and those that lie. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";
import { writeNpy } from "../../../engine/tensor/npy.ts";
import { readNpz } from "../../../engine/tensor/npz.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";

/** numpy.savez_compressed(f, a=[1, 2], picture=[[3]]) of NumPy 2.4, in base64. */
const fromNumpy =
  "UEsDBC0AAAAIAAAAIQCayqvn//////////8FABQAYS5ucHkBABAAiAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC4GhgZ7BgYGBwBQSwMELQAAAAgAAAAhAB/IVej//////////wsAFABwaWN0dXJlLm5weQEAEACEAAAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkahjoKhpo6CrUKZAMuBgYHBwBQSwECLQMtAAAACAAAACEAmsqr50wAAACIAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAACAAAACEAH8hV6EoAAACEAAAACwAAAAAAAAAAAAAAgAGDAAAAcGljdHVyZS5ucHlQSwUGAAAAAAIAAgBsAAAACgEAAAAA";

test("arrays by name, in order", () => {
  const zip = zipSync({ "b.npy": writeNpy(tensorOf([2], [1, 2])), "a.npy": writeNpy(tensorOf([1, 1], [3])) });
  const read = readNpz(zip, 1e6);
  assert.ok(read.kind === "ok");
  assert.deepEqual(
    read.arrays.map(({ name, tensor }) => [name, tensor.shape, [...tensor.data]]),
    [
      ["b", [2], [1, 2]],
      ["a", [1, 1], [3]],
    ],
  );
});

test("a file of NumPy's", () => {
  const read = readNpz(new Uint8Array(Buffer.from(fromNumpy, "base64")), 1e6);
  assert.ok(read.kind === "ok", read.kind === "refused" ? read.reason : "");
  assert.deepEqual(
    read.arrays.map(({ name, tensor }) => [name, tensor.shape, [...tensor.data]]),
    [
      ["a", [2], [1, 2]],
      ["picture", [1, 1], [3]],
    ],
  );
});

test("what is no array, or too much of one, is refused with the reason", () => {
  const refusal = (bytes: Uint8Array) => {
    const read = readNpz(bytes, 1000);
    return read.kind === "refused" ? read.reason : "read";
  };
  assert.match(refusal(zipSync({ "a.npy": new Uint8Array(4) })), /^"a\.npy": /);
  assert.match(
    refusal(zipSync({ "a.npy": new Uint8Array(5000) })),
    /unpacks to more than the limit of 1000 bytes/,
  );
  assert.match(refusal(zipSync({ "a.npy": new Uint8Array(50) }).slice(0, 60)), /The zip cannot be read/);
});
