// A person runs a range of layers as one: from selected text, from selected rows of the outline, by mouse and by keys.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addCounts } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { focusOutline, outlineRow } from "../support/outline.ts";
import { inPanel, numberOf, openPanel, panelOf, settled } from "../support/panel.ts";
import { modelOf } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { goToLine, reloadWindow, runCommand, screenshot } from "../support/workbench.ts";

describe("a range of layers in the panel", { timeout: 300_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
    await openPanel(session);
  });
  after(() => session?.close());

  it("is what is selected in the file, and adds up what its layers cost", async () => {
    await goToLine(session, 30);
    for (let line = 0; line < 110; line++) await session.page.keyboard.press("Shift+ArrowDown");
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await shownRange(session, "standard");
    const { layers } = analyseModel(await modelOf(jsonSample.file));
    const last = await inPanel(session, "layer-name").textContent();
    const names = layers.map(({ node }) => node.name);
    const chosen = layers.slice(names.indexOf("standard"), names.indexOf(last ?? "") + 1);
    assert.ok(chosen.length > 1);
    assert.match(
      (await inPanel(session, "range").textContent()) ?? "",
      new RegExp(`from standard, ${chosen.length} layers`),
    );
    const parameters = addCounts(chosen.map((layer) => layer.parameters));
    assert.ok(parameters.kind === "exact");
    const shown = /^[\d,]+/.exec((await inPanel(session, "fact-parameters").textContent()) ?? "")?.[0];
    assert.equal(numberOf(shown), parameters.value);
    assert.match((await inPanel(session, "fact-shape").textContent()) ?? "", /^\s*96×96×3 → /);
    assert.match((await inPanel(session, "fact-time").textContent()) ?? "", /\d/);
    await screenshot(session, "panel-range-dark");
  });

  it("is there again after the window was reloaded", async () => {
    await reloadWindow(session);
    await shownRange(session, "standard");
  });

  it("can be left for its last layer, by keys", async () => {
    await inPanel(session, "leave-range").focus();
    await session.page.keyboard.press("Enter");
    await inPanel(session, "range").waitFor({ state: "detached" });
    await settled(session);
    await inPanel(session, "mode-select").waitFor();
  });

  it("is what is selected in the outline, by keys", async () => {
    await focusOutline(session);
    const { keyboard } = session.page;
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await outlineRow(session, "standard").and(session.page.locator(".selected")).waitFor();
    for (const name of ["pointwise", "depthwise"]) {
      await keyboard.press("Shift+ArrowDown");
      await outlineRow(session, name).and(session.page.locator(".selected")).waitFor();
    }
    await keyboard.press("Shift+F10");
    await session.page.locator(".context-view .monaco-menu").waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await shownRange(session, "standard");
    assert.match((await inPanel(session, "range").textContent()) ?? "", /3 layers/);
  });

  it("can be read in every theme", async () => {
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await screenshot(session, `panel-range-${name}`);
    }
    assert.deepEqual(await session.errors(), []);
  });
});

async function shownRange(session: Session, from: string): Promise<void> {
  await panelOf(session)
    .getByTestId("range")
    .filter({ hasText: `from ${from},` })
    .waitFor();
  await settled(session);
}
