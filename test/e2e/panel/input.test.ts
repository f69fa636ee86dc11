// In the panel, a person chooses what goes in: samples, noise, own pictures by file, drop and paste, and how they become numbers.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { encode } from "fast-png";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { samplePictures } from "../../../media/panel/samples/index.ts";
import type { InputOrder, PictureSource, RunOrder } from "../../../media/worker/messages.ts";
import type { Normalisation } from "../../../protocol/panelChoices.ts";
import { inputOrder } from "../../support/inputOrder.ts";
import {
  chooseLayer,
  focusPanel,
  inPanel,
  numberOf,
  openPanel,
  panelOf,
  pressInPanel,
  runAtText,
  settled,
  tableRows,
} from "../support/panel.ts";
import { dropFile, pasteFile } from "../support/pictures.ts";
import { assertClose, modelOf, referenceRun } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { clickText, lineWith, openFile, reloadWindow, screenshot } from "../support/workbench.ts";

/** What the panel says of each normalisation. */
const words: Readonly<Record<Normalisation, RegExp>> = {
  unit: /Values 0 to 1, here/,
  signed: /Values −1 to 1, here/,
  imagenet: /ImageNet's mean 0\.485/,
  caffe: /less ImageNet's means 103\.939/,
  none: /Values 0 to 255, here/,
};

/** A picture of 40 columns and 24 rows with a bright square off its middle. */
const own = pictureOf(40, 24);

const pair = `import * as tf from "@tensorflow/tfjs";

const left = tf.input({ shape: [16, 16, 3], name: "left" });
const right = tf.input({ shape: [12, 12, 1], name: "right" });
const a = tf.layers.conv2d({ name: "leftConv", filters: 2, kernelSize: 5 }).apply(left) as tf.SymbolicTensor;
const b = tf.layers.conv2d({ name: "rightConv", filters: 2, kernelSize: 1 }).apply(right) as tf.SymbolicTensor;
const both = tf.layers.add({ name: "both" }).apply([a, b]) as tf.SymbolicTensor;
const flat = tf.layers.flatten({ name: "flat" }).apply(both) as tf.SymbolicTensor;
const scores = tf.layers.dense({ name: "scores", units: 3 }).apply(flat) as tf.SymbolicTensor;
export const model = tf.model({ name: "pair", inputs: [left, right], outputs: scores });
`;

describe("what goes into the panel's runs", { timeout: 300_000 }, () => {
  let session: Session;
  let model: ModelGraph;
  before(async () => {
    model = await modelOf(jsonSample.file);
    session = await openSession(dark, largeWindow);
    const file = (name: string) => path.join(session.workspace, name);
    await writeFile(file("cat.png"), own.file);
    await writeFile(file("broken.png"), own.file.slice(0, 60));
    await writeFile(file("words.png"), "no picture at all");
    await writeFile(file("pair.ts"), pair);
    await openPanel(session);
  });
  after(() => session?.close());

  it("takes another sample, by mouse", async () => {
    await inPanel(session, "picture-button").click();
    await screenshot(session, "panel-input-dialog-dark");
    await inPanel(session, "sample-checkerboard").click();
    await fedWith(session, "Checkerboard");
    await assertFed(session, model, { kind: "sample", id: "checkerboard" });
    assert.match(await textOf(session, "input-source"), /^Checkerboard, drawn at 96×96, values 0 to 1, RGB$/);
  });

  it("takes each of the samples, and says which", async () => {
    for (const { id, title } of samplePictures) {
      await inPanel(session, "picture-button").click();
      await inPanel(session, `sample-${id}`).click();
      await fedWith(session, title);
      await assertFed(session, model, { kind: "sample", id });
    }
  });

  it("takes each normalisation, by keys alone", async () => {
    const normalisations: readonly Normalisation[] = ["unit", "signed", "imagenet", "caffe", "none"];
    const last = samplePictures.at(-1)?.id ?? "";
    for (const normalisation of normalisations) {
      await focusPanel(session, "normalisation-select");
      await pressInPanel(session, "Home");
      for (let at = 0; at < normalisations.indexOf(normalisation); at++)
        await pressInPanel(session, "ArrowDown");
      await inPanel(session, "input-report").filter({ hasText: words[normalisation] }).first().waitFor();
      await assertFed(session, model, { kind: "sample", id: last }, { normalisation });
    }
    await focusPanel(session, "normalisation-select");
    await pressInPanel(session, "Home");
    await inPanel(session, "picture-button").click();
    await inPanel(session, "sample-checkerboard").click();
    await fedWith(session, "Checkerboard");
  });

  it("takes noise of a seed, by keys alone", async () => {
    await focusPanel(session);
    await pressInPanel(session, "i");
    await pressInPanel(session, "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
    await pressInPanel(session, "Enter");
    await inPanel(session, "picture-dialog").waitFor({ state: "detached" });
    await fedWith(session, "Noise");
    await assertFed(session, model, { kind: "noise" });
    await inPanel(session, "noise-seed").focus();
    // VS Code hears Ctrl+A as well and selects all a moment later, between the digits on a busy machine.
    await pressInPanel(session, "End", "Backspace");
    await session.page.keyboard.type("17");
    await pressInPanel(session, "Enter");
    await fedWith(session, "seed 17");
    await assertFed(session, model, { kind: "noise" }, { noiseSeed: 17 });
    await screenshot(session, "panel-input-noise-dark");
  });

  it("takes a picture of the workspace, found by its name, by keys alone", async () => {
    await focusPanel(session, "picture-button");
    await pressInPanel(session, "Enter");
    await inPanel(session, "picture-filter").focus();
    await session.page.keyboard.type("cat");
    await panelOf(session).locator('[data-testid="picture-file"]').nth(1).waitFor({ state: "detached" });
    await pressInPanel(session, "Tab", "Enter");
    await inPanel(session, "input-source").filter({ hasText: "cat.png 40×24" }).waitFor();
    await assertFed(session, model, own.source);
    assert.match(await textOf(session, "input-source"), /cat\.png 40×24, centre 24×24, bilinear to 96×96/);
  });

  it("normalises and fits it as chosen, and says so", async () => {
    await inPanel(session, "normalisation-select").selectOption("imagenet");
    await inPanel(session, "fit-select").selectOption("pad");
    await inPanel(session, "input-source").filter({ hasText: "black bars" }).waitFor();
    await assertFed(session, model, own.source, { normalisation: "imagenet", fit: "pad" });
    assert.match(
      await textOf(session, "input-report"),
      /ImageNet's mean 0\.485, 0\.456, 0\.406 taken off, then divided by its deviation 0\.229, 0\.224, 0\.225, here −2\.118/,
    );
    await screenshot(session, "panel-input-own-dark");
    await inPanel(session, "normalisation-select").selectOption("unit");
    await inPanel(session, "fit-select").selectOption("stretch");
    await inPanel(session, "input-source").filter({ hasText: "proportions not kept" }).waitFor();
    await assertFed(session, model, own.source, { fit: "stretch" });
    await inPanel(session, "fit-select").selectOption("crop");
    await inPanel(session, "input-source").filter({ hasText: "centre 24×24" }).waitFor();
  });

  for (const [name, words] of [
    ["broken.png", /broken\.png was not used: the file is damaged/],
    ["words.png", /words\.png was not used: it is no PNG/],
  ] as const) {
    it(`says in one line why ${name} is not used, and keeps what was there`, async () => {
      await inPanel(session, "picture-button").click();
      await inPanel(session, "picture-file").filter({ hasText: name }).click();
      await panelOf(session).locator(".notice", { hasText: words }).waitFor();
      assert.match(await textOf(session, "picture-button"), /cat\.png/);
      await screenshot(session, `panel-input-${name.replace(".png", "")}-dark`);
      await pressInPanel(session, "Escape");
    });
  }

  it("takes a picture that is dropped, keeps it, and has it again after the window was reloaded", async () => {
    await dropFile(session, "dropped.png", own.file);
    await inPanel(session, "input-source").filter({ hasText: "dropped.png" }).waitFor();
    await assertFed(session, model, { ...own.source, name: "dropped.png" });
    await reloadWindow(session);
    await settled(session);
    await inPanel(session, "input-source").filter({ hasText: "dropped.png" }).waitFor();
    await assertFed(session, model, { ...own.source, name: "dropped.png" });
  });

  it("takes a picture that is pasted", async () => {
    await inPanel(session, "panel-status").click();
    await pasteFile(session, own.file);
    await inPanel(session, "input-source").filter({ hasText: "40×24" }).waitFor();
    await inPanel(session, "picture-button")
      .filter({ hasText: /pasted|image/ })
      .waitFor();
    await settled(session);
  });

  it("looks right in every theme", async () => {
    await inPanel(session, "picture-button").click();
    await inPanel(session, "picture-file").first().waitFor();
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await screenshot(session, `panel-input-dialog-${name}`);
    }
    await setTheme(session, dark);
    await inPanel(session, "panel-status").click();
    await pressInPanel(session, "Escape");
    await inPanel(session, "picture-dialog").waitFor({ state: "detached" });
  });

  it("gives each input of a model its own picture, named and chosen one by one", async () => {
    const graph = await modelOf("pair.ts", pair);
    // The panel has the keyboard: a file would open over it.
    await clickText(session, jsonSample.layer);
    await openFile(session, "pair.ts");
    await lineWith(session, "12×12×2").first().waitFor();
    await runAtText(session, "add");
    await inPanel(session, "picture-button").first().click();
    await inPanel(session, "sample-step-edge").click();
    const slots = inPanel(session, "input-slot");
    await slots.nth(1).filter({ hasText: "right 12×12×1" }).waitFor();
    const followed: PictureSource[] = [
      { kind: "sample", id: "step-edge" },
      { kind: "sample", id: "impulse" },
    ];
    await assertTable(session, graph, { layer: "both", input: { pictures: followed } });
    await slots.nth(1).getByTestId("picture-button").click();
    await inPanel(session, "sample-digit").click();
    const chosen: PictureSource[] = [
      { kind: "sample", id: "step-edge" },
      { kind: "sample", id: "digit" },
    ];
    await assertTable(session, graph, { layer: "both", input: { pictures: chosen } });
    await screenshot(session, "panel-input-two-dark");
  });

  it("feeds a layer alone that takes no picture what the layers before it make", async () => {
    await chooseLayer(session, "scores");
    await inPanel(session, "mode-select").selectOption("alone");
    await settled(session);
    assert.match(await textOf(session, "input-source"), /^Step edge, drawn at 16×16/);
    await inPanel(session, "mode-select").selectOption("upTo");
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Waits for the run whose input is described so: a moment after a choice the last run is still the one before. */
async function fedWith(session: Session, text: string): Promise<void> {
  await inPanel(session, "input-source").filter({ hasText: text }).waitFor();
}

/** Compares the statistics of the first layer's maps with the reference kernels on this picture. */
async function assertFed(
  session: Session,
  graph: ModelGraph,
  picture: PictureSource,
  input: Partial<InputOrder> = {},
): Promise<void> {
  await assertTable(session, graph, {
    layer: "standard",
    input: { ...inputOrder(picture), ...input },
  });
}

async function assertTable(
  session: Session,
  graph: ModelGraph,
  { layer, input }: { readonly layer: string; readonly input: Partial<RunOrder["input"]> },
): Promise<void> {
  await settled(session);
  const order = { input: { ...inputOrder({ kind: "noise" }), ...input } };
  const { outcome } = await referenceRun(graph, layer, order);
  await inPanel(session, "tables-toggle").click();
  const rows = await tableRows(session, "channel-table");
  await inPanel(session, "tables-toggle").click();
  for (const [channel, map] of outcome.maps.statistics.entries()) {
    const cells = rows[channel + 1] ?? [];
    for (const [column, value] of [map.min, map.max, map.mean, map.deviation].entries()) {
      assertClose(numberOf(cells[column + 1]), value, 1, `column ${column + 1} of channel ${channel}`);
    }
  }
}

async function textOf(session: Session, testId: string): Promise<string> {
  return ((await inPanel(session, testId).first().textContent()) ?? "").trim();
}

/** The bytes of a PNG file, and the pixels that it stands for. */
function pictureOf(
  width: number,
  height: number,
): { readonly file: Uint8Array; readonly source: Extract<PictureSource, { kind: "own" }> } {
  const rgba = new Uint8Array(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const bright = row > 6 && row < 15 && column > 20 && column < 31;
    rgba.set(bright ? [250, 220, 40, 255] : [4 * column, 9 * row, 60, 255], 4 * pixel);
  }
  const file = encode({ width, height, channels: 4, depth: 8, data: rgba });
  return { file, source: { kind: "own", name: "cat.png", width, height, rgba: rgba.buffer } };
}
