// A person opens a folder from somewhere and does not trust it: the panel works all the same, as nothing of the folder is executed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inPanel, openPanel, settled } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { screenshot } from "../support/workbench.ts";

describe("the panel in a folder that is not trusted", { timeout: 180_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, undefined, { trusted: false });
  });
  after(() => session?.close());

  it("runs a layer, with the editor in restricted mode", async () => {
    await session.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await openPanel(session);
    assert.equal(await inPanel(session, "layer-name").textContent(), "standard");
    assert.ok((await inPanel(session, "map-tile").count()) > 4);
    await screenshot(session, "panel-untrusted");
    await inPanel(session, "run").click();
    await settled(session);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
