// Three newcomers who have read nothing but the README: each follows its steps, by the words that stand there.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { encode } from "fast-png";
import { inputOrder } from "../support/inputOrder.ts";
import { compareByReference } from "./support/comparison.ts";
import {
  announced,
  focusPanel,
  inPanel,
  numberOf,
  panelOf,
  pressInPanel,
  runAtText,
  settled,
} from "./support/panel.ts";
import { type Steps, stepsUnder } from "./support/readme.ts";
import { assertClose, modelOf } from "./support/reference.ts";
import { largeWindow, openSession, type Session } from "./support/session.ts";
import { dark } from "./support/settings.ts";
import { clickText, hoverText, lineWith, openFile, screenshot } from "./support/workbench.ts";

/** As large as the sample's input, so that nothing is resized: dark, with a bright square. */
const size = 96;
const colours = (row: number, column: number) =>
  row > 30 && row < 60 && column > 20 && column < 50 ? [250, 220, 40] : [40, 2 * row, 60];

const decoder = `import * as tf from "@tensorflow/tfjs";

export const decoder = tf.sequential();
decoder.add(tf.layers.inputLayer({ inputShape: [24, 24, 1] }));
decoder.add(tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, name: "larger" }));
`;

const classifier = `import * as tf from "@tensorflow/tfjs";

export const net = tf.sequential();
net.add(tf.layers.inputLayer({ inputShape: [48, 48, 3] }));
net.add(tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: "same" }));
net.add(tf.layers.conv2d({ name: "late", filters: 32, kernelSize: 3, padding: "same" }));
`;

describe("first steps of the README", { timeout: 300_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
    const data = new Uint8Array(4 * size * size);
    for (let pixel = 0; pixel < size * size; pixel++) {
      data.set([...colours(Math.floor(pixel / size), pixel % size), 255], 4 * pixel);
    }
    const file = (name: string) => path.join(session.workspace, name);
    await writeFile(file("mine.png"), encode({ width: size, height: size, channels: 4, depth: 8, data }));
    await writeFile(file("decoder.ts"), decoder);
    await writeFile(file("classifier.ts"), classifier);
  });
  after(() => session?.close());

  it("see Sobel edges on your own picture", async () => {
    const steps = await stepsUnder("See Sobel edges on your own picture");
    await openFile(session, "seven-convolutions.keras.json");
    await runAtText(session, "Conv2D", steps.label("ConvLens: Run Layer on Sample"));
    await panelOf(session)
      .getByRole("button", { name: new RegExp(`^${steps.label("Picture")}:`) })
      .click();
    await panelOf(session).getByRole("button", { name: "mine.png" }).click();
    await inPanel(session, "input-source").filter({ hasText: "mine.png" }).waitFor();
    await showTab(session, steps.label("Kernels"));
    await panelOf(session)
      .getByRole("combobox", { name: "in", exact: true })
      .selectOption(steps.label("all channels, 1/3 each"));
    await panelOf(session)
      .getByRole("combobox", { name: steps.label("Set to") })
      .selectOption(steps.label("Sobel x"));
    await inPanel(session, "weights-edited").filter({ hasText: "27 numbers" }).waitFor();
    await inPanel(session, "kernel-named")
      .filter({ hasText: "0.3333 times it; brighter to the right" })
      .waitFor();
    await screenshot(session, "first-steps-sobel-kernels");
    await showTab(session, steps.label("Maps"));
    for (const [row, column] of [
      [45, 20],
      [31, 21],
      [45, 70],
    ] as const) {
      assertClose(
        await valueAt(session, row, column),
        Math.max(0, sobelX(row, column)),
        1,
        `${row}, ${column}`,
      );
    }
    assert.match((await inPanel(session, "pixel-probe").textContent()) ?? "", /bias.*relu/);
    await screenshot(session, "first-steps-sobel-maps");
    assert.deepEqual(steps.unused(), []);
  });

  it("find out why an up-sampling shows a checkerboard", async () => {
    const steps = await stepsUnder("Find out why an up-sampling shows a checkerboard");
    await openOwn(session, "decoder.ts");
    await session.page.locator(".squiggly-info").first().waitFor();
    const hover = await hoverText(session, "3", /overlap unevenly/);
    assert.match((await hover.textContent()) ?? "", /1 1 2 1 2 1 2 1 2 1 1 copies/);
    await screenshot(session, "first-steps-checkerboard-hover");
    await session.page.keyboard.press("Escape");
    await runAtText(session, "conv2dTranspose", steps.label("ConvLens: Run Layer on Sample"));
    await showTab(session, steps.label("Geometry"));
    await inPanel(session, "overlap-text").filter({ hasText: "1 to 4 copies of the kernel meet" }).waitFor();
    await screenshot(session, "first-steps-checkerboard-geometry");
    await seeThroughBox(session, steps);
    // One, two or four of the nine taps, each a ninth, meet at a pixel of the bright half.
    const uneven = await flatValues(session);
    assertRatios(uneven, [4, 2, 4, 2, 2, 1, 2, 1, 4, 2, 4, 2, 2, 1, 2, 1]);
    await screenshot(session, "first-steps-checkerboard-maps");
    await clickText(session, "kernelSize");
    await session.page.keyboard.press("Control+.");
    const fix = session.page.locator(".action-widget .monaco-list-row", {
      hasText: steps.label("Set kernelSize to 4"),
    });
    await fix.first().waitFor();
    await screenshot(session, "first-steps-checkerboard-fix");
    await session.page.keyboard.press("Enter");
    await lineWith(session, "kernelSize: 4").first().waitFor();
    await session.page.locator(".squiggly-info").first().waitFor({ state: "detached" });
    await settled(session);
    await seeThroughBox(session, steps);
    assertRatios(await flatValues(session), new Array(16).fill(1));
    await screenshot(session, "first-steps-checkerboard-even");
    assert.deepEqual(steps.unused(), []);
  });

  it("choose between a standard and a depthwise separable layer", async () => {
    const steps = await stepsUnder("Choose between a standard and a depthwise separable layer");
    await openOwn(session, "classifier.ts");
    // 3·3·16·32 + 32 weights, each at 48·48 places but for the bias.
    await lineWith(session, /48×48×32.*4,640.*10\.6/).waitFor();
    await runAtText(session, "late", steps.label("ConvLens: Run Layer on Sample"));
    await showTab(session, steps.label("Compare"));
    const row = panelOf(session).locator('[data-testid="kind-row"][data-kind="depthwise-separable"]');
    await row.locator('[data-column="error"] [data-value]').waitFor();
    const fed = { input: inputOrder({ kind: "sample", id: "step-edge" }) };
    const expected = await compareByReference(await modelOf("classifier.ts", classifier), "late", fed);
    const kind = expected.rows.find((each) => each.kind === "depthwise-separable");
    assert.ok(kind);
    const cell = async (column: string) =>
      Number(await row.locator(`[data-column="${column}"] [data-value]`).getAttribute("data-value"));
    assert.equal(await cell("parameters"), kind.parameters);
    assert.equal(kind.parameters, 3 * 3 * 16 + 16 * 32 + 32);
    assert.equal(await cell("macs"), kind.macs);
    assertClose(await cell("error"), kind.relative ?? Number.NaN, 0.3, "distance of the maps");
    assert.ok((await cell("time")) > 0);
    await screenshot(session, "first-steps-compare");
    await row.getByRole("button", { name: steps.label("Write") }).click();
    await inPanel(session, "kind-written").filter({ hasText: "classifier.ts" }).waitFor();
    await lineWith(session, /separableConv2d.*48×48×32.*688/).waitFor();
    await screenshot(session, "first-steps-written");
    await session.page.keyboard.press("Control+1");
    await session.page.keyboard.press("Control+Z");
    await lineWith(session, /48×48×32.*4,640/).waitFor();
    assert.deepEqual(steps.unused(), []);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Opens a file of one's own in the first group: where the panel has the keyboard, it would open over it. */
async function openOwn(session: Session, name: string): Promise<void> {
  await session.page.keyboard.press("Control+1");
  await openFile(session, name);
}

async function showTab(session: Session, name: string): Promise<void> {
  await panelOf(session).getByRole("tab", { name }).click();
}

/** Feeds the step edge through a kernel that only adds up. */
async function seeThroughBox(session: Session, { label }: Steps): Promise<void> {
  await showTab(session, label("Maps"));
  await panelOf(session)
    .getByRole("button", { name: new RegExp(`^${label("Picture")}:`) })
    .click();
  await panelOf(session)
    .getByRole("button", { name: label("Step edge"), exact: true })
    .click();
  await inPanel(session, "input-source").filter({ hasText: "Step edge" }).waitFor();
  await showTab(session, label("Kernels"));
  await panelOf(session)
    .getByRole("combobox", { name: label("Set to") })
    .selectOption(label("Box (mean)"));
  await inPanel(session, "weights-edited").waitFor();
}

/** Four by four neighbouring values of the bright half of map 0. */
async function flatValues(session: Session): Promise<number[]> {
  await showTab(session, "Maps");
  const values: number[] = [];
  for (let row = 20; row < 24; row++) {
    for (let column = 38; column < 42; column++) values.push(await valueAt(session, row, column));
  }
  return values;
}

/** Fails unless the values stand to their smallest as the whole numbers do, up to the weights' other channels. */
function assertRatios(values: readonly number[], expected: readonly number[]): void {
  const least = Math.min(...values);
  assert.deepEqual(
    values.map((value) => Math.round((100 * value) / least) / 100),
    expected,
  );
}

/** The value of map 0 there, read off the panel. */
async function valueAt(session: Session, row: number, column: number): Promise<number> {
  await focusPanel(session);
  await pressInPanel(session, "g");
  await session.page.keyboard.type(`${row}, ${column} #0`);
  await pressInPanel(session, "Enter");
  await announced(session, new RegExp(`row ${row}, column ${column}, channel 0`));
  return numberOf(await inPanel(session, "probe-value").textContent());
}

/** The mean over the colours of what Sobel's operator makes of the picture, its values between 0 and 1. */
function sobelX(row: number, column: number): number {
  let sum = 0;
  for (const [down, weight] of [1, 2, 1].entries()) {
    const [left = [], right = []] = [-1, 1].map((side) => colours(row + down - 1, column + side));
    for (const [colour, value] of right.entries()) sum += weight * (value - (left[colour] ?? 0));
  }
  return sum / 3 / 255;
}
