// A model of several files in the panel: an edit of a file that the shown one imports runs the layer again.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inPanel, panelOf, runAtText, settled } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, lineWith, openFile } from "../support/workbench.ts";

const net = `import * as tf from "@tensorflow/tfjs";
import { filters } from "./sizes";

export const net = tf.sequential();
net.add(tf.layers.conv2d({ name: "first", filters, kernelSize: 3, inputShape: [16, 16, 3] }));
`;
const sizes = (filters: number) => `export const filters = ${filters};\n`;

describe("a model of several files in the panel", { timeout: 180_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await writeFile(path.join(session.workspace, "net.ts"), net);
    await writeFile(path.join(session.workspace, "sizes.ts"), sizes(4));
    await openFile(session, "net.ts");
    await lineWith(session, "14×14×4").first().waitFor();
    await runAtText(session, "conv2d");
    await mapsAre(session, 4);
  });
  after(() => session?.close());

  it("runs again after a keystroke in an imported file", async () => {
    // The panel has the keyboard: a file would open over it.
    await clickText(session, "sequential");
    await openFile(session, "sizes.ts");
    await clickText(session, "filters");
    await session.page.keyboard.press("End");
    await session.page.keyboard.press("ArrowLeft");
    await session.page.keyboard.press("Backspace");
    await session.page.keyboard.type("6");
    await mapsAre(session, 6);
    assert.match((await inPanel(session, "layer-name").textContent()) ?? "", /first/);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

async function mapsAre(session: Session, count: number): Promise<void> {
  await panelOf(session).locator(`[data-testid="map-grid"][data-count="${count}"]`).waitFor();
  await settled(session);
}
