// After a run, the editor shows the layer's maps: in its hover, and beside its line where the settings want that.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { runAtText } from "../support/panel.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { changeSetting, dark, otherThemes, setTheme } from "../support/settings.ts";
import { goToLine, hoverText, lineWith, openFile, screenshot } from "../support/workbench.ts";

const model = `import * as tf from "@tensorflow/tfjs";

export const net = tf.sequential();
net.add(tf.layers.conv2d({
  inputShape: [24, 24, 3], filters: 8, kernelSize: 3, name: "first" }));
net.add(tf.layers.maxPooling2d({ poolSize: 2, name: "pooled" }));
`;

describe("maps in the editor", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
    await writeFile(path.join(session.workspace, "small.ts"), model);
    await openFile(session, "small.ts");
    await lineWith(session, /22×22×8/).waitFor();
    await runAtText(session, "conv2d");
  });
  after(() => session?.close());

  it("stand in the layer's hover, the strongest first, with their channels as texts", async () => {
    const hover = await hoverText(session, "conv2d", /8 maps · Scene/);
    const pictures = hover.locator('img[alt^="channel"]');
    assert.equal(await pictures.count(), 8);
    assert.match((await pictures.first().getAttribute("src")) ?? "", /^data:image\/png;base64,/);
    const width = await pictures
      .first()
      .evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));
    assert.equal(width, 44);
    await screenshot(session, "editor-maps-hover-dark");
    await session.page.keyboard.press("Escape");
  });

  it("stand in the hover that the keyboard opens", async () => {
    await goToLine(session, 4, 24);
    await session.page.keyboard.press("Control+K");
    await session.page.keyboard.press("Control+I");
    const hover = session.page.locator(".monaco-hover:not(.hidden)", { hasText: /8 maps · Scene/ });
    await hover.locator("img").first().waitFor();
    await session.page.keyboard.press("Escape");
  });

  it("stand beside the line once the settings want it", async () => {
    const { page } = session;
    await changeSetting(session, "convlens.thumbnails.besideLine", true);
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".monaco-editor .view-line span[class*='ced-']")].some((span) =>
        getComputedStyle(span, "::after").content.includes("data:image/png"),
      ),
    );
    await screenshot(session, "editor-maps-beside-dark");
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await hoverText(session, "conv2d", /8 maps · Scene/);
      await screenshot(session, `editor-maps-${name}`);
      await session.page.keyboard.press("Escape");
    }
    await setTheme(session, dark);
  });

  it("are gone once the layer's own text has changed", async () => {
    const { page } = session;
    // Without the panel nothing runs anew.
    await page.locator(".tab", { hasText: "ConvLens" }).locator(".action-label").first().click();
    await goToLine(session, 2);
    await page.keyboard.type("// ");
    const old = await hoverText(session, "conv2d", /before the last edit/);
    await old.locator("img").first().waitFor();
    await page.keyboard.press("Escape");
    await goToLine(session, 5, 4);
    await page.keyboard.type(" ");
    const hover = await hoverText(session, "conv2d", /conv2d|Conv2D/);
    assert.equal(await hover.locator('img[alt^="channel"]').count(), 0);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
