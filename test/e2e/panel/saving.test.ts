// What the panel shows is saved and copied: by menu, by key and by command, with how it came about inside.
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { decode } from "fast-png";
import { readNpy } from "../../../engine/tensor/npy.ts";
import { outputTensor } from "../../../media/views/export/outputTensor.ts";
import { environment } from "../support/environment.ts";
import { focusPanel, inPanel, openPanel, panelOf, pressInPanel, settled } from "../support/panel.ts";
import { assertClose, modelOf, type ReferenceRun, referenceRun } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark } from "../support/settings.ts";
import { runCommand, screenshot } from "../support/workbench.ts";

describe("saving what the panel shows", { timeout: 300_000 }, () => {
  let session: Session;
  let expected: ReferenceRun;
  before(async () => {
    expected = await referenceRun(await modelOf(jsonSample.file), "standard");
    session = await openSession(dark, largeWindow);
    await openPanel(session);
  });
  after(() => session?.close());

  it("writes the layer's values as .npy, and how they came about beside it", async () => {
    await inPanel(session, "save").click();
    await screenshot(session, "panel-save-dark");
    await inPanel(session, "save-npy").click();
    await saveAs(session, "values.npy");
    const result = readNpy(await readFile(path.join(session.workspace, "values.npy")));
    assert.ok(result.kind === "ok");
    const wanted = outputTensor(expected.outcome);
    assert.deepEqual(result.tensor.shape, [1, 96, 96, 16]);
    for (let at = 0; at < wanted.data.length; at += 997) {
      assertClose(result.tensor.data[at] ?? 0, wanted.data[at] ?? 0, 1, `value ${at}`);
    }
    const told: unknown = JSON.parse(await readFile(path.join(session.workspace, "values.npy.json"), "utf8"));
    assert.deepEqual(Object(told)["weight seed"], 0);
    assert.deepEqual(Object(told).layer, "standard");
  });

  it("writes a picture with its details, by keys alone", async () => {
    await focusPanel(session);
    await pressInPanel(session, "e", "Enter");
    await saveAs(session, "view.png");
    const picture = decode(await readFile(path.join(session.workspace, "view.png")), { checkCrc: true });
    const size = await panelOf(session)
      .locator(".work")
      .evaluate((element) => element.clientWidth);
    assert.ok(Math.abs(picture.width - 2 * size) <= 2, `${picture.width} is not twice ${size}`);
    const told: unknown = JSON.parse(picture.text.Description ?? "");
    assert.equal(Object(told).file, jsonSample.file);
    // Not one colour: the maps are on it.
    assert.ok(new Set(picture.data.subarray(0, 400_000)).size > 20);
  });

  it("writes each view as PNG, SVG and tables, and copies it, with how it came about in all of them", async () => {
    await session.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const tabs = await panelOf(session)
      .getByRole("tab")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("data-tab") ?? ""));
    assert.ok(tabs.length >= 4);
    for (const tab of tabs) {
      await inPanel(session, `tab-${tab}`).click();
      await panelOf(session).locator(`#view.${tab}-tab`).waitFor();
      await settled(session);
      if (tab === "compare")
        await panelOf(session).locator('[data-testid="compare-view"][data-left="0"]').waitFor();
      await assertDrawing(session, tab);
      await assertPicture(session, tab);
      await assertTables(session, tab);
      await runCommand(session, "ConvLens: Copy Panel Tables as Markdown");
      await inPanel(session, "saved").filter({ hasText: "Copied as Markdown" }).waitFor();
      const text = await session.page.evaluate(() => navigator.clipboard.readText());
      assert.match(text, /- layer: standard[\s\S]*\| --- \| ---: \|/);
      assert.match(text, new RegExp(`- view: ${tab}\n`));
      assert.match(text, /- weight seed: 0/);
    }
    await inPanel(session, "tab-maps").click();
  });

  it("says why a file could not be written", async () => {
    await inPanel(session, "save").click();
    await inPanel(session, "save-csv").click();
    await typePath(session, "/proc/none.csv");
    await inPanel(session, "saved")
      .filter({ hasText: /Nothing was saved/ })
      .waitFor();
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

async function assertDrawing(session: Session, tab: string): Promise<void> {
  await runCommand(session, "ConvLens: Save Panel View as SVG");
  await saveAs(session, `${tab}.svg`);
  const drawing = await readFile(path.join(session.workspace, `${tab}.svg`), "utf8");
  assert.match(drawing, /^<svg [\s\S]*<metadata>[\s\S]*weight seed[\s\S]*<text [\s\S]*<\/svg>$/);
  const error = await session.page.evaluate(
    (text) =>
      new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent,
    drawing,
  );
  assert.equal(error, undefined);
}

async function assertPicture(session: Session, tab: string): Promise<void> {
  await runCommand(session, "ConvLens: Save Panel View as PNG");
  await saveAs(session, `${tab}.png`);
  const picture = decode(await readFile(path.join(session.workspace, `${tab}.png`)), { checkCrc: true });
  const told: unknown = JSON.parse(picture.text.Description ?? "");
  assert.deepEqual([Object(told).view, Object(told)["weight seed"]], [tab, 0]);
  assert.ok(new Set(picture.data).size > 20, `${tab} is not of one colour`);
}

async function assertTables(session: Session, tab: string): Promise<void> {
  await runCommand(session, "ConvLens: Save Panel Tables as CSV");
  await saveAs(session, `${tab}.csv`);
  const lines = (await readFile(path.join(session.workspace, `${tab}.csv`), "utf8")).split("\r\n");
  assert.ok(lines.includes("# weight seed: 0"));
  assert.ok(lines.includes(`# view: ${tab}`));
  assert.ok(lines.filter((line) => line !== "" && !line.startsWith("#")).length > 6, lines.join("\n"));
}

/** Answers the editor's dialog with a file of the workspace, and waits until it is there; a copy stays for people to look at. */
async function saveAs(session: Session, name: string): Promise<void> {
  await typePath(session, path.join(session.workspace, name));
  await inPanel(session, "saved")
    .filter({ hasText: `Saved ${name}` })
    .waitFor();
  await copyFile(path.join(session.workspace, name), path.join(environment.screenshots, `saved-${name}`));
}

async function typePath({ page }: Session, file: string): Promise<void> {
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  // The dialog writes the proposed name into its field a while after it has opened.
  await page.waitForFunction(() => {
    const field = document.querySelector(".quick-input-widget input.input");
    return field instanceof HTMLInputElement && /\.(npy|png|svg|csv)$/.test(field.value);
  });
  await input.fill(file);
  await page.locator(".quick-input-widget").getByRole("button", { name: "OK" }).click();
}
