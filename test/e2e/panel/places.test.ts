// The panel goes on wherever a person puts it, and says what happened when its file is gone.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { FrameLocator } from "playwright-core";
import { chooseLayer, focusPanel, inPanel, openPanel, panelOf, settled } from "../support/panel.ts";
import { codeSample, jsonSample } from "../support/samples.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, openFile, reloadWindow, runCommand, screenshot } from "../support/workbench.ts";

describe("a panel in other places", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await openPanel(session);
    await chooseLayer(session, "dilated");
    await inPanel(session, "tab-compare").click();
    await panelOf(session).locator("#view.compare-tab").waitFor();
  });
  after(() => session?.close());

  it("is as it was after another editor has covered it", async () => {
    const { page } = session;
    await focusPanel(session, "tab-compare");
    await openFile(session, codeSample.file);
    await page.locator("iframe.webview.ready").first().waitFor({ state: "hidden" });
    await page.locator(".tab", { hasText: "ConvLens: dilated" }).click();
    await isAsItWas(panelOf(session));
    await settled(session);
  });

  it("is as it was in a window of its own, and back again", async () => {
    const { page } = session;
    const opened = page.context().waitForEvent("page");
    await page.locator(".tab", { hasText: "ConvLens: dilated" }).click();
    await runCommand(session, "View: Move Editor into New Window");
    const window = await opened;
    const panel = window.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await isAsItWas(panel);
    await panel.getByTestId("run").click();
    await panel
      .locator('main.panel:not(.stale) [data-testid="panel-status"][data-state="done"]:not([data-repeats])')
      .waitFor();
    await screenshot({ ...session, page: window }, "panel-own-window");
    await runCommand({ ...session, page: window }, "View: Restore Editors into Main Window");
    await isAsItWas(panelOf(session));
    await settled(session);
  });

  it("runs on when the file has been deleted, and says so when it is to be shown", async () => {
    const { page, workspace } = session;
    await page.locator(`.tab[data-resource-name="${jsonSample.file}"] .action-label`).first().click();
    await rm(path.join(workspace, jsonSample.file));
    await page.locator(".explorer-folders-view", { hasText: jsonSample.file }).waitFor({ state: "detached" });
    await inPanel(session, "run").click();
    await settled(session);
    await inPanel(session, "reveal-layer").click();
    await page.locator(".statusbar", { hasText: `${jsonSample.file} can no longer be opened` }).waitFor();
  });

  it("says after a reload that its file is gone, and what to do", async () => {
    await reloadWindow(session);
    const view = panelOf(session).locator("main");
    await view.filter({ hasText: `${jsonSample.file} can no longer be opened` }).waitFor();
    await screenshot(session, "panel-file-gone");
    await session.page.locator(`.tab[data-resource-name="${codeSample.file}"]`).first().click();
    await clickText(session, codeSample.layer);
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await settled(session);
    assert.deepEqual(await session.errors(), []);
  });
});

/** The layer, the tab and its content are those of the beginning. */
async function isAsItWas(panel: FrameLocator): Promise<void> {
  await panel
    .getByTestId("layer-name")
    .filter({ hasText: /^dilated$/ })
    .waitFor();
  await panel.locator("#view.compare-tab").waitFor();
  await panel.locator('[data-testid="compare-view"][data-left="0"]').waitFor();
}
