// In the panel, the weights that a TensorFlow.js model brings are used, and a person can ask for initialisers instead.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inPanel } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, lineWith, openFile, runCommand, screenshot } from "../support/workbench.ts";

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

  it("are told one by one where not all of them have the file's names, by keys alone", async () => {
    const file = path.join(session.workspace, "edge-detector/renamed.json");
    const text = await readFile(path.join(session.workspace, "edge-detector/model.json"), "utf8");
    await writeFile(file, text.replace('"name": "grey"', '"name": "mixed"'));
    await clickText(session, "DepthwiseConv2D");
    await openFile(session, "edge-detector/renamed.json");
    await lineWith(session, /128×128×3/)
      .first()
      .waitFor();
    await clickText(session, "DepthwiseConv2D");
    await runCommand(session, "ConvLens: Run Layer on Sample");
    const report = inPanel(session, "weights-report");
    await report.filter({ hasText: /^\s*\d of \d weights come from renamed\.json\./ }).waitFor();
    await report.locator("summary").focus();
    await session.page.keyboard.press("Enter");
    await report
      .locator("li")
      .filter({ hasText: /not by name|no array for|No weight takes/ })
      .first()
      .waitFor();
    await screenshot(session, "panel-weights-report");
  });

  it("leave no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
