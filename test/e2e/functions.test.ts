// A builder with two calls, of which the hover lists both; a builder without one, which is given values from the lens above it.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { openSession, type Session } from "./support/session.ts";
import { dark, otherThemes, setTheme } from "./support/settings.ts";
import { hoverText, lineWith, openFile, reloadWindow, screenshot } from "./support/workbench.ts";

const builder = `import * as tf from "@tensorflow/tfjs";

export function classifier(width: number, inputShape: number[], classes = 10) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ filters: 32 * width, kernelSize: 3, strides: 2, inputShape }));
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: classes, activation: "softmax" }));
  return model;
}
`;
const calls = `
export const small = classifier(0.25, [96, 96, 3]);
export const large = classifier(1, [224, 224, 3], 1000);
`;

describe("functions with parameters", { timeout: 300_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await writeFile(path.join(session.workspace, "builder.ts"), builder);
    await writeFile(path.join(session.workspace, "two-calls.ts"), builder + calls);
  });
  after(() => session?.close());

  const lens = (text: string) => session.page.locator(".codelens-decoration a", { hasText: text });

  it("several calls: the range in the hint, each call in the hover", async () => {
    await openFile(session, "two-calls.ts");
    await lineWith(session, /47×47×8\s\|\s111×111×32/).waitFor();
    await lens("2 calls: lines 11, 12").waitFor();
    const hover = await hoverText(session, "conv2d", /This text makes 2 layers/);
    const text = (await hover.textContent()) ?? "";
    assert.match(text, /47×47×8 · 224 params .*, by classifier line 11/);
    assert.match(text, /111×111×32 · 896 params .*, by classifier line 12/);
    for (const [name, theme] of Object.entries({ dark, ...otherThemes })) {
      await session.page.keyboard.press("Escape");
      await setTheme(session, theme);
      await hoverText(session, "conv2d", /This text makes 2 layers/);
      await screenshot(session, `editor-two-calls-${name}`);
    }
    await setTheme(session, dark);
  });

  it("one of the calls is chosen from the lens", async () => {
    const { page } = session;
    await page.keyboard.press("Escape");
    await lens("2 calls: lines 11, 12").click();
    await page.locator(".quick-input-widget", { hasText: "Layers in classifier are shown for" }).waitFor();
    await screenshot(session, "editor-two-calls-choose");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "classifier(0.25" }).click();
    await lineWith(session, /inputShape\s}\)\);\s*47×47×8\s·\s224\sparams/).waitFor();
    await lens("For classifier(0.25, [96, 96, 3]), line 11 of 2 calls").waitFor();
    await screenshot(session, "editor-two-calls-chosen");
  });

  it("no call: values are typed in the lens, checked, remembered over a restart, and forgotten", async () => {
    const { page } = session;
    await openFile(session, "builder.ts");
    await lens("classes = 10 (default) · Set width, inputShape").click();
    const input = page.locator(".quick-input-widget input.input");
    await input.fill("width = 0.5, inputShap = [96, 96, 3]");
    await page.locator(".quick-input-widget", { hasText: "no parameter inputShap" }).waitFor();
    await screenshot(session, "editor-values-refused");
    await input.fill("width = 0.5, inputShape = [96, 96, 3]");
    await page.keyboard.press("Enter");
    await lineWith(session, /47×47×16\s·\s448\sparams/).waitFor();
    await lineWith(session, /for\swidth\s=\s0\.5,\sinputShape\s=\s\[96,\s96,\s3\]/).waitFor();
    await screenshot(session, "editor-values-typed");
    const settings: unknown = JSON.parse(
      await readFile(path.join(session.workspace, ".vscode/settings.json"), "utf8"),
    );
    assert.deepEqual(Reflect.get(Object(settings), "convlens.functions"), {
      "two-calls.ts": { classifier: "classifier(0.25, [96, 96, 3])" },
      "builder.ts": { classifier: { width: 0.5, inputShape: [96, 96, 3] } },
    });
    await reloadWindow(session);
    await lineWith(session, /47×47×16\s·\s448\sparams/).waitFor();
    await lens("width = 0.5 (typed), inputShape = [96, 96, 3] (typed)").click();
    await page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>(".quick-input-widget input.input")?.value ===
        "width = 0.5, inputShape = [96, 96, 3]",
    );
    await input.fill("");
    await page.keyboard.press("Enter");
    await lens("classes = 10 (default) · Set width, inputShape").waitFor();
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});
