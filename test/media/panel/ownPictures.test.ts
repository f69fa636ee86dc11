/** The person's own pictures: loaded, dropped, pasted, kept, and what happens when they are gone or damaged. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readSavedState } from "../../../protocol/panel.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { graph, layer, modelMessage, panel } from "./playedPanel.ts";

const uri = "file:///pictures/a.png";
const good = () => Uint8Array.of(4).buffer;
const damaged = () => Uint8Array.of(0).buffer;
/** Decoding and reading files are promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
/** Runs on a file, that is. */
const remembered = { choices: { sample: uri } };

test("a run waits for the remembered file, which is asked for once, and takes it", async () => {
  const { controller, runs, toHost } = panel(remembered);
  controller.fromHost({ type: "choices", choices: readSavedState(remembered).choices });
  controller.fromHost(modelMessage(graph));
  controller.actions.run("upTo");
  assert.equal(runs().length, 0);
  const asked = toHost.filter((message) => message.type === "loadPicture");
  assert.deepEqual(asked, [{ type: "loadPicture", uri, slot: null }]);
  controller.fromHost({ type: "picture", uri, name: "a.png", bytes: good(), slot: null });
  await settled();
  assert.equal(runs().length, 1);
  const [picture] = runs()[0]?.order.input.pictures ?? [];
  assert.equal(picture?.kind === "own" && picture.name, "a.png");
});

for (const [what, message] of [
  ["gone", { type: "pictureFailed", uri, message: "a.png could not be read: gone" }],
  ["damaged", { type: "picture", uri, name: "a.png", bytes: damaged(), slot: null }],
] as const) {
  test(`a remembered file that is ${what} is replaced by the first sample, and the panel says so`, async () => {
    const { controller, runs } = panel(remembered);
    controller.fromHost(modelMessage(graph));
    controller.fromHost(message);
    await settled();
    assert.deepEqual(runs().at(-1)?.order.input.pictures, [{ kind: "sample", id: "scene" }]);
    assert.match(controller.state().notice ?? "", /a\.png/);
  });
}

test("a dropped file is used at once, stored by the host, and remembered by its address there", async () => {
  const { controller, runs, toHost } = panel();
  controller.fromHost(modelMessage(graph));
  controller.actions.takePictureFile(new File([good()], "b.png"), 0);
  await settled();
  const kept = toHost.at(-1);
  assert.ok(kept?.type === "keepPicture" && kept.name === "b.png" && kept.slot === 0);
  controller.fromHost({ type: "pictureKept", uri: "file:///kept/b.png", name: "b.png", slot: 0 });
  assert.equal(controller.state().choices.sample, "file:///kept/b.png");
  const [picture] = runs().at(-1)?.order.input.pictures ?? [];
  assert.equal(picture?.kind === "own" && picture.width, 4);
});

test("a dropped file that cannot be stored serves all the same, and the panel says that it was not kept", async () => {
  const { controller, runs } = panel();
  controller.fromHost(modelMessage(graph));
  controller.actions.takePictureFile(new File([good()], "b.png"), 0);
  await settled();
  controller.fromHost({ type: "pictureFailed", uri: null, message: "b.png could not be kept: read-only" });
  const [picture] = runs().at(-1)?.order.input.pictures ?? [];
  assert.equal(picture?.kind, "own");
  assert.match(controller.state().notice ?? "", /read-only/);
});

test("a damaged file that is dropped costs one message and changes nothing", async () => {
  const { controller, runs, toHost } = panel();
  controller.fromHost(modelMessage(graph));
  const before = runs().length;
  controller.actions.takePictureFile(new File([damaged()], "bad.png"), 0);
  await settled();
  assert.equal(runs().length, before);
  assert.ok(!toHost.some((message) => message.type === "keepPicture"));
  assert.match(controller.state().notice ?? "", /bad\.png/);
});

test("pasting takes the picture of the clipboard, or says how else to paste", async () => {
  const full = panel({}, new File([good()], "pasted picture.png"));
  full.controller.fromHost(modelMessage(graph));
  full.controller.actions.pastePicture(0);
  await settled();
  await settled();
  assert.equal(full.toHost.at(-1)?.type, "keepPicture");
  const empty = panel();
  empty.controller.fromHost(modelMessage(graph));
  empty.controller.actions.pastePicture(0);
  await settled();
  assert.match(empty.controller.state().notice ?? "", /Ctrl\+V/);
});

test("several inputs get a picture each, and another one where that is chosen", () => {
  const two = handMadeGraph([handMadeInput("left", 8, 8, 3), layer, handMadeInput("right", 8, 8, 3)]);
  const { controller, runs, stored } = panel();
  controller.fromHost(modelMessage(two));
  const ids = () =>
    runs()
      .at(-1)
      ?.order.input.pictures.map((picture) => (picture.kind === "sample" ? picture.id : picture.kind));
  assert.deepEqual(ids(), ["scene", "shapes"]);
  controller.actions.choosePicture(1, "noise");
  assert.deepEqual(ids(), ["scene", "noise"]);
  assert.deepEqual(stored.at(-1)?.choices.moreSamples, ["noise"]);
});

test("another way of making numbers runs again; the list of files is asked for when the choice opens", () => {
  const { controller, runs, finish, toHost } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  controller.actions.choose({ normalisation: "imagenet", fit: "pad" });
  const { input } = runs().at(-1)?.order ?? {};
  assert.deepEqual([input?.normalisation, input?.fit, runs().length], ["imagenet", "pad", 2]);
  controller.actions.togglePicker(0);
  assert.equal(toHost.at(-1)?.type, "listPictures");
  const pictures = [{ uri, name: "a.png", folder: "" }];
  controller.fromHost({ type: "pictureList", pictures, isCut: false });
  assert.deepEqual(controller.state().pictureList, { pictures, isCut: false });
});
