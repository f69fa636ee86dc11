// A person puts numbers in the place of a model's free input sizes, from the lens above it.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { openSession, type Session } from "./support/session.ts";
import { dark } from "./support/settings.ts";
import { lineWith, openFile, screenshot } from "./support/workbench.ts";

const model = `import * as tf from "@tensorflow/tfjs";

export const network = tf.sequential();
network.add(tf.layers.conv2d({ inputShape: [null, null, 3], filters: 8, kernelSize: 3, name: "first" }));
network.add(tf.layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2, name: "second" }));
`;

describe("free input sizes", { timeout: 180_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await writeFile(path.join(session.workspace, "any-size.ts"), model);
    await openFile(session, "any-size.ts");
  });
  after(() => session?.close());

  it("are formulas until numbers are typed after a click on the lens", async () => {
    const { page } = session;
    await lineWith(session, /\(H\s−\s2\)×\(W\s−\s2\)×8/).waitFor();
    await screenshot(session, "editor-free-sizes");
    await page.locator(".codelens-decoration a", { hasText: "Set H, W" }).click();
    const input = page.locator(".quick-input-widget input.input");
    await input.fill("0x3");
    await page.locator(".quick-input-widget", { hasText: '"0" is no size for H' }).waitFor();
    await screenshot(session, "editor-free-sizes-refused");
    await input.fill("32x30");
    await page.keyboard.press("Enter");
    await lineWith(session, /30×28×8/).waitFor();
    await page.locator(".codelens-decoration a", { hasText: "H = 32, W = 30" }).waitFor();
    await screenshot(session, "editor-free-sizes-set");
    const settings: unknown = JSON.parse(
      await readFile(path.join(session.workspace, ".vscode/settings.json"), "utf8"),
    );
    assert.deepEqual(Reflect.get(Object(settings), "convlens.freeSizes"), {
      "any-size.ts": { H: 32, W: 30 },
    });
  });

  it("are free again when the text is emptied", async () => {
    const { page } = session;
    await page.locator(".codelens-decoration a", { hasText: "H = 32, W = 30" }).click();
    const input = page.locator(".quick-input-widget input.input");
    await page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>(".quick-input-widget input.input")?.value ===
        "H = 32, W = 30",
    );
    await input.fill("");
    await page.keyboard.press("Enter");
    await lineWith(session, /\(H\s−\s2\)×\(W\s−\s2\)×8/).waitFor();
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
