// In the panel, the weights that a TensorFlow.js model brings are used, and a person can ask for initialisers instead.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { environment } from "../support/environment.ts";
import { inPanel, numberOf, panelOf, settled } from "../support/panel.ts";
import { assertClose, modelOf, type ReferenceRun, referenceRun } from "../support/reference.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { clickText, goToLine, lineWith, openFile, runCommand, screenshot } from "../support/workbench.ts";

const data = path.join(environment.root, "test/data/weights");

describe("weights in the panel", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
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

  for (const file of ["layers.h5", "layers.keras", "layers.safetensors"]) {
    it(`come from ${file} beside a Keras model, all of them, and make the value that they ought to`, async () => {
      await openKeras(session, file, await readFile(path.join(data, file)));
      await inPanel(session, "weights-source").filter({ hasText: file }).waitFor();
      const outcome =
        (await inPanel(session, "weights-report").count()) > 0
          ? await inPanel(session, "weights-report").textContent()
          : "";
      assert.doesNotMatch(outcome ?? "", /no array for|does not fit/);
      await assertValue(session, path.join(data, file));
      await screenshot(session, `panel-weights-${path.extname(file).slice(1)}`);
    });
  }

  it("are told not to be used, with the file, where it is damaged, and initialisers stand in", async () => {
    const whole = await readFile(path.join(data, "layers.h5"));
    await openKeras(session, "layers.h5", whole.subarray(0, Math.floor(whole.length / 2)));
    await panelOf(session)
      .locator(".notice, .weights-refused, [data-testid=weights-report]")
      .filter({ hasText: /layers\.h5/ })
      .first()
      .waitFor();
    await inPanel(session, "weights-source").filter({ hasText: "initialiser" }).waitFor();
    await screenshot(session, "panel-weights-damaged");
  });

  it("leave no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** The value that the panel explains is that of a run with the weights of the file, and not of one without. */
async function assertValue(session: Session, weightFile: string): Promise<void> {
  const graph = await modelOf("layers.json", await kerasText());
  const shown = numberOf(await inPanel(session, "probe-value").textContent());
  const coordinates = (await inPanel(session, "pixel-probe").getAttribute("data-coordinates"))?.split(",");
  const at = Number(coordinates?.at(-1));
  const valueIn = ({ kept }: ReferenceRun) => kept.output.data[at] ?? Number.NaN;
  const expected = valueIn(await referenceRun(graph, "last", {}, weightFile));
  assertClose(shown, expected, 1, `output ${at} with ${path.basename(weightFile)}`);
  assert.ok(Math.abs(shown - valueIn(await referenceRun(graph, "last"))) > 1e-3);
}

async function kerasText(): Promise<string> {
  const golden = JSON.parse(await readFile(path.join(data, "layers.json"), "utf8")) as { model: unknown };
  return JSON.stringify(golden.model, null, 1);
}

let folders = 0;

/** Opens a model that Keras made, in a folder of its own with the weight file, and runs its last layer. */
async function openKeras(session: Session, weightFile: string, bytes: Uint8Array): Promise<void> {
  const folder = path.join(session.workspace, `keras-${++folders}`);
  await mkdir(folder);
  await writeFile(path.join(folder, weightFile), bytes);
  const text = await kerasText();
  const lines = text.split("\n");
  // The file of weights has the model's name.
  await writeFile(path.join(folder, "layers.json"), text);
  await session.page.keyboard.press("Control+1");
  await openFile(session, `keras-${folders}/layers.json`);
  await goToLine(session, lines.findLastIndex((line) => line.includes('"name": "last"')) + 1);
  await runCommand(session, "ConvLens: Run Layer on Sample");
  await inPanel(session, "layer-name")
    .filter({ hasText: /^last$/ })
    .waitFor();
  await settled(session);
}
