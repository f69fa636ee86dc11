// In the panel, a person follows a value back to its arithmetic: all seven convolutions, pooling and merges.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { valueAt } from "../../../media/views/maps/mapPicture.ts";
import { answerPixel } from "../../../media/worker/answerPixel.ts";
import type { MapPosition } from "../../../media/worker/messages.ts";
import type { PixelAnswer } from "../../../media/worker/pixelAnswer.ts";
import {
  announced,
  chooseLayer,
  focusPanel,
  inPanel,
  numberOf,
  openPanel,
  panelOf,
  pressInPanel,
  runAtText,
  tableRows,
} from "../support/panel.ts";
import { assertClose, modelOf, type ReferenceRun, referenceRun } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { changeSetting, dark, otherThemes, setTheme } from "../support/settings.ts";
import { openFile, screenshot } from "../support/workbench.ts";

/** One layer of each kind, in the order of the sample. */
const kinds = [
  "standard",
  "pointwise",
  "depthwise",
  "depthwise_separable",
  "dilated",
  "separable_column",
  "separable_row",
  "transposed",
];

const poolsAndMerges = `import * as tf from "@tensorflow/tfjs";

const image = tf.input({ shape: [16, 16, 3], name: "image" });
const conv = tf.layers.conv2d({ name: "conv", filters: 4, kernelSize: 3, padding: "same" });
const a = conv.apply(image) as tf.SymbolicTensor;
const b = tf.layers.conv2d({ name: "other", filters: 4, kernelSize: 1 }).apply(image) as tf.SymbolicTensor;
const largest = tf.layers.maxPooling2d({ name: "largest", poolSize: 2 }).apply(a) as tf.SymbolicTensor;
const mean = tf.layers.averagePooling2d({ name: "mean", poolSize: 3, strides: 2, padding: "same" }).apply(b) as tf.SymbolicTensor;
const sum = tf.layers.add({ name: "sum" }).apply([largest, mean]) as tf.SymbolicTensor;
const product = tf.layers.multiply({ name: "product" }).apply([sum, mean]) as tf.SymbolicTensor;
export const model = tf.model({ name: "pools_and_merges", inputs: image, outputs: product });
`;

describe("pixel to arithmetic in the panel", { timeout: 300_000 }, () => {
  let session: Session;
  let model: ModelGraph;
  before(async () => {
    model = await modelOf(jsonSample.file);
    session = await openSession(dark, largeWindow);
    await openPanel(session);
  });
  after(() => session?.close());

  for (const kind of kinds) {
    it(`breaks down values of the ${kind} layer as the reference kernels compute them`, async () => {
      const expected = await referenceRun(model, kind);
      await chooseLayer(session, kind);
      const { rows, columns } = expected.outcome.maps;
      for (const place of [
        { channel: 2, slice: 0, row: 0, column: columns - 1 },
        { channel: 0, slice: 0, row: Math.floor(rows / 3), column: Math.floor(columns / 2) },
      ]) {
        await goTo(session, place);
        await assertArithmetic(session, expected, place);
      }
      await screenshot(session, `panel-pixel-${kind}`);
    });
  }

  it("steps through the taps by keys, and says each of them", async () => {
    const expected = await referenceRun(model, "standard");
    await chooseLayer(session, "standard");
    const place = { channel: 9, slice: 0, row: 0, column: 40 };
    await goTo(session, place);
    await focusPanel(session);
    const answer = explained(expected, place, 0);
    const grid = answer.stages[0]?.grid;
    assert.ok(grid);
    let sum = 0;
    for (const [at, tap] of grid.taps.entries()) {
      await pressInPanel(session, ".");
      sum += tap.product;
      await announced(session, new RegExp(`^tap ${at + 1} of 9 · input channel 1 of 3:`));
      assertClose(numberOf(await stepSum(session)), sum, 1, `sum after tap ${at + 1}`);
    }
    await pressInPanel(session, ",");
    await announced(session, /^tap 8 of 9/);
    await pressInPanel(session, ">", ">", ">");
    await announced(session, /^tap 9 of 9 · input channel 3 of 3/);
    assertClose(numberOf(await stepSum(session)), answer.stages[0]?.total ?? Number.NaN, 1, "whole sum");
    await pressInPanel(session, ".", ".");
    await announced(session, /^activation: relu/);
    assertClose(numberOf(await stepSum(session)), answer.value, 1, "value");
    await pressInPanel(session, "Escape");
    await inPanel(session, "probe-step").waitFor({ state: "detached" });
  });

  it("plays on and back, and stops when asked", async () => {
    await inPanel(session, "play-speed").selectOption("60");
    await inPanel(session, "play").click();
    await panelOf(session).locator('[data-testid="probe-step"]', { hasText: "channel 3 of 3" }).waitFor();
    await screenshot(session, "panel-pixel-playing");
    await inPanel(session, "backwards").click();
    await panelOf(session).locator('[data-testid="probe-step"]', { hasText: "channel 1 of 3" }).waitFor();
    await inPanel(session, "play").click();
    await panelOf(session).locator('[data-testid="play"][aria-label="Play the arithmetic"]').waitFor();
    await inPanel(session, "backwards").click();
    await inPanel(session, "play-by").selectOption("pixel");
    const before = await inPanel(session, "pixel-probe").getAttribute("data-coordinates");
    await focusPanel(session);
    await pressInPanel(session, " ");
    await panelOf(session)
      .locator(`[data-testid="pixel-probe"]:not([data-coordinates="${before}"])`)
      .waitFor();
    await pressInPanel(session, " ");
    await inPanel(session, "play-by").selectOption("tap");
    await inPanel(session, "play-speed").selectOption("4");
  });

  it("jumps where a person wants less motion, and slides else", async () => {
    const slides = () =>
      panelOf(session)
        .locator(".grids .cell")
        .first()
        .evaluate((cell) => getComputedStyle(cell).transitionDuration);
    assert.equal(await slides(), "0s");
    await changeSetting(session, "workbench.reduceMotion", "off");
    await panelOf(session).locator("body:not(.vscode-reduce-motion)").waitFor();
    assert.notEqual(await slides(), "0s");
    await session.page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await slides(), "0s");
    await session.page.emulateMedia({ reducedMotion: null });
    await changeSetting(session, "workbench.reduceMotion", "on");
    await panelOf(session).locator("body.vscode-reduce-motion").waitFor();
  });

  it("pins by Enter, moves on by arrows with the pin kept, and lets go on Escape, by keys alone", async () => {
    await focusPanel(session);
    await pressInPanel(session, "Escape", "Escape", "Home", "Enter");
    const probe = inPanel(session, "pixel-probe");
    await probe.and(panelOf(session).locator('[data-pinned="true"]')).waitFor();
    await pressInPanel(session, "ArrowRight", "ArrowRight");
    await announced(session, /column 2, channel/);
    assert.equal(await probe.getAttribute("data-pinned"), "true");
    await pressInPanel(session, "Escape");
    await probe.and(panelOf(session).locator('[data-pinned="false"]')).waitFor();
  });

  it("pins by click, keeps the pixel while the pointer goes elsewhere, and lets go on Escape", async () => {
    await focusPanel(session);
    await pressInPanel(session, "Escape", "Escape");
    const map = inPanel(session, "enlarged-map");
    const box = await map.boundingBox();
    assert.ok(box);
    await map.click({ position: { x: box.width * 0.5, y: box.height * 0.5 } });
    const pinned = await inPanel(session, "pixel-probe").getAttribute("data-coordinates");
    await map.hover({ position: { x: box.width * 0.7, y: box.height * 0.3 } });
    assert.equal(await inPanel(session, "pixel-probe").getAttribute("data-coordinates"), pinned);
    await pressInPanel(session, "Escape");
    await map.hover({ position: { x: box.width * 0.8, y: box.height * 0.6 } });
    await panelOf(session)
      .locator(`[data-testid="pixel-probe"]:not([data-coordinates="${pinned}"])`)
      .waitFor();
  });

  it("looks right in every theme", async () => {
    await chooseLayer(session, "dilated");
    await focusPanel(session);
    await pressInPanel(session, ".", ".", ".", ".", ".");
    for (const [name, theme] of Object.entries({ ...otherThemes, dark })) {
      await setTheme(session, theme);
      await screenshot(session, `panel-pixel-${name}`);
    }
  });

  it("says what pooling and merging layers do", async () => {
    await writeFile(path.join(session.workspace, "pools-and-merges.ts"), poolsAndMerges);
    const other = await modelOf("pools-and-merges.ts", poolsAndMerges);
    await openFile(session, "pools-and-merges.ts");
    await runAtText(session, "conv2d");
    const place = { channel: 1, slice: 0, row: 0, column: 7 };
    for (const [layer, sentence] of Object.entries({
      largest: "The largest of 4 values of the window.",
      mean: "The mean of",
      sum: "The same place of 2 inputs, put together.",
      product: "The same place of 2 inputs, put together.",
    })) {
      const expected = await referenceRun(other, layer);
      await chooseLayer(session, layer);
      await goTo(session, place);
      await inPanel(session, "pixel-probe").filter({ hasText: sentence }).waitFor();
      const value = valueAt(expected.outcome.maps, place);
      assertClose(numberOf(await inPanel(session, "probe-value").textContent()), value, 1, layer);
      const answer = explained(expected, place, 0);
      await withTables(session, async () => {
        const taps = await tableRows(session, "taps-table");
        const wanted = answer.stages[0]?.grid?.taps ?? [];
        assert.equal(taps.length, wanted.length);
        for (const [at, tap] of wanted.entries()) {
          if (tap.padded) assert.equal(taps[at]?.[3], "padding");
          else assertClose(numberOf(taps[at]?.[3]), tap.input, 1, `${layer}, element ${at}`);
        }
      });
      await screenshot(session, `panel-pixel-${layer}`);
    }
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Types the place, as a person does without a mouse. */
async function goTo(session: Session, place: MapPosition): Promise<void> {
  await focusPanel(session);
  await pressInPanel(session, "g");
  await inPanel(session, "go-to-field").waitFor();
  await session.page.keyboard.type(`${place.row}, ${place.column} #${place.channel}`);
  await pressInPanel(session, "Enter");
  const words = `row ${place.row}, column ${place.column}, channel ${place.channel}: `;
  await announced(session, new RegExp(words));
}

function explained(run: ReferenceRun, place: MapPosition, group: number): PixelAnswer {
  const answer = answerPixel(run.kept, place, group);
  assert.ok(answer);
  return answer;
}

/** The taps, what each channel adds, bias and value, from the tables, against the reference. */
async function assertArithmetic(session: Session, run: ReferenceRun, place: MapPosition): Promise<void> {
  const answer = explained(run, place, 0);
  const scale = Math.max(1e-6, run.outcome.maps.overall.max);
  const value = numberOf(await inPanel(session, "probe-value").textContent());
  assertClose(value, valueAt(run.outcome.maps, place), scale, "value");
  await withTables(session, async () => {
    const tables = await inPanel(session, "taps-table").count();
    assert.equal(tables, answer.stages.length);
    const rows = await tableRows(session, "taps-table");
    for (const [at, tap] of (answer.stages[0]?.grid?.taps ?? []).entries()) {
      const [, , , input, weight, product] = rows[at] ?? [];
      if (tap.padded) assert.equal(input, "padding");
      else assertClose(numberOf(input), tap.input, 1e-6, `input of tap ${at}`);
      assertClose(numberOf(weight), tap.weight ?? Number.NaN, 1e-6, `weight of tap ${at}`);
      assertClose(numberOf(product), tap.product, 1e-6, `product of tap ${at}`);
    }
    const last = answer.stages.at(-1);
    if (last && last.groups.length > 1) {
      const sums = await tableRows(session, "sums-table", "last");
      const total = numberOf(sums.at(-1)?.at(-1));
      assertClose(total, last.total, scale, "sum of all channels");
    }
  });
}

async function withTables(session: Session, look: () => Promise<void>): Promise<void> {
  await focusPanel(session);
  await pressInPanel(session, "t");
  await inPanel(session, "taps-table").first().waitFor();
  try {
    await look();
  } finally {
    await pressInPanel(session, "t");
  }
  await inPanel(session, "enlarged-map").waitFor();
}

async function stepSum(session: Session): Promise<string> {
  const text = await inPanel(session, "probe-step-sum").textContent();
  return (text ?? "").replace("Σ", "").trim();
}
