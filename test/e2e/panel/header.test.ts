// The panel's first glance, for all seven convolutions, and the ways to get there: code lens, list, cursor, by mouse and by keys alone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Count } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { describeModel } from "../../../media/worker/describeModel.ts";
import {
  chooseLayer,
  focusPanel,
  inPanel,
  numberOf,
  panelOf,
  pressInPanel,
  settled,
} from "../support/panel.ts";
import { setPanelWidth } from "../support/panelWidth.ts";
import { modelOf } from "../support/reference.ts";
import { codeSample, jsonSample, kindWords, layerOfKind } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, goToLine, lineWith, openFile, runCommand, screenshot } from "../support/workbench.ts";

describe("the panel's header", { timeout: 300_000 }, () => {
  let session: Session;
  let analysis: ModelAnalysis;
  before(async () => {
    analysis = analyseModel(await modelOf(jsonSample.file));
    session = await openSession(dark, largeWindow);
    await openFile(session, jsonSample.file);
    await lineWith(session, jsonSample.hint).first().waitFor();
  });
  after(() => session?.close());

  it("is there after a click on the lens over a layer", async () => {
    await clickLens(session);
    await settled(session);
    const layer = (await inPanel(session, "layer-name").textContent()) ?? "";
    assert.ok(
      analysis.layers.some(({ node }) => node.name === layer),
      layer,
    );
  });

  for (const [kind, layer] of Object.entries(layerOfKind)) {
    it(`says of the ${kindWords(kind)} layer what the analysis does`, async () => {
      await chooseLayer(session, layer);
      const { layer: expected } = describeModel(analysis, analysis, { layerPath: [layer] });
      assert.ok(expected);
      const header = inPanel(session, "panel-header");
      assert.ok((await header.locator(".badge").allTextContents()).includes(kindWords(kind)));
      assert.equal(await header.locator(".class-name").textContent(), expected.className);
      const shape = (await inPanel(session, "fact-shape").textContent())?.replace(/\s+/g, " ").trim();
      assert.equal(shape, `${expected.inputs.join(", ")} → ${expected.output}`);
      await assertCount(session, "fact-parameters", expected.parameters);
      await assertCount(session, "fact-macs", expected.macs);
      await assertCount(session, "fact-macs-up-to", expected.macsUpTo);
      assert.match((await inPanel(session, "fact-field").textContent()) ?? "", new RegExp(expected.field));
      assert.match((await inPanel(session, "fact-time").textContent()) ?? "", /\d.*(ms|µs|s)/);
      assert.match((await inPanel(session, "fact-algorithm").textContent()) ?? "", /\w{4}/);
      assert.match((await inPanel(session, "weights-source").textContent()) ?? "", /initialiser .*seed 0/);
      assert.match((await inPanel(session, "input-source").textContent()) ?? "", /^Scene, drawn at 96×96/);
      assert.match(
        (await header.locator(".sources").textContent()) ?? "",
        /seven-convolutions\.keras\.json › seven_convolutions/,
      );
    });
  }

  it("turns to the cursor's layer when it follows, by keys alone", async () => {
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "f");
    await inPanel(session, "follow").and(panelOf(session).locator('[aria-pressed="true"]')).waitFor();
    await goToLine(session, await lineOf(session, "dilated"));
    await named(session, "dilated");
    await settled(session);
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "f");
    await inPanel(session, "follow").and(panelOf(session).locator('[aria-pressed="false"]')).waitFor();
  });

  it("is reached by keys alone: the command, the list of layers, and Run", async () => {
    await goToLine(session, await lineOf(session, "pointwise"));
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await named(session, "pointwise");
    await settled(session);
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "l");
    await inPanel(session, "layer-list").waitFor();
    await session.page.keyboard.type("transp");
    await pressInPanel(session, "Tab", "Enter");
    await named(session, "transposed");
    await settled(session);
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "r");
    await settled(session);
    await inPanel(session, "reveal-layer").focus();
    await pressInPanel(session, "Enter");
    await session.page
      .locator(".active-line-number", { hasText: new RegExp(`^${await startOf(session, "transposed")}$`) })
      .waitFor();
  });

  it("folds where its numbers came from in a slim panel, and unfolds it by keys", async () => {
    const usual = session.page.viewportSize() ?? largeWindow;
    await setPanelWidth(session, 330);
    const folded = inPanel(session, "sources-folded");
    const summary = folded.locator("summary").first();
    assert.match((await summary.textContent()) ?? "", /seven_convolutions, untrained weights/);
    assert.equal(await inPanel(session, "weights-source").isVisible(), false);
    await summary.focus();
    await pressInPanel(session, "Enter");
    await inPanel(session, "weights-source").filter({ hasText: "initialiser" }).waitFor();
    await inPanel(session, "fact-algorithm").waitFor();
    await screenshot(session, "header-slim");
    await session.page.setViewportSize(usual);
    await folded.waitFor({ state: "detached" });
  });

  it("is the same for a layer written in code", async () => {
    await clickText(session, "transposed");
    await openFile(session, codeSample.file);
    await lineWith(session, codeSample.hint).first().waitFor();
    await clickLens(session);
    await inPanel(session, "panel-header").filter({ hasText: codeSample.file }).waitFor();
    await settled(session);
    await screenshot(session, "panel-header-code");
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** The first lens in sight that runs a layer. */
async function clickLens({ page }: Session): Promise<void> {
  await page
    .locator(".codelens-decoration a", { hasText: "Run on sample" })
    .filter({ visible: true })
    .first()
    .click();
}

async function named(session: Session, layer: string): Promise<void> {
  await inPanel(session, "layer-name")
    .filter({ hasText: new RegExp(`^${layer}$`) })
    .waitFor();
}

/** The number in full: of large ones it stands in the title. */
async function assertCount(session: Session, id: string, count: Count): Promise<void> {
  assert.equal(count.kind, "exact", id);
  const fact = inPanel(session, id);
  const title = fact.locator("span[title]");
  const text =
    (await title.count()) > 0
      ? await title.first().getAttribute("title")
      : /^[\d,]+/.exec(((await fact.textContent()) ?? "").trim())?.[0];
  assert.equal(numberOf(text), count.kind === "exact" ? count.value : Number.NaN, id);
}

/** Line of the JSON sample that names the layer, from 1. */
async function lineOf({ workspace }: Session, layer: string): Promise<number> {
  const text = await readFile(path.join(workspace, jsonSample.file), "utf8");
  return text.slice(0, text.indexOf(`"name": "${layer}"`)).split("\n").length;
}

/** Line where the layer begins, from 1. */
async function startOf({ workspace }: Session, layer: string): Promise<number> {
  const text = await readFile(path.join(workspace, jsonSample.file), "utf8");
  const start = text.lastIndexOf("\n      {", text.indexOf(`"name": "${layer}"`));
  return text.slice(0, start).split("\n").length + 1;
}
