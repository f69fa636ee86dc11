// In the panel, a person looks at the whole model: a graph with maps and costs, a list, a table; from there to the file and back.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { describeOverview } from "../../../media/worker/describeOverview.ts";
import { framesText, watchFrames } from "../support/frames.ts";
import {
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
import { modelOf } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { clickText, goToLine, openFile, screenshot } from "../support/workbench.ts";

const large = `import * as tf from "@tensorflow/tfjs";

const input = tf.input({ shape: [8, 8, 4], name: "image" });
let x = tf.layers.conv2d({ name: "stem", filters: 4, kernelSize: 1 }).apply(input) as tf.SymbolicTensor;
for (let i = 0; i < 150; i++) {
  const a = tf.layers.conv2d({ name: "a" + i, filters: 4, kernelSize: 3, padding: "same" }).apply(x) as tf.SymbolicTensor;
  const b = tf.layers.activation({ name: "b" + i, activation: "relu" }).apply(a) as tf.SymbolicTensor;
  x = tf.layers.add({ name: "sum" + i }).apply([x, b]) as tf.SymbolicTensor;
}
export const model = tf.model({ name: "many", inputs: input, outputs: x });
`;

const nested = `import * as tf from "@tensorflow/tfjs";

const encoder = tf.sequential({ name: "encoder" });
encoder.add(tf.layers.conv2d({ name: "inner", inputShape: [16, 16, 3], filters: 4, kernelSize: 3 }));
encoder.add(tf.layers.maxPooling2d({ name: "pool", poolSize: 2 }));
const whole = tf.sequential({ name: "whole" });
whole.add(encoder);
whole.add(tf.layers.flatten({ name: "flat" }));
whole.add(tf.layers.dense({ name: "scores", units: 5 }));
export { whole };
`;

describe("the whole model in the panel", { timeout: 300_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
    await writeFile(path.join(session.workspace, "many.ts"), large);
    await writeFile(path.join(session.workspace, "nested.ts"), nested);
    await openPanel(session);
  });
  after(() => session?.close());

  it("is drawn as a graph, and all layers show their maps once they ran", async () => {
    await inPanel(session, "tab-model").click();
    await surveyed(session);
    const overview = describeOverview(analyseModel(await modelOf(jsonSample.file)));
    await inPanel(session, "graph-fit").click();
    await inPanel(session, "graph-zoom-in").click();
    for (const { path: layer } of overview.layers) await showNode(session, layer.join("/"));
    await screenshot(session, "panel-model-graph-dark");
  });

  it("selects a clicked layer here and in the file", async () => {
    await (await showNode(session, "dilated")).click();
    await inPanel(session, "layer-name")
      .filter({ hasText: /^dilated$/ })
      .waitFor();
    await settled(session);
    const line = await lineOf(session, "dilated");
    await session.page.locator(".active-line-number", { hasText: new RegExp(`^${line}$`) }).waitFor();
  });

  it("selects the layer of the cursor in the file, when it follows", async () => {
    await inPanel(session, "follow").click();
    await inPanel(session, "follow").and(panelOf(session).locator('[aria-pressed="true"]')).waitFor();
    await goToLine(session, 3 + (await lineOf(session, "depthwise_separable")));
    await panelOf(session)
      .locator('.graph-node[aria-selected="true"][data-layer="depthwise_separable"]')
      .waitFor();
    await settled(session);
    await inPanel(session, "follow").click();
  });

  it("is gone through by keys alone: along the lines, chosen by Enter, enlarged", async () => {
    await focusPanel(session, "tab-model");
    await (await showNode(session, "image")).focus();
    await pressInPanel(session, "ArrowDown", "ArrowDown");
    assert.equal(await focusedLayer(session), "pointwise");
    await pressInPanel(session, "Enter");
    await inPanel(session, "layer-name")
      .filter({ hasText: /^pointwise$/ })
      .waitFor();
    await settled(session);
    await (await showNode(session, "pointwise")).focus();
    const zoom = async () => Number(await inPanel(session, "graph-scroll").getAttribute("data-zoom"));
    const before = await zoom();
    await pressInPanel(session, "+");
    assert.ok((await zoom()) > before);
    await pressInPanel(session, "0");
    assert.ok((await zoom()) < 1);
    await pressInPanel(session, "End");
    await focusedLayer(session);
    await pressInPanel(session, "Home");
    assert.equal(await focusedLayer(session), "image");
  });

  it("is moved by dragging and enlarged by the wheel with Control", async () => {
    for (let at = 0; at < 3; at++) await inPanel(session, "graph-zoom-in").click();
    const ground = inPanel(session, "graph-scroll");
    await ground.evaluate((element) => element.scrollTo(0, 200));
    const box = await ground.boundingBox();
    assert.ok(box);
    const { mouse, keyboard } = session.page;
    const chosen = await inPanel(session, "layer-name").textContent();
    await mouse.move(box.x + 60, box.y + 300);
    await mouse.down();
    await mouse.move(box.x + 60, box.y + 180, { steps: 4 });
    await mouse.up();
    assert.equal(await ground.evaluate((element) => element.scrollTop), 320);
    const before = Number(await ground.getAttribute("data-zoom"));
    await keyboard.down("Control");
    await mouse.wheel(0, -120);
    await keyboard.up("Control");
    await panelOf(session).locator(`[data-testid="graph-scroll"]:not([data-zoom="${before}"])`).waitFor();
    assert.ok(Number(await ground.getAttribute("data-zoom")) > before);
    assert.equal(await inPanel(session, "layer-name").textContent(), chosen);
  });

  it("has a list that sorts by what layers cost, and a table with all numbers", async () => {
    await inPanel(session, "form-select").selectOption("list");
    await inPanel(session, "order-select").selectOption("time");
    await inPanel(session, "layer-row").first().waitFor();
    await screenshot(session, "panel-model-list-dark");
    await inPanel(session, "order-select").selectOption("model");
    await focusPanel(session, "tab-model");
    await pressInPanel(session, "t");
    const rows = await tableRows(session, "layer-table");
    const { layers } = describeOverview(analyseModel(await modelOf(jsonSample.file)));
    assert.equal(rows.length, layers.length);
    for (const [at, layer] of layers.entries()) {
      const [name, , , , output, parameters, macs, bytes, milliseconds] = rows[at] ?? [];
      assert.deepEqual([name, output], [layer.path.join(" › "), layer.output]);
      for (const [cell, count] of [
        [parameters, layer.parameters],
        [macs, layer.macs],
        [bytes, layer.outputBytes],
      ] as const) {
        assert.equal(numberOf(cell), count.kind === "exact" ? count.value : Number.NaN);
      }
      assert.ok(numberOf(milliseconds) >= 0);
    }
    await pressInPanel(session, "t");
    await inPanel(session, "form-select").selectOption("graph");
  });

  it("looks right in every theme", async () => {
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await screenshot(session, `panel-model-graph-${name}`);
    }
    await setTheme(session, dark);
  });

  it("closes and opens a model inside of the model", async () => {
    await clickText(session, jsonSample.layer);
    await openFile(session, "nested.ts");
    await runAtText(session, "flatten");
    await showNode(session, "encoder/inner");
    await (await showNode(session, "encoder")).getByTestId("graph-toggle").click();
    await node(session, "encoder/inner").waitFor({ state: "detached" });
    await (await showNode(session, "encoder")).focus();
    await pressInPanel(session, " ");
    await node(session, "encoder/inner").waitFor();
    await surveyed(session);
    await screenshot(session, "panel-model-nested-dark");
  });

  it("stays smooth with hundreds of layers", async (context) => {
    await clickText(session, "sequential");
    await openFile(session, "many.ts");
    await runAtText(session, "conv2d");
    await panelOf(session).locator('[role="tree"][aria-label$="452"]').waitFor();
    await surveyed(session);
    const ground = inPanel(session, "graph-scroll");
    const frames = await watchFrames(session);
    await ground.evaluate(async (element) => {
      for (let top = 0; top < 6000; top += 40) {
        element.scrollTo(0, top);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    const times = await frames();
    context.diagnostic(`scrolling the graph of 452 layers: ${framesText(times)}`);
    assert.ok((await inPanel(session, "graph-node").count()) < 120);
    assert.ok(times.median < 17.5, framesText(times));
    await screenshot(session, "panel-model-many-dark");
    await inPanel(session, "graph-fit").click();
    await panelOf(session).locator(".graph-scroll.far .boxes").waitFor();
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

function node(session: Session, layer: string): Locator {
  return panelOf(session).locator(`[data-testid="graph-node"][data-layer="${layer}"]`);
}

/** Scrolls through the graph until the layer is drawn, as a person looks for it. */
async function showNode(session: Session, layer: string): Promise<Locator> {
  const ground = inPanel(session, "graph-scroll");
  await ground.waitFor();
  const found = node(session, layer);
  for (let top = 0; (await found.count()) === 0; top += 300) {
    assert.ok(top < 20_000, `${layer} is not in the graph`);
    await ground.evaluate((element, to) => element.scrollTo(0, to), top);
    await panelOf(session)
      .locator("body")
      .evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  return found;
}

async function surveyed(session: Session): Promise<void> {
  await inPanel(session, "survey-state").filter({ hasText: "for all layers" }).waitFor();
}

async function focusedLayer(session: Session): Promise<string | null> {
  return panelOf(session).locator('[data-testid="graph-node"]:focus').getAttribute("data-layer");
}

/** Line of the JSON sample where a layer begins, from 1. */
async function lineOf({ workspace }: Session, layer: string): Promise<number> {
  const text = await readFile(path.join(workspace, jsonSample.file), "utf8");
  const start = text.lastIndexOf("\n      {", text.indexOf(`"name": "${layer}"`));
  return text.slice(0, start).split("\n").length + 1;
}
