// In the panel, a person sees where a layer reads: its window, its receptive field, overlap, coverage and channels.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { explainPixel } from "../../../engine/explain/explainPixel.ts";
import type { KeptRun } from "../../../media/worker/runOrder.ts";
import {
  announced,
  chooseLayer,
  focusPanel,
  inPanel,
  openPanel,
  panelOf,
  pressInPanel,
  runAtText,
  settled,
  tableRows,
} from "../support/panel.ts";
import { modelOf, referenceRun } from "../support/reference.ts";
import { jsonSample, kindWords, layerOfKind } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { openFile, screenshot } from "../support/workbench.ts";

const chain = `import * as tf from "@tensorflow/tfjs";

export const holes = tf.sequential();
holes.add(tf.layers.inputLayer({ inputShape: [32, 32, 3] }));
holes.add(tf.layers.conv2d({ name: "a", filters: 4, kernelSize: 3, dilationRate: 2, padding: "same" }));
holes.add(tf.layers.conv2d({ name: "b", filters: 4, kernelSize: 3, dilationRate: 2, padding: "same" }));
holes.add(tf.layers.conv2dTranspose({ name: "up", filters: 2, kernelSize: 3, strides: 2 }));
`;

describe("geometry in the panel", { timeout: 300_000 }, () => {
  let session: Session;
  let model: ModelGraph;
  before(async () => {
    model = await modelOf(jsonSample.file);
    session = await openSession(dark, largeWindow);
    await writeFile(path.join(session.workspace, "holes.ts"), chain);
    await openPanel(session);
    await inPanel(session, "tab-geometry").click();
  });
  after(() => session?.close());

  for (const [kind, layer] of Object.entries(layerOfKind)) {
    it(`marks what an output of the ${kindWords(kind)} layer is made of`, async () => {
      await chooseLayer(session, layer);
      const { kept } = await referenceRun(model, layer);
      for (const [row, column] of [
        [0, 0],
        [20, 31],
      ] as const) {
        await goTo(session, row, column);
        const text = (await inPanel(session, "window-text").textContent()) ?? "";
        const made = positionsOf(kept, row, column);
        assert.match(text, new RegExp(`^Output row ${row}, column ${column} `));
        if (layer === "transposed") {
          assert.deepEqual(numbersIn(text, "row"), made.rows, text);
          assert.deepEqual(numbersIn(text, "column"), made.columns, text);
          continue;
        }
        await focusPanel(session, "tab-geometry");
        await pressInPanel(session, "t");
        const taps = await tableRows(session, "taps-table");
        await pressInPanel(session, "t");
        const at = (axis: string) =>
          taps.filter(([name]) => name === axis).map((cells) => Number(cells[2]?.replace("−", "-")));
        assert.deepEqual(at("height"), made.rows);
        assert.deepEqual(at("width"), made.columns);
      }
      await inPanel(session, "field-text").filter({ hasText: "The chosen one sees rows" }).waitFor();
      assert.equal(await inPanel(session, "channel-links").count(), 1);
      await screenshot(session, `panel-geometry-${layer}`);
    });
  }

  it("tells sizes, strides and padding of each axis as the file has them", async () => {
    await chooseLayer(session, "dilated");
    assert.deepEqual(await tableRows(session, "axes-table"), [
      ["Input", "48", "48"],
      ["Kernel", "3", "3"],
      ["Dilation", "4", "4"],
      ["Spans", "9", "9"],
      ["Stride", "1", "1"],
      ["Padding, before + after", "4 + 4", "4 + 4"],
      ["Output", "⌈48 / 1⌉ = 48", "⌈48 / 1⌉ = 48"],
    ]);
  });

  it("is found by its key, and follows the arrow keys", async () => {
    await focusPanel(session, "tab-geometry");
    await pressInPanel(session, "1");
    await panelOf(session).locator("#view.maps-tab").waitFor();
    await pressInPanel(session, "3");
    await panelOf(session).locator("#view.geometry-tab").waitFor();
    await goTo(session, 20, 31);
    await pressInPanel(session, "ArrowDown", "ArrowRight", "ArrowRight");
    await announced(session, /row 21, column 33/);
    await inPanel(session, "window-text").filter({ hasText: "Output row 21, column 33 reads" }).waitFor();
    await inPanel(session, "field-text")
      .filter({ hasText: "sees rows 32 to 54, columns 56 to 78" })
      .waitFor();
  });

  it("follows a click on the drawing of the window", async () => {
    const lattice = inPanel(session, "window-lattice");
    const box = await lattice.boundingBox();
    assert.ok(box);
    // Up and to the left of the chosen window's middle lie other windows.
    await lattice.click({ position: { x: box.width * 0.25, y: box.height * 0.25 } });
    await inPanel(session, "window-text").filter({ hasNotText: "Output row 21, column 33" }).waitFor();
    const text = (await inPanel(session, "window-text").textContent()) ?? "";
    const [, row, column] = /^Output row (\d+), column (\d+) /.exec(text) ?? [];
    assert.ok(Number(row) < 21 && Number(column) < 33, text);
  });

  it("shows the holes of a dilated chain and the uneven overlap of a transposed layer, with their counts", async () => {
    await session.page.keyboard.press("Control+1");
    await openFile(session, "holes.ts");
    await runAtText(session, '"b"');
    await inPanel(session, "tab-geometry").click();
    await inPanel(session, "coverage-text")
      .filter({ hasText: "25 of the 81 positions of its 9×9 field, 31 %, and never the others" })
      .waitFor();
    await screenshot(session, "panel-geometry-holes");
    await focusPanel(session, "tab-geometry");
    await pressInPanel(session, "t");
    const counts = (await tableRows(session, "coverage-table")).map((cells) => cells.slice(1).map(Number));
    await pressInPanel(session, "t");
    const ways = [1, 0, 2, 0, 3, 0, 2, 0, 1];
    assert.deepEqual(
      counts,
      ways.map((down) => ways.map((across) => down * across)),
    );
    await chooseLayer(session, "up");
    await inPanel(session, "overlap-text").filter({ hasText: "1 to 4 copies of the kernel meet" }).waitFor();
    await goTo(session, 0, 0);
    await screenshot(session, "panel-geometry-checkerboard");
    await focusPanel(session, "tab-geometry");
    await pressInPanel(session, "t");
    const copies = (await tableRows(session, "overlap-table")).map((cells) => cells.slice(1).map(Number));
    await pressInPanel(session, "t");
    const first = [1, 1, 2, 1, 2, 1];
    assert.deepEqual(
      copies.slice(0, 6).map((row) => row.slice(0, 6)),
      first.map((down) => first.map((across) => down * across)),
    );
    const box = await inPanel(session, "overlap-map").boundingBox();
    assert.ok(box);
    await inPanel(session, "overlap-map").click({ position: { x: box.width * 0.5, y: box.height * 0.5 } });
    await inPanel(session, "window-text")
      .filter({ hasText: /^Output row 24, column 24 / })
      .waitFor();
  });

  it("looks right in every theme", async () => {
    for (const [name, theme] of Object.entries({ ...otherThemes, dark })) {
      await setTheme(session, theme);
      await settled(session);
      await screenshot(session, `panel-geometry-${name}`);
    }
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Goes to an output by the keyboard. */
async function goTo(session: Session, row: number, column: number): Promise<void> {
  await focusPanel(session, "tab-geometry");
  await pressInPanel(session, "g");
  await session.page.keyboard.type(`${row}, ${column}`);
  await pressInPanel(session, "Enter");
  await announced(session, new RegExp(`row ${row}, column ${column}`));
  await inPanel(session, "window-text")
    .filter({ hasText: `Output row ${row}, column ${column} ` })
    .waitFor();
}

/** Rows and columns of the layer's input that the engine's own account of the value names, each once. */
function positionsOf(kept: KeptRun, row: number, column: number) {
  const { operation, inputs, weights } = kept.result;
  assert.ok(operation);
  const explanation = explainPixel({
    operation,
    inputs,
    weights: Object.fromEntries(weights.map((weight) => [weight.name, weight.tensor])),
    outputShape: kept.output.shape,
    at: [0, row, column, 0],
    mostTaps: 60_000,
  });
  assert.ok(explanation?.kind === "sum");
  const places = explanation.stages[0]?.taps.map(({ coordinates }) => coordinates) ?? [];
  const each = (axis: number) => [...new Set(places.map((at) => at[axis] ?? 0))].sort((a, b) => a - b);
  return { rows: each(1), columns: each(2) };
}

/** `rows 22 and 23`, `column 4`: the numbers of the input behind the word. */
function numbersIn(text: string, word: "row" | "column"): number[] {
  const list = new RegExp(`of input .*?${word}s? ([\\d, and]+)`).exec(text)?.[1] ?? "";
  return (list.match(/\d+/g) ?? []).map(Number);
}
