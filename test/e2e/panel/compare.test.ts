// In the panel, a person sets a layer beside the other kinds of convolution, and writes one of them into the file.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { valueAt } from "../../../media/views/maps/mapPicture.ts";
import { countKinds } from "../../../media/worker/compare/countKinds.ts";
import { compareByReference } from "../support/comparison.ts";
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
  settled,
  tableRows,
} from "../support/panel.ts";
import { assertClose, modelOf, referenceRun } from "../support/reference.ts";
import { jsonSample, kindWords, layerOfKind } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { lineWith, openFile, screenshot } from "../support/workbench.ts";

const pooled = `import * as tf from "@tensorflow/tfjs";

export const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: "conv", inputShape: [16, 16, 3], filters: 4, kernelSize: 3 }),
    tf.layers.maxPooling2d({ name: "largest", poolSize: 2 }),
  ],
});
`;

const up = `import * as tf from "@tensorflow/tfjs";

export const model = tf.sequential();
model.add(tf.layers.inputLayer({ inputShape: [24, 24, 3] }));
model.add(tf.layers.conv2dTranspose({ filters: 6, kernelSize: 3, strides: 2, padding: "same" }));
`;

describe("the seven kinds side by side in the panel", { timeout: 300_000 }, () => {
  let session: Session;
  let model: ModelGraph;
  before(async () => {
    model = await modelOf(jsonSample.file);
    session = await openSession(dark, largeWindow);
    await openPanel(session);
    await inPanel(session, "tab-compare").click();
  });
  after(() => session?.close());

  for (const [kind, layer] of Object.entries(layerOfKind)) {
    it(`has the numbers of the reference kernels for the ${kind} layer`, async () => {
      await chooseLayer(session, layer);
      await compared(session);
      await screenshot(session, `panel-compare-${kind}`);
      const expected = await compareByReference(model, layer);
      await focusPanel(session, "tables-toggle");
      await pressInPanel(session, "t");
      const rows = await tableRows(session, "kinds-table");
      assert.equal(rows.length, 7);
      for (const [at, row] of expected.rows.entries()) {
        const cells = rows[at] ?? [];
        assert.match(cells[0] ?? "", new RegExp(`^${kindWords(row.kind)}`));
        assert.equal(cells[2], row.output);
        for (const [column, value] of [row.parameters, row.macs, row.bytesMoved].entries()) {
          assert.equal(numberOf(cells[3 + column]), value, `${row.kind}: column ${3 + column}`);
        }
        assert.ok(numberOf(cells[7]) > 0, "a time was measured");
        if (row.relative === null) assert.equal(cells[8], "–", row.kind);
        else assertClose(numberOf(cells[8]), row.relative, 0.3, `relative difference of ${row.kind}`);
      }
      await pressInPanel(session, "t");
    });
  }

  it("goes through the kinds by keys, each with the value at the pixel", async () => {
    await chooseLayer(session, "standard");
    await compared(session);
    const expected = await referenceRun(model, "standard");
    await panelOf(session).locator('[data-testid="kind-button"][tabindex="0"]').focus();
    await pressInPanel(session, "Home", "ArrowDown", "ArrowDown", "ArrowDown");
    await panelOf(session).locator('[data-testid="kind-details"][data-kind="dilated"]').waitFor();
    await pressInPanel(session, "g");
    await session.page.keyboard.type("40, 70 #9");
    await pressInPanel(session, "Enter");
    await announced(session, /row 40, column 70, channel 9/);
    const place = { channel: 9, slice: 0, row: 40, column: 70 };
    await panelOf(session).locator('[data-testid="compare-view"][data-channel="9"]').waitFor();
    const own = numberOf(await inPanel(session, "kind-value-own").getAttribute("title"));
    assertClose(own, valueAt(expected.outcome.maps, place), 1, "the layer's own value");
    const other = numberOf(await inPanel(session, "kind-value-other").getAttribute("title"));
    const difference = numberOf(await inPanel(session, "kind-value-difference").getAttribute("title"));
    assertClose(difference, other - own, 1, "difference");
    await screenshot(session, "panel-compare-keys");
  });

  it("sorts by a column, by its head and by the key", async () => {
    const shown = () =>
      inPanel(session, "kind-row").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-kind")));
    const counts = countKinds(analyseModel(model), ["standard"]).models;
    const byMacs = [...counts]
      .sort((a, b) => (b.row.counts?.macs ?? 0) - (a.row.counts?.macs ?? 0))
      .map(({ row }) => row.kind);
    await inPanel(session, "sort-macs").click();
    assert.deepEqual(await shown(), byMacs);
    await focusPanel(session, "tables-toggle");
    await pressInPanel(session, "s", "s", "s");
    await panelOf(session)
      .locator('[role="columnheader"][aria-sort="descending"]', { hasText: "Difference" })
      .waitFor();
    await pressInPanel(session, "s");
    assert.equal((await shown())[0], "standard");
  });

  it("writes a kind into the file by keys, and one undo takes it back", async () => {
    const file = path.join(session.workspace, jsonSample.file);
    const written = await readFile(file, "utf8");
    await panelOf(session).locator('[data-testid="kind-button"][data-kind="depthwise-separable"]').focus();
    await pressInPanel(session, "End", "w");
    await inPanel(session, "kind-written").filter({ hasText: jsonSample.file }).waitFor();
    await panelOf(session).locator('[data-testid="kind-row"].own[data-kind="depthwise-separable"]').waitFor();
    await settled(session);
    await inPanel(session, "fact-parameters").filter({ hasText: "91" }).waitFor();
    await screenshot(session, "panel-compare-written");
    const changed = await saveFile(session, file, (text) => text !== written && text.endsWith("}\n"));
    const layersOf = (text: string) =>
      (JSON.parse(text) as { config: { layers: { class_name: string }[] } }).config.layers.map(
        (layer) => layer.class_name,
      );
    const classes = layersOf(written);
    assert.deepEqual(layersOf(changed), classes.with(classes.indexOf("Conv2D"), "SeparableConv2D"));
    await session.page.keyboard.press("Control+Z");
    await panelOf(session).locator('[data-testid="kind-row"].own[data-kind="standard"]').waitFor();
    assert.equal(await saveFile(session, file, (text) => text === written), written);
  });

  it("writes a kind into code by mouse, and turns to the new layer", async () => {
    await writeFile(path.join(session.workspace, "up.ts"), up);
    await openFile(session, "up.ts");
    await runAtText(session, "conv2dTranspose");
    await compared(session);
    await panelOf(session).locator('[data-testid="write-kind"][data-kind="standard"]').click();
    await inPanel(session, "kind-written").filter({ hasText: "up.ts" }).waitFor();
    await panelOf(session).locator('[data-testid="kind-row"].own[data-kind="standard"]').waitFor();
    await settled(session);
    await lineWith(session, /upSampling2d\(/i)
      .first()
      .waitFor();
    // Without a name in the code the new layer has another one.
    await inPanel(session, "layer-name")
      .filter({ hasText: /^conv2d_/i })
      .waitFor();
    await screenshot(session, "panel-compare-code");
  });

  it("says of a layer that is no convolution which ones there are", async () => {
    await writeFile(path.join(session.workspace, "pooled.ts"), pooled);
    await openFile(session, "pooled.ts");
    await runAtText(session, "maxPooling2d");
    await inPanel(session, "compare-none").filter({ hasText: "no convolution" }).waitFor();
    await panelOf(session).locator(".others button", { hasText: "conv" }).click();
    await compared(session);
  });

  it("looks right in every theme, and in tables", async () => {
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await compared(session);
      await screenshot(session, `panel-compare-${name}`);
    }
    await setTheme(session, dark);
    await inPanel(session, "tables-toggle").click();
    await screenshot(session, "panel-compare-tables");
    await inPanel(session, "tables-toggle").click();
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Waits until all kinds are measured and the maps of the chosen channel are there. */
async function compared(session: Session): Promise<void> {
  await settled(session);
  await panelOf(session).locator('[data-testid="compare-view"][data-left="0"] .kind-frame').first().waitFor();
}

/** Puts the keyboard into the file, saves it, and gives its text once it is as wanted: it is written piece by piece. */
async function saveFile({ page }: Session, file: string, isDone: (text: string) => boolean): Promise<string> {
  await page.locator(".editor-instance .view-lines").first().click();
  await page.keyboard.press("Control+S");
  for (let attempt = 0; attempt < 100; attempt++) {
    const text = await readFile(file, "utf8");
    if (isDone(text)) return text;
    await setTimeout(100);
  }
  return readFile(file, "utf8");
}
