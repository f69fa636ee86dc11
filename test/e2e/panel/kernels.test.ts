// In the panel, a person looks at a layer's kernels, changes their numbers, and watches the maps.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import { emptyWeightStore } from "../../../engine/weights/weightStore.ts";
import { valueAt } from "../../../media/views/maps/mapPicture.ts";
import { withChanges } from "../../../media/worker/changedMaps.ts";
import { editedStore } from "../../../media/worker/kernels/editedStore.ts";
import { findKernels } from "../../../media/worker/kernels/findKernels.ts";
import { kernelPlane } from "../../../media/worker/kernels/layerKernels.ts";
import { rerun } from "../../../media/worker/kernels/rerun.ts";
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
import { assertClose, modelOf, type ReferenceRun, referenceRun } from "../support/reference.ts";
import { jsonSample, layerOfKind } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { openFile, reloadWindow, screenshot } from "../support/workbench.ts";

const sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

describe("kernels in the panel", { timeout: 420_000 }, () => {
  let session: Session;
  let model: ModelGraph;
  let before16: ReferenceRun;
  before(async () => {
    model = await modelOf(jsonSample.file);
    before16 = await referenceRun(model, "standard");
    session = await openSession(dark, largeWindow);
    await openPanel(session);
    await inPanel(session, "tab-kernels").click();
  });
  after(() => session?.close());

  for (const layer of Object.values(layerOfKind)) {
    it(`shows the weights of ${layer} as they are`, async () => {
      await chooseLayer(session, layer);
      await inPanel(session, "kernel-details").waitFor();
      await inPanel(session, "kernel-tile").first().waitFor();
      await screenshot(session, `panel-kernels-${layer}`);
      const kernels = findKernels({ analysis: analyseModel(model), store: emptyWeightStore, seed: 0 }, [
        layer,
      ]);
      assert.ok(kernels.kind === "kernels");
      const stage = kernels.stages.find(({ layerPath }) => layerPath[0] === layer);
      assert.ok(stage);
      await focusPanel(session, "tab-kernels");
      await pressInPanel(session, "t");
      const rows = await tableRows(session, "kernel-table");
      const place = { filter: await chosenFilter(session), channel: 0, slice: 0 };
      const plane = kernelPlane(stage, place, undefined);
      assert.equal(rows.length, stage.rows);
      const read = rows.flatMap((cells) => cells.slice(1).map(numberOf));
      for (const [at, value] of plane.entries())
        assertClose(read[at] ?? Number.NaN, value, 1e-3, `tap ${at}`);
      await focusPanel(session, "tab-kernels");
      await pressInPanel(session, "t");
    });
  }

  it("puts Sobel into all channels of a filter, by mouse, and the map becomes that of the reference kernels", async () => {
    await chooseLayer(session, "standard");
    await inPanel(session, "kernel-tile").first().click();
    await inPanel(session, "kernel-scope").selectOption("filter");
    await inPanel(session, "named-kernel").selectOption("sobelX");
    await inPanel(session, "weights-edited").filter({ hasText: "27 numbers of standard" }).waitFor();
    await inPanel(session, "rank-one-error").waitFor();
    assertClose(
      numberOf((await inPanel(session, "sigma-1").textContent()) ?? ""),
      Math.sqrt(12) / 3,
      100,
      "σ₁",
    );
    assert.equal(await inPanel(session, "sigma-2").textContent(), "0");
    assert.ok(numberOf(await inPanel(session, "rank-one-error").getAttribute("title")) < 1e-5);
    const expected = await editedRun(
      sobel.map((value) => Math.fround(value / 3)),
      [0, 1, 2],
    );
    const place = { channel: 0, slice: 0, row: 40, column: 70 };
    assertClose(await valueInPanel("40, 70 #0"), valueAt(expected, place), 1, "value of the Sobel map");
    await screenshot(session, "panel-kernels-sobel");
  });

  it("takes it back, does it again and goes back to the original, by keys alone", async () => {
    const original = valueAt(before16.outcome.maps, { channel: 0, slice: 0, row: 40, column: 70 });
    await focusPanel(session, "tab-kernels");
    await pressInPanel(session, "u");
    await inPanel(session, "weights-edited").waitFor({ state: "detached" });
    assertClose(await valueInPanel("40, 70 #0"), original, 1, "value after undo");
    await focusPanel(session, "tab-kernels");
    await pressInPanel(session, "y");
    await inPanel(session, "weights-edited").waitFor();
    await inPanel(session, "kernel-restore").focus();
    await pressInPanel(session, "Enter");
    await inPanel(session, "weights-edited").waitFor({ state: "detached" });
    assertClose(await valueInPanel("40, 70 #0"), original, 1, "value of the original");
  });

  it("goes from kernel to kernel and from number to number by keys, and says what is no number", async () => {
    await panelOf(session).locator('[data-testid="kernel-tile"][tabindex="0"]').focus();
    await pressInPanel(session, "Home", "ArrowRight", "ArrowRight");
    await panelOf(session).locator('[data-testid="kernel-details"][data-kernel^="2,"]').waitFor();
    await panelOf(session).locator('[data-cell="0,0"]').focus();
    await pressInPanel(session, "ArrowRight", "ArrowDown");
    await session.page.keyboard.type("one");
    await pressInPanel(session, "Enter");
    await panelOf(session).locator('[data-cell="1,1"][aria-invalid="true"]').waitFor();
    await pressInPanel(session, "Escape");
    await session.page.keyboard.type("-1.5");
    await pressInPanel(session, "Enter");
    await inPanel(session, "weights-edited").filter({ hasText: "1 number of standard" }).waitFor();
    await inPanel(session, "kernel-said")
      .filter({ hasText: "row 1, column 1 is −1.5" })
      .waitFor({ state: "attached" });
    assert.equal(await panelOf(session).locator('[data-cell="1,1"]').getAttribute("title"), "−1.5");
  });

  it("keeps the edit, the chosen kernel and what can be taken back when the window is reloaded", async () => {
    await reloadWindow(session);
    await inPanel(session, "weights-edited").filter({ hasText: "1 number of standard" }).waitFor();
    await panelOf(session).locator('[data-testid="kernel-details"][data-kernel^="2,"]').waitFor();
    assert.equal(await panelOf(session).locator('[data-cell="1,1"]').getAttribute("title"), "−1.5");
    await settled(session);
    await focusPanel(session, "tab-kernels");
    await pressInPanel(session, "u");
    await inPanel(session, "weights-edited").waitFor({ state: "detached" });
    await focusPanel(session, "tab-kernels");
    await pressInPanel(session, "y");
    await inPanel(session, "weights-edited").filter({ hasText: "1 number of standard" }).waitFor();
  });

  it("forgets the edits for another model: they are of other weights", async () => {
    // The panel has the keyboard, and a file would open over it.
    await session.page.keyboard.press("Control+1");
    await openFile(session, "seven-convolutions.ts");
    await runAtText(session, "conv2d");
    await inPanel(session, "weights-edited").waitFor({ state: "detached" });
  });

  it("has an empty state that leads on", async () => {
    // The panel has the keyboard, and a file would open over it.
    await session.page.keyboard.press("Control+1");
    await openFile(session, jsonSample.file);
    await runAtText(session, jsonSample.layer);
    await chooseLayer(session, "skip");
    await inPanel(session, "kernels-none").filter({ hasText: "no kernels" }).waitFor();
    await screenshot(session, "panel-kernels-none");
    await panelOf(session).locator(".kernels-view .others button", { hasText: "dilated" }).click();
    await inPanel(session, "kernel-details").waitFor();
    await settled(session);
  });

  for (const [name, theme] of Object.entries(otherThemes)) {
    it(`is drawn in ${name}`, async () => {
      await setTheme(session, theme);
      await inPanel(session, "kernel-tile").first().waitFor();
      await screenshot(session, `panel-kernels-${name}`);
    });
  }

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });

  async function valueInPanel(place: string): Promise<number> {
    await inPanel(session, "tab-maps").click();
    await focusPanel(session);
    await pressInPanel(session, "g");
    await session.page.keyboard.type(place);
    await pressInPanel(session, "Enter");
    await announced(session, /row 40, column 70, channel 0/);
    const value = numberOf(await inPanel(session, "probe-value").textContent());
    await inPanel(session, "tab-kernels").click();
    return value;
  }

  async function editedRun(plane: readonly number[], channels: readonly number[]) {
    const analysis = analyseModel(model);
    const places = channels.flatMap((channel) => plane.map((_, tap) => (tap * 3 + channel) * 16));
    const values = channels.flatMap(() => plane);
    const edit = { layerPath: ["standard"], weight: "kernel", count: 432, places, values };
    const store = editedStore(analysis, emptyWeightStore, [edit], 0);
    const report = { yieldNow: () => Promise.resolve(), now: () => 0, signal: { aborted: false } };
    const result = await rerun({
      analysis,
      kept: before16.kept,
      store,
      session: createRunSession(0),
      report,
    });
    assert.ok(result);
    return withChanges(before16.outcome.maps, result.changes);
  }
});

async function chosenFilter(session: Session): Promise<number> {
  const place = await inPanel(session, "kernel-details").getAttribute("data-kernel");
  return Number((place ?? "").split(",")[0]);
}
