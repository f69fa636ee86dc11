// In the editor, a person sees each layer's shape on its line and its derivation on hover.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { codeSample, jsonSample } from "./support/samples.ts";
import { openSession, type Session } from "./support/session.ts";
import { dark, otherThemes, setTheme } from "./support/settings.ts";
import { hoverText, lineWith, openFile, screenshot } from "./support/workbench.ts";

const themes = { dark, ...otherThemes };

for (const [kind, sample] of Object.entries({ json: jsonSample, code: codeSample })) {
  describe(`${sample.file} in the editor`, { timeout: 180_000 }, () => {
    let session: Session;
    before(async () => {
      session = await openSession(dark);
      await openFile(session, sample.file);
    });
    after(() => session?.close());

    it("shows hints at the ends of the layers' lines", async () => {
      await lineWith(session, sample.hint).first().waitFor();
      await screenshot(session, `editor-${kind}-hints`);
    });

    for (const [name, theme] of Object.entries(themes)) {
      it(`shows how a layer's shape comes about on hover (${name})`, async () => {
        await setTheme(session, theme);
        const hover = await hoverText(session, sample.layer, sample.derivation);
        await screenshot(session, `editor-${kind}-hover-${name}`);
        await session.page.keyboard.press("Escape");
        await hover.waitFor({ state: "hidden" });
      });
    }

    it("leaves no error in the page or in any log", async () => {
      assert.deepEqual(await session.errors(), []);
    });
  });
}
