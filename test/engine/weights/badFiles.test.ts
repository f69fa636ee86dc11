/** Weight files that cannot be used: each gives one message with the file, the array and the numbers, and nothing is loaded. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { zipSync } from "fflate";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { seededRandom } from "../../../engine/tensor/random.ts";
import { loadWeights } from "../../../engine/weights/loadWeights.ts";
import { openWeights, type WeightFolder } from "../../../engine/weights/openWeights.ts";
import { readWeightFile } from "../../../engine/weights/readWeightFile.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

const analysis = analyseModel(
  handMadeGraph([
    handMadeInput("input", 8, 8, 3),
    { className: "Conv2D", name: "conv", config: { filters: 4, kernel_size: [3, 3] } },
  ]),
);
const limit = 1_000_000;
const kernelBytes = 4 * 3 * 3 * 3 * 4;
const hdf5 = new Uint8Array(readFileSync(path.join(repositoryRoot, "test/data/weights/layers.h5")));

type Files = Readonly<Record<string, Uint8Array | string>>;

/** What comes of the first file of a folder. */
async function outcomeOf(files: Files): Promise<string> {
  const bytesOf = (name: string): Uint8Array => {
    const content = files[name];
    if (content === undefined) throw new Error(`there is no file "${name}"`);
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const folder: WeightFolder = {
    sizeOf: async (name) => bytesOf(name).length,
    read: async (name) => bytesOf(name),
  };
  const fileName = Object.keys(files)[0] ?? "";
  const loaded = loadWeights(fileName, await openWeights({ fileName, folder, limitBytes: limit }), analysis);
  return loaded.kind === "refused" ? loaded.reason : `loaded ${loaded.report.matched}`;
}

const manifest = (weights: unknown[], paths = ["a.bin", "b.bin"]) =>
  JSON.stringify({ weightsManifest: [{ paths, weights }] });
const kernel = { name: "conv/kernel", shape: [3, 3, 3, 4], dtype: "float32" };
const bias = { name: "conv/bias", shape: [4], dtype: "float32" };
const shards = { "a.bin": new Uint8Array(300), "b.bin": new Uint8Array(kernelBytes + 16 - 300) };

function safetensors(
  dtype: string,
  values: Float32Array,
  shape: readonly number[] = [values.length],
  name = "conv/bias",
): Uint8Array {
  const header = new TextEncoder().encode(
    JSON.stringify({ [name]: { dtype, shape, data_offsets: [0, values.byteLength] } }),
  );
  const bytes = new Uint8Array(8 + header.length + values.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(new Uint8Array(values.buffer), 8 + header.length);
  return bytes;
}

function overlapping(): Uint8Array {
  const header = new TextEncoder().encode(
    JSON.stringify({
      "conv/bias": { dtype: "F32", shape: [4], data_offsets: [0, 16] },
      "conv/kernel": { dtype: "F32", shape: [3, 3, 3, 4], data_offsets: [8, 440] },
    }),
  );
  const bytes = new Uint8Array(8 + header.length + 440);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

/** A zip of a good entry whose central directory claims another size for it. */
function zipClaiming(size: number): Uint8Array {
  const zip = zipSync({ "model.weights.h5": new Uint8Array(5000) });
  const view = new DataView(zip.buffer);
  for (let at = 0; at + 4 < zip.length; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  }
  return zip;
}

const cases: readonly (readonly [what: string, files: Files, outcome: RegExp])[] = [
  ["good shards", { "model.json": manifest([kernel, bias]), ...shards }, /^loaded 2$/],
  [
    "a truncated shard",
    { "model.json": manifest([kernel, bias]), ...shards, "b.bin": new Uint8Array(100) },
    /^model\.json: The arrays of "a\.bin", "b\.bin" need 448 bytes, and the files have 400 \("conv\/kernel" would end at byte 432\)/,
  ],
  [
    "a missing shard",
    { "model.json": manifest([kernel, bias]), "a.bin": new Uint8Array(300) },
    /^model\.json: there is no file "b\.bin"/,
  ],
  [
    "a wrong number type",
    { "model.json": manifest([{ ...kernel, dtype: "string" }]), ...shards },
    /^model\.json: The weight "conv\/kernel" has the number type "string"; readable are float32/,
  ],
  [
    "a manifest that contradicts the model",
    { "model.json": manifest([{ ...kernel, shape: [3, 3, 1, 12] }, bias]), ...shards },
    /^model\.json: "conv\/kernel" is 3×3×1×12, and conv\/kernel needs 3×3×3×4\. The file is of another model/,
  ],
  [
    "a manifest without shards of its size",
    { "model.json": manifest([kernel]), ...shards },
    /need 432 bytes, and the files have 448/,
  ],
  [
    "shards beyond the limit",
    {
      "model.json": manifest([{ name: "big", shape: [300_000], dtype: "float32" }], ["a.bin"]),
      "a.bin": new Uint8Array(1_200_000),
    },
    /^model\.json: The weights have 1200000 bytes, and the limit is 1000000\.$/,
  ],
  [
    "values that are no numbers",
    { "w.safetensors": safetensors("F32", Float32Array.of(1, Number.NaN, 2, Number.POSITIVE_INFINITY)) },
    /^w\.safetensors: "conv\/bias" \(4\) has 2 of 4 values that are no finite numbers, the first at 1: NaN/,
  ],
  [
    "another number type in safetensors",
    { "w.safetensors": safetensors("F8_E4M3", new Float32Array(4)) },
    /^w\.safetensors: "conv\/bias" has the number type "F8_E4M3"/,
  ],
  [
    "another shape in safetensors",
    { "w.safetensors": safetensors("F32", new Float32Array(5)) },
    /^w\.safetensors: "conv\/bias" is 5, and conv\/bias needs 4\./,
  ],
  [
    "arrays of safetensors that share bytes",
    { "w.safetensors": overlapping() },
    /^w\.safetensors: "conv\/kernel" is placed at bytes 8 to 440, and "conv\/bias" at 0 to 16: no byte may belong to both/,
  ],
  ["arrays of other names and the same shapes", { "w.h5": hdf5 }, /^loaded 2$/],
  [
    "arrays of no name and no shape that is wanted",
    { "w.safetensors": safetensors("F32", new Float32Array(6), [2, 3], "other") },
    /^w\.safetensors: none of its 1 arrays \(other\) has the name or the shape of one of the model's 2 weights\.$/,
  ],
  [
    "HDF5 cut off",
    { "w.h5": hdf5.slice(0, 50_000) },
    /^w\.h5: As an HDF5 file it cannot be read: it should have 159712 bytes and has 50000; it is cut off\.$/,
  ],
  [
    "HDF5 with a broken tree",
    { "w.h5": damaged() },
    /^w\.h5: As an HDF5 file it cannot be read: .*at byte \d+ "TREE" should stand/,
  ],
  [
    "a zip bomb",
    { "w.keras": zipSync({ "model.weights.h5": new Uint8Array(50_000_000) }) },
    /^w\.keras: model\.weights\.h5 in it unpacks to 50000000 bytes from a file of \d+, and the limit is 1000000\.$/,
  ],
  ["a zip that hides its size", { "w.keras": zipClaiming(700) }, /^w\.keras: /],
  [
    "a zip without weights",
    { "w.keras": zipSync({ "config.json": new Uint8Array(3) }) },
    /^w\.keras: The zip holds no model\.weights\.h5, only config\.json/,
  ],
  [
    "a zip cut off",
    { "w.keras": zipSync({ "model.weights.h5": hdf5 }).slice(0, -400) },
    /^w\.keras: As a zip, which a \.keras file is, it cannot be read: .*cut off or damaged/,
  ],
  [
    "a zip of something else",
    { "w.keras": zipSync({ "model.weights.h5": new Uint8Array(99) }) },
    /^w\.keras: As an HDF5 file it cannot be read: it does not begin/,
  ],
  ["an empty file", { "w.h5": new Uint8Array() }, /^w\.h5: The file is empty\.$/],
  ["text", { "w.txt": "hello, this is no weight file" }, /^w\.txt: The header claims/],
  ["JSON that is none", { "model.json": "{ oops" }, /^model\.json: The file starts like JSON and is none\.$/],
  ["a file that is not there", {}, /^: there is no file ""/],
];

for (const [what, files, outcome] of cases) {
  test(what, async () => assert.match(await outcomeOf(files), outcome));
}

for (const name of ["layers.keras", "layers.safetensors"]) {
  test(`${name} cut off or with bytes changed at 300 random places is read or refused in bounded memory`, async () => {
    const whole = new Uint8Array(readFileSync(path.join(repositoryRoot, `test/data/weights/${name}`)));
    const random = seededRandom(5, name);
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const place = Math.floor(random.uniform() * whole.length);
      const bytes = round % 3 === 0 ? whole.slice(0, place) : whole.slice();
      // Half of the changes hit the first or the last part, where names, sizes and places stand.
      const span = round % 2 === 0 ? whole.length : Math.min(whole.length, 1500);
      const at = Math.floor(random.uniform() * span);
      const changed = round % 4 === 1 ? whole.length - 1 - at : at;
      if (round % 3 !== 0) bytes[changed] = Math.floor(random.uniform() * 256);
      const read = readWeightFile(bytes, limit);
      if (read.kind === "refused") refused++;
      else
        assert.ok(
          read.entries.reduce((sum, entry) => sum + entry.read().data.byteLength, 0) <= 8 * limit,
          `round ${round}`,
        );
    }
    assert.ok(refused > 100 && refused < 300, `${refused} of 300 were refused`);
  });
}

/** The root's tree with another signature. */
function damaged(): Uint8Array {
  const bytes = hdf5.slice();
  const at = bytes.findIndex((_, start) =>
    [84, 82, 69, 69].every((byte, offset) => bytes[start + offset] === byte),
  );
  bytes[at] = 0x58;
  return bytes;
}
