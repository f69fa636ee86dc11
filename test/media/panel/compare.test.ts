/** The comparison between page, worker and host: what is asked for when, and what becomes of a kind that is written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "../../../media/worker/compare/comparison.ts";
import { graph, modelMessage, panel } from "./playedPanel.ts";

const comparison: Comparison = {
  kind: "seven",
  layerPath: ["conv"],
  kinds: [
    {
      kind: "standard",
      own: true,
      layers: ["Conv2D 3×3"],
      words: [],
      obstacle: null,
      counts: { output: "6×6×2", sameShape: true, parameters: 56, macs: 1944, bytesMoved: 1280 },
      measured: {
        kind: "done",
        milliseconds: 1,
        runs: 1,
        algorithm: null,
        weights: "its own",
        energyKept: null,
        difference: null,
        range: { min: 0, max: 1, mean: 0 },
      },
    },
  ],
  output: { channels: 2, slices: 1, rows: 6, columns: 6 },
  toMeasure: 0,
};

test("the kinds are counted once the layer is known, and measured once it has run, while their tab is shown", () => {
  const { controller, finish, toWorker } = panel();
  const asked = () => toWorker.filter((message) => message.type === "compare");
  controller.fromHost(modelMessage(graph));
  assert.equal(asked().length, 0, "another tab is shown");
  controller.actions.showTab("compare");
  assert.deepEqual(
    asked().map(({ measure }) => measure),
    [false],
  );
  finish();
  controller.actions.moveTo(2, 2);
  assert.deepEqual(
    asked().map(({ measure, choice }) => [measure, choice.layerPath]),
    [
      [false, ["conv"]],
      [true, ["conv"]],
    ],
  );
  controller.fromHost(modelMessage(graph, { cause: "edited", version: 2 }));
  assert.deepEqual(
    asked().map(({ measure }) => measure),
    [false, true, false],
    "of an edited file nothing is measured before it has run",
  );
});

test("maps are asked for by channel, and those of an older question are not shown", () => {
  const { controller, finish, toWorker } = panel({ choices: { tab: "compare" } });
  const asked = () => toWorker.filter((message) => message.type === "comparedMaps");
  controller.fromHost(modelMessage(graph));
  finish();
  assert.equal(asked().length, 0);
  const id = toWorker.findLast((message) => message.type === "compare")?.id ?? -1;
  controller.fromWorker({ type: "compared", id: id - 1, comparison });
  assert.equal(asked().length, 0, "an older comparison");
  controller.fromWorker({ type: "compared", id, comparison });
  const { channel } = controller.state();
  controller.actions.selectChannel(1 - channel);
  assert.deepEqual(
    asked().map((message) => message.channel),
    [channel, 1 - channel],
  );
  const [first, last] = asked().map((message) => message.id);
  controller.fromWorker({ type: "comparedMaps", id: first ?? -1, maps: { channel, slice: 0, maps: [] } });
  assert.equal(controller.state().compare.maps, null);
  controller.fromWorker({ type: "comparedMaps", id: last ?? -1, maps: { channel: 1, slice: 0, maps: [] } });
  assert.equal(controller.state().compare.maps?.channel, 1);
});

test("a kind is written once at a time, and the panel says what became of it", () => {
  const { controller, finish, toHost } = panel({ choices: { tab: "compare" } });
  controller.fromHost(modelMessage(graph));
  finish();
  controller.actions.compare.writeKind("dilated");
  controller.actions.compare.writeKind("pointwise");
  assert.deepEqual(
    toHost.filter((message) => message.type === "writeKind"),
    [{ type: "writeKind", layerPath: ["conv"], kind: "dilated" }],
  );
  controller.fromHost({ type: "kindNotWritten", message: "Nothing was written: no." });
  assert.deepEqual(controller.state().compare.written, { ok: false, text: "Nothing was written: no." });
  controller.actions.compare.writeKind("pointwise");
  controller.fromHost({ type: "kindWritten", kind: "pointwise", fileName: "a.json" });
  assert.match(controller.state().compare.written?.text ?? "", /a\.json.*one step/);
});
