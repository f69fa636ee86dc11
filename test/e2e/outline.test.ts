// In the Explorer, a person sees the layers of the open model, goes to one, and runs it, with the mouse and with keys.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { focusOutline, outlineOf, outlineRow } from "./support/outline.ts";
import { inPanel, settled } from "./support/panel.ts";
import { jsonSample } from "./support/samples.ts";
import { openSession, type Session } from "./support/session.ts";
import { dark, otherThemes, setTheme } from "./support/settings.ts";
import { lineWith, openFile, screenshot } from "./support/workbench.ts";

describe("the model outline", { timeout: 300_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
  });
  after(() => session?.close());

  it("lists the layers of the file in the editor with their numbers", async () => {
    await openFile(session, jsonSample.file);
    await lineWith(session, jsonSample.hint).first().waitFor();
    await openOutline(session);
    await outlineRow(session, "standard").waitFor();
    assert.match(
      (await outlineRow(session, "standard").getAttribute("aria-label")) ?? "",
      /96×96×16 · 448 params/,
    );
    await session.page.mouse.move(0, 0);
    await screenshot(session, "outline-dark");
  });

  it("goes to a layer by a click", async () => {
    await outlineRow(session, "dilated").click();
    await lineWith(session, "dilated").first().waitFor();
    const line = session.page.locator(".monaco-editor .active-line-number");
    const before = await line.textContent();
    await outlineRow(session, "standard").click();
    await session.page.waitForFunction(
      (old) => document.querySelector(".monaco-editor .active-line-number")?.textContent !== old,
      before,
    );
  });

  it("runs a layer by the button on its row", async () => {
    await outlineRow(session, "depthwise").hover();
    await outlineRow(session, "depthwise")
      .getByRole("button", { name: /Run Layer on Sample/ })
      .click();
    await shows(session, "depthwise");
  });

  it("goes to layers by keys alone, and runs one from its menu", async () => {
    await focusOutline(session);
    const { keyboard } = session.page;
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    const focused = outlineOf(session).locator(".monaco-list-row.focused");
    const name = /^[\w-]+/.exec((await focused.getAttribute("aria-label")) ?? "")?.[0];
    assert.ok(name);
    await keyboard.press("Shift+F10");
    await session.page.locator(".context-view .monaco-menu").waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await shows(session, name);
  });

  it("can be read in every theme", async () => {
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await screenshot(session, `outline-${name}`);
    }
    assert.deepEqual(await session.errors(), []);
  });
});

/** The view is closed at first, below the files. */
async function openOutline(session: Session): Promise<void> {
  const header = outlineOf(session).locator(".pane-header");
  await header.waitFor();
  if ((await header.getAttribute("aria-expanded")) !== "true") await header.click();
}

async function shows(session: Session, layer: string): Promise<void> {
  await inPanel(session, "layer-name")
    .filter({ hasText: new RegExp(`^${layer}$`) })
    .waitFor();
  await settled(session);
}
