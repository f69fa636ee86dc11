// In the panel, a person runs the layer under the cursor and follows one output pixel back to its window.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inPanel } from "./support/panel.ts";
import { jsonSample } from "./support/samples.ts";
import { openSession, type Session } from "./support/session.ts";
import { dark, highContrast, light, setTheme } from "./support/settings.ts";
import { clickText, lineWith, openFile, reloadWindow, runCommand, screenshot } from "./support/workbench.ts";

describe("the panel", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await openFile(session, jsonSample.file);
    await lineWith(session, jsonSample.hint).first().waitFor();
    await clickText(session, jsonSample.layer);
  });
  after(() => session?.close());

  it("opens on the layer under the cursor and shows its feature maps", async () => {
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await inPanel(session, "panel-header").waitFor();
    await inPanel(session, "map-tile").first().waitFor();
    await screenshot(session, "panel-dark");
  });

  it("shows window, kernel and sum of the pixel under the pointer", async () => {
    await pointAtMap(session);
    for (const part of ["probe-window", "probe-kernel", "probe-products", "probe-sum"]) {
      await inPanel(session, part).first().waitFor();
    }
    assert.match((await inPanel(session, "probe-sum").textContent()) ?? "", /\d/);
    await screenshot(session, "panel-probe-dark");
  });

  it("follows the theme: light and high contrast", async () => {
    await setTheme(session, light);
    await pointAtMap(session);
    await screenshot(session, "panel-probe-light");
    await setTheme(session, highContrast);
    await pointAtMap(session);
    await screenshot(session, "panel-probe-high-contrast");
    await setTheme(session, dark);
  });

  it("keeps its layer and its maps when hidden and shown again", async () => {
    const layer = await inPanel(session, "layer-name").textContent();
    await hideAndReveal(session);
    await inPanel(session, "map-tile").first().waitFor();
    assert.equal(await inPanel(session, "layer-name").textContent(), layer);
  });

  it("is there again after the window was reloaded", async () => {
    await reloadWindow(session);
    await inPanel(session, "panel-header").waitFor();
    await inPanel(session, "map-tile").first().waitFor();
    assert.match((await inPanel(session, "layer-name").textContent()) ?? "", /standard/);
    await screenshot(session, "panel-after-reload");
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Beside an editor the panel is narrow, and the pixel view is a tab of its own. */
async function pointAtMap(session: Session): Promise<void> {
  await inPanel(session, "tab-pixel").click();
  const map = inPanel(session, "enlarged-map");
  await map.waitFor();
  const box = await map.boundingBox();
  assert.ok(box, "the enlarged map has no size");
  await map.hover({ position: { x: box.width * 0.3, y: box.height * 0.4 } });
  await map.hover({ position: { x: box.width * 0.45, y: box.height * 0.55 } });
  await inPanel(session, "pixel-probe").waitFor();
}

/** Another editor in the panel's own group hides it; its tab brings it back. */
async function hideAndReveal(session: Session): Promise<void> {
  const { page } = session;
  await inPanel(session, "tab-maps").click();
  const tab = page.locator(".tab", { hasText: /ConvLens/ });
  await tab.click();
  await openFile(session, ".vscode/settings.json");
  await page.locator("iframe.webview.ready").waitFor({ state: "hidden" });
  await tab.click();
}
