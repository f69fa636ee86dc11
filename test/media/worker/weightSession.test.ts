/** The worker's weights: read once when a run needs them, through the page, and refused in one sentence. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type FileRequest, remoteFolder } from "../../../media/worker/remoteFolder.ts";
import { createWeightSession } from "../../../media/worker/weightSession.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const analysis = analyseModel(
  handMadeGraph([
    handMadeInput("image", 4, 4, 3),
    { className: "Conv2D", name: "conv", config: { filters: 2, kernel_size: 1 } },
  ]),
);

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const manifest = text({
  weightsManifest: [
    {
      paths: ["a.bin", "b.bin"],
      weights: [
        { name: "conv/kernel", shape: [1, 1, 3, 2], dtype: "float32" },
        { name: "conv/bias", shape: [2], dtype: "float32" },
      ],
    },
  ],
});

/** A session whose page reads from `files`; what was asked for, in order. */
function session(files: Record<string, Uint8Array>) {
  const asked: string[] = [];
  const folder = remoteFolder(({ id, path, what }: FileRequest) => {
    asked.push(`${what} ${path}`);
    const bytes = files[path];
    queueMicrotask(() => {
      if (!bytes)
        folder.answered({ type: "fileFailed", id, message: `"${path}" could not be read: no such file` });
      else if (what === "size") folder.answered({ type: "fileSize", id, size: bytes.length });
      else folder.answered({ type: "fileBytes", id, bytes: bytes.slice().buffer });
    });
  });
  return { weights: createWeightSession(folder), asked };
}

const shards = { "a.bin": new Uint8Array(20), "b.bin": new Uint8Array(12) };

test("sizes are asked for before bytes, progress is told, and a second run reads nothing", async () => {
  const { weights, asked } = session({ "model.json": manifest, ...shards });
  weights.use("model.json");
  const progress: number[] = [];
  const first = await weights.forRun(analysis, 1e6, (_, bytes, of) => progress.push(bytes, of));
  assert.deepEqual(
    [first.fileName, first.refused, first.report],
    ["model.json", false, ["2 of 2 weights come from model.json."]],
  );
  assert.deepEqual([...(first.store.layers.get("conv")?.keys() ?? [])], ["kernel", "bias"]);
  assert.deepEqual(asked, [
    "size model.json",
    "bytes model.json",
    "size a.bin",
    "size b.bin",
    "bytes a.bin",
    "bytes b.bin",
  ]);
  assert.deepEqual(progress, [20, 32, 32, 32]);
  const again = await weights.forRun(analysis, 1e6, () => {});
  assert.equal(again.store, first.store);
  assert.equal(asked.length, 6);
});

test("a file that cannot be used leaves nothing loaded, says why, and is read again at the next run", async () => {
  const files: Record<string, Uint8Array> = { "model.json": manifest, ...shards, "b.bin": new Uint8Array(5) };
  const { weights } = session(files);
  weights.use("model.json");
  const refused = await weights.forRun(analysis, 1e6, () => {});
  assert.deepEqual([refused.fileName, refused.refused, refused.store.layers.size], [null, true, 0]);
  assert.match(
    refused.report.join(),
    /^model\.json: The arrays of "a\.bin", "b\.bin" need 32 bytes, and the files have 25/,
  );
  files["b.bin"] = new Uint8Array(12);
  assert.equal((await weights.forRun(analysis, 1e6, () => {})).refused, false);
});

test("a file that cannot be read, and no file", async () => {
  const { weights, asked } = session({});
  assert.deepEqual((await weights.forRun(analysis, 1e6, () => {})).report, []);
  assert.equal(asked.length, 0);
  weights.use("gone.h5");
  const gone = await weights.forRun(analysis, 1e6, () => {});
  assert.deepEqual(gone.report, ['gone.h5: "gone.h5" could not be read: no such file']);
});
