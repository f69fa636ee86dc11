/** HDF5 as h5py writes it: every storage of arrays and texts, and files that are damaged anywhere. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { readKerasHdf5 } from "../../../engine/weights/kerasHdf5.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/data/weights");
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));
const numbers = JSON.parse(readFileSync(path.join(folder, "stored.json"), "utf8")) as {
  readonly kernel: number[];
  readonly bias: number[];
};
const kernel = Float32Array.from(numbers.kernel);

function valuesOf(file: string): Map<string, Float32Array> {
  const read = readKerasHdf5(bytesOf(file), 1e6);
  assert.ok(read.kind === "ok", read.kind === "refused" ? read.reason : "");
  return new Map(read.entries.map((entry) => [entry.name, entry.read().data]));
}

test("arrays in one piece, in chunks, compressed, shuffled, in the header, and never written", () => {
  const found = valuesOf("stored.h5");
  for (const name of ["whole", "double", "gzip", "shuffled", "checked", "chunked"]) {
    assert.deepEqual(found.get(`conv/${name}`), kernel, name);
  }
  assert.deepEqual(found.get("conv/compact"), Float32Array.from(numbers.bias));
  assert.deepEqual(found.get("conv/unwritten"), new Float32Array(6));
  assert.deepEqual(
    found.get("conv/bytes"),
    kernel.map((value) => Math.trunc(value * 20) + 0),
  );
  for (const [at, value] of (found.get("conv/half") ?? []).entries()) {
    assert.ok(Math.abs(value - (kernel[at] ?? 0)) <= Math.abs(value) * 2 ** -11 + 2 ** -24);
  }
  assert.deepEqual(found.get("dense/one"), Float32Array.of(2.5));
});

test("files of the newest HDF5", () => {
  const found = valuesOf("latest.h5");
  assert.deepEqual(found.get("conv/whole"), kernel);
  assert.deepEqual(found.get("conv/double"), kernel);
});

test("a file that is cut off anywhere is refused, with the numbers", () => {
  const whole = bytesOf("stored.h5");
  for (let length = 8; length < whole.length; length += 997) {
    const read = readKerasHdf5(whole.slice(0, length), 1e6);
    assert.ok(read.kind === "refused", `${length} bytes were read`);
    assert.match(read.reason, /\d/);
  }
});

test("a compressed array that would not fit in memory is refused before it is unpacked", () => {
  const read = readKerasHdf5(bytesOf("stored.h5"), 500);
  assert.ok(read.kind === "refused");
  assert.match(
    read.reason,
    /"model_weights\/conv\/\w+": it unpacks to 420 bytes from 35264 in the file, and the limit is 80/,
  );
});

for (const name of ["stored.h5", "latest.h5", "layers.h5"]) {
  test(`${name} with bytes changed at random is read or refused, and ends`, () => {
    const random = seededRandom(11, name);
    const whole = bytesOf(name);
    let refused = 0;
    for (let round = 0; round < 600; round++) {
      const bytes = whole.slice();
      for (let change = 0; change < 1 + (round % 4); change++) {
        // The first part holds the structures that everything hangs on.
        const span = round % 2 === 0 ? bytes.length : Math.min(bytes.length, 4096);
        bytes[Math.floor(random.uniform() * span)] = Math.floor(random.uniform() * 256);
      }
      const read = readKerasHdf5(bytes, 1e6);
      if (read.kind === "refused") refused++;
      else for (const entry of read.entries) entry.read();
    }
    assert.ok(refused > 50 && refused < 600, `${refused} of 600 were refused`);
  });
}
