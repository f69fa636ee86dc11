// In the panel, the weights that a TensorFlow.js model brings are used, and a person can ask for initialisers instead.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inPanel } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, lineWith, openFile, runCommand } from "../support/workbench.ts";

describe("weights in the panel", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await openFile(session, "edge-detector/model.json");
    await lineWith(session, /128×128×3/)
      .first()
      .waitFor();
    await clickText(session, "DepthwiseConv2D");
  });
  after(() => session?.close());

  it("come from the shards beside the model", async () => {
    await runCommand(session, "ConvLens: Run Layer on Sample");
    await inPanel(session, "map-tile").first().waitFor();
    const source = inPanel(session, "weights-source").filter({ hasText: "model.json" });
    await source.waitFor();
    assert.equal(await source.textContent(), "model.json");
  });

  it("come from initialisers when a person asks for them, and the layer runs again", async () => {
    await inPanel(session, "drop-weights").click();
    await inPanel(session, "weights-source").filter({ hasText: "seed 0, untrained" }).waitFor();
  });

  it("leave no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
