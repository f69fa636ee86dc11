// Every state of the panel that is no picture: empty, asking, running, stopped, failed. Each says what to do next, can be read in every theme, and leads on by keys alone.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { axeFindings, cutOff, unseenFocus } from "../support/audit.ts";
import { focusPanel, inPanel, panelOf, pressInPanel, settled } from "../support/panel.ts";
import { setPanelWidth } from "../support/panelWidth.ts";
import { openSession, type Session } from "../support/session.ts";
import { changeSetting, dark, otherThemes, setTheme } from "../support/settings.ts";
import {
  clickText,
  goToLine,
  lineWith,
  openFile,
  reloadWindow,
  runCommand,
  screenshot,
} from "../support/workbench.ts";

const start = `import * as tf from "@tensorflow/tfjs";

`;
/** Sixty layers of 2.4 GMACs each: long enough to be stopped on any machine. */
const long = `${start}const model = tf.sequential();
model.add(tf.layers.conv2d({ name: "stem", inputShape: [256, 256, 3], filters: 32, kernelSize: 3, padding: "same" }));
for (let i = 0; i < 60; i++) model.add(tf.layers.conv2d({ name: "deep" + i, filters: 64, kernelSize: 3, padding: "same" }));
export { model };
`;
const open = `${start}export const open = tf.sequential();
open.add(tf.layers.conv2d({ name: "free", inputShape: [null, null, 3], filters: 4, kernelSize: 3 }));
`;
const unknown = `${start}declare function mine(): tf.layers.Layer;
export const unknown = tf.sequential();
unknown.add(tf.layers.conv2d({ name: "known", inputShape: [16, 16, 3], filters: 4, kernelSize: 3 }));
unknown.add(mine());
unknown.add(tf.layers.conv2d({ name: "behind", filters: 4, kernelSize: 3 }));
`;
const files = { "long.ts": long, "open.ts": open, "unknown.ts": unknown };

const noModel = "holds no model that ConvLens can read";

describe("the panel's states", { timeout: 500_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(session.workspace, name), text);
    }
    await openFile(session, "open.ts");
    await lineWith(session, /\(H\s−\s2\)/)
      .first()
      .waitFor();
    await runHere(session, "conv2d");
    await session.page.keyboard.press("Control+B");
  });
  after(() => session?.close());

  it("asks for free sizes in place, and runs with them, by keys alone", async () => {
    await state(session, "idle", /Sizes are missing/);
    await inPanel(session, "free-sizes").filter({ hasText: "leaves sizes of its input free" }).waitFor();
    await inPanel(session, "no-maps").filter({ hasText: "once the free sizes above are chosen" }).waitFor();
    await inEachTheme(session, "sizes");
    await inPanel(session, "free-sizes").locator("input").first().focus();
    await session.page.keyboard.press("Home");
    await session.page.keyboard.press("Shift+End");
    await session.page.keyboard.type("32");
    await pressInPanel(session, "Enter");
    await settled(session);
    assert.match((await inPanel(session, "fact-shape").textContent()) ?? "", /32×224×3 → 30×222×4/);
  });

  it("says that the file holds no model any more, keeps the last maps dimmed, and says where to go after a reload", async () => {
    await clickText(session, "sequential");
    await session.page.keyboard.press("Control+A");
    await session.page.keyboard.press("Delete");
    await panelOf(session).locator("main.panel.stale .message", { hasText: noModel }).waitFor();
    await inPanel(session, "map-tile").first().waitFor();
    await inEachTheme(session, "emptied");
    await session.page.keyboard.press("Control+1");
    await session.page.keyboard.press("Control+S");
    await reloadWindow(session);
    await panelOf(session).locator("main.panel.empty .message", { hasText: noModel }).waitFor();
    await inEachTheme(session, "no-model");
  });

  it("offers the layers where the cursor is in none", async () => {
    await showFile(session, "unknown.ts");
    await lineWith(session, "14×14×4").first().waitFor();
    await goToLine(session, 1);
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await state(session, "idle", /No layer chosen/);
    await panelOf(session).locator(".ask", { hasText: "Choose a layer" }).waitFor();
    await panelOf(session).locator('[data-testid="graph-node"][data-layer="known"]').waitFor();
    await inEachTheme(session, "no-layer");
  });

  it("says why a layer behind an unknown one cannot run, and goes to another by keys", async () => {
    await runHere(session, "behind");
    await state(session, "error", /not known|cannot|unknown/i);
    await inPanel(session, "no-maps").filter({ hasText: "says what is in the way" }).waitFor();
    await inEachTheme(session, "unknown");
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "l");
    await inPanel(session, "layer-list").waitFor();
    await session.page.keyboard.type("known");
    await pressInPanel(session, "Tab", "Enter");
    await settled(session);
    assert.equal(await inPanel(session, "layer-name").textContent(), "known");
  });

  it("says that its layer is gone, and offers the others", async () => {
    await goToLine(session, 5, 'unknown.add(tf.layers.conv2d({ name: "k'.length);
    await session.page.keyboard.press("Control+D");
    await session.page.keyboard.type("other");
    await panelOf(session)
      .locator(".ask", { hasText: "There is no layer known in this model any more" })
      .waitFor();
    await state(session, "idle", /The layer is gone/);
    await inEachTheme(session, "gone");
    await panelOf(session).locator('[data-testid="graph-node"][data-layer="other"]').focus();
    await pressInPanel(session, "Enter");
    await settled(session);
    assert.equal(await inPanel(session, "layer-name").textContent(), "other");
  });

  it("shows how far a run is, stops on Escape, says so, and runs again", async () => {
    await showFile(session, "long.ts");
    await lineWith(session, "256×256×32").first().waitFor();
    await runHere(session, "stem");
    await settled(session);
    await inPanel(session, "layer-list-toggle").click();
    await inPanel(session, "layer-list").locator("input").fill("deep59");
    await pressInPanel(session, "Tab", "Enter");
    await settled(session);
    await inPanel(session, "mode-select").selectOption("upTo");
    await state(session, "running", /\(\d+ of 6\d\)/);
    await inPanel(session, "map-tile").first().waitFor();
    await screenshot(session, "state-running-dark");
    await focusPanel(session, "tab-maps");
    await pressInPanel(session, "Escape");
    await state(session, "cancelled", /Stopped\. What is shown is the last complete run/);
    await inEachTheme(session, "cancelled");
    await inPanel(session, "run-alone").focus();
    await pressInPanel(session, "Enter");
    await settled(session);
  });

  it("says which layer needs how much memory, and leads to it", async () => {
    await changeSetting(session, "convlens.run.memoryLimitMegabytes", 16);
    await showFile(session, "long.ts");
    await runHere(session, "stem");
    await state(session, "error", /needs [\d.]+ MB .* the limit is 16\.0 MB/);
    await inEachTheme(session, "beyond-limit");
    await inPanel(session, "error-layer").focus();
    await pressInPanel(session, "Enter");
    await session.page.locator(".monaco-editor.focused").first().waitFor();
    await changeSetting(session, "convlens.run.memoryLimitMegabytes", 1024);
    await runWithin(session, "stem");
    await settled(session);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Waits for the state, with its line saying so. */
async function state(session: Session, name: string, text: RegExp): Promise<void> {
  await panelOf(session)
    .locator(`[data-testid="panel-status"][data-state="${name}"]`)
    .filter({ hasText: text })
    .waitFor();
}

/** Runs the layer at a text, whatever comes of it. */
async function runHere(session: Session, text: string): Promise<void> {
  await clickText(session, text);
  await runCommand(session, "ConvLens: Run Layer on Sample");
  await panelOf(session).locator("main.panel").waitFor();
}

/** Runs the layer until its end is another than the last one's: the extension hears of a changed setting a moment after its file is written. */
async function runWithin(session: Session, text: string): Promise<void> {
  const refused = panelOf(session).locator('[data-testid="panel-status"][data-state="error"]');
  for (let tries = 0; tries < 10 && (await refused.count()) > 0; tries++) {
    await runHere(session, text);
    await session.page.waitForTimeout(500);
  }
}

/** Opens a file beside the panel: with the keyboard in the panel it would open over it. */
async function showFile(session: Session, name: string): Promise<void> {
  await session.page.keyboard.press("Control+1");
  await openFile(session, name);
}

/** Looks at the state in all themes, and at the width of a narrow column. */
async function inEachTheme(session: Session, name: string): Promise<void> {
  for (const [themeName, theme] of Object.entries({ ...otherThemes, dark })) {
    await setTheme(session, theme);
    const { findings } = await axeFindings(session);
    const serious = findings.filter(({ impact }) => /serious|critical/.test(impact));
    assert.deepEqual(serious, [], `${name} in ${themeName}`);
    await screenshot(session, `state-${name}-${themeName}`);
  }
  assert.deepEqual(await unseenFocus(session), [], name);
  const before = session.page.viewportSize();
  await setPanelWidth(session, 330);
  assert.deepEqual(await cutOff(session), [], `${name} at 330 pixels`);
  await screenshot(session, `state-${name}-330`);
  if (before) await session.page.setViewportSize(before);
}
