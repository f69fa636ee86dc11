// The panel goes on whatever happens around it: the file closed, the worker lost.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Worker } from "playwright-core";
import { inPanel, openPanel, settled } from "../support/panel.ts";
import { jsonSample } from "../support/samples.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { screenshot } from "../support/workbench.ts";

const accident = "the worker was lost on purpose";

describe("a panel that lasts", { timeout: 180_000 }, () => {
  let session: Session;
  /** Workers that started with the panel. */
  let own: Worker[] = [];
  before(async () => {
    session = await openSession(dark);
    const others = new Set(session.page.workers());
    await openPanel(session);
    own = session.page.workers().filter((worker) => !others.has(worker) && worker.url().startsWith("blob:"));
  });
  after(() => session?.close());

  it("says that its worker was lost, and runs again with a new one", async () => {
    assert.notEqual(own.length, 0);
    for (const worker of own) {
      await worker.evaluate((text) => {
        setTimeout(() => {
          throw new Error(text);
        });
      }, accident);
    }
    const status = inPanel(session, "panel-status");
    await status.filter({ hasText: accident }).waitFor();
    assert.match((await status.textContent()) ?? "", /Run it again/);
    await screenshot(session, "panel-worker-lost");
    await inPanel(session, "map-tile").first().waitFor();
    await runAgain(session);
  });

  it("goes on without the file's editor, and brings the file back beside itself when asked", async () => {
    const { page } = session;
    await page.locator(`.tab[data-resource-name="${jsonSample.file}"] .action-label`).first().click();
    await page.locator(`.tab[data-resource-name="${jsonSample.file}"]`).waitFor({ state: "detached" });
    await runAgain(session);
    await inPanel(session, "reveal-layer").click();
    await page.locator(`.tab[data-resource-name="${jsonSample.file}"]`).waitFor();
    await page.locator(".monaco-editor .view-line").first().waitFor();
    assert.equal(await inPanel(session, "map-tile").first().isVisible(), true, "the panel is still in sight");
  });

  it("leaves no error in the page or in any log but that of the lost worker", async () => {
    const errors = await session.errors();
    assert.deepEqual(
      errors.filter((text) => !text.includes(accident)),
      [],
    );
  });
});

async function runAgain(session: Session): Promise<void> {
  await inPanel(session, "run").click();
  await settled(session);
}
