// Every view of the panel: nothing cut off at any width or at a zoom of 200 %, and usable without sight in every theme.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { axeFindings, cutOff, tablesOfPictures, unseenFocus } from "../support/audit.ts";
import { environment } from "../support/environment.ts";
import { focusPanel, inPanel, openPanel, panelOf, pressInPanel, settled } from "../support/panel.ts";
import { setPanelWidth } from "../support/panelWidth.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { screenshot } from "../support/workbench.ts";

const themes = { dark, ...otherThemes };

/** What opens over a view, and the key or button that opens it. */
const overlays = [
  { name: "picture-dialog", button: "picture-button", shown: "picture-dialog" },
  { name: "layers", button: "layer-list-toggle", shown: "layer-list" },
  { name: "save", button: "save", shown: "save-menu" },
  { name: "help", button: "help", shown: "help-view" },
];

describe("every view of the panel", { timeout: 420_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark, largeWindow);
    await openPanel(session);
  });
  after(() => session?.close());

  for (const width of [330, 620, 1200]) {
    it(`cuts nothing off at ${width} pixels`, async () => {
      await setPanelWidth(session, width);
      await inEachView(session, async (view) => {
        assert.deepEqual(await cutOff(session), [], view);
        if (view === "model") await assertGraphInSight(session, width);
        await screenshot(session, `views-${view}-${width}`);
      });
    });
  }

  it("cuts nothing off at a zoom of 200 %, and scrolls where it is too low", async () => {
    const devTools = await session.page.context().newCDPSession(session.page);
    const half = { width: 720, height: 450, deviceScaleFactor: 2, mobile: false };
    await devTools.send("Emulation.setDeviceMetricsOverride", half);
    await inEachView(session, async (view) => {
      assert.equal(await session.page.evaluate(() => window.innerWidth), half.width);
      assert.deepEqual(await cutOff(session), [], view);
      const height = await panelOf(session)
        .locator("#view")
        .evaluate((element) => element.clientHeight);
      assert.ok(height >= 300, `${view} has ${height} pixels to work in`);
    });
    const { data } = await devTools.send("Page.captureScreenshot", { format: "png" });
    await writeFile(path.join(environment.screenshots, "views-zoom-200.png"), Buffer.from(data, "base64"));
    await devTools.send("Emulation.clearDeviceMetricsOverride");
    await devTools.detach();
  });

  for (const [name, theme] of Object.entries(themes)) {
    it(`gives axe-core nothing serious to find, and shows the keyboard's place, in ${name}`, async (context) => {
      await setTheme(session, theme);
      let views = 0;
      let passed = 0;
      const lighter = new Map<string, number>();
      for (const width of name === "dark" ? [620, 1200] : [620]) {
        await setPanelWidth(session, width);
        await inEachView(session, async (view) => {
          const result = await axeFindings(session);
          const serious = result.findings.filter(({ impact }) => /serious|critical/.test(impact));
          assert.deepEqual(serious, [], `${view} at ${width} in ${name}`);
          for (const { rule, places } of result.findings) {
            lighter.set(rule, (lighter.get(rule) ?? 0) + places.length);
          }
          assert.deepEqual(await unseenFocus(session), [], `${view} in ${name}`);
          if (width === 620) await screenshot(session, `views-${view}-${name}`);
          views++;
          passed += result.passed;
        });
      }
      const rest = [...lighter].map(([rule, count]) => `${rule} ${count}`).join(", ") || "none";
      context.diagnostic(
        `${name}: ${views} views, ${passed} rules passed, 0 serious; lighter findings: ${rest}`,
      );
    });
  }

  it("has a table in place of each picture, in each tab", async () => {
    for (const width of [620, 1200]) {
      await setPanelWidth(session, width);
      for (const tab of await tabs(session)) {
        await showTab(session, tab);
        const { tables, bare, pictures } = await tablesOfPictures(session);
        assert.deepEqual(bare, [], `pictures of ${tab} without a table`);
        assert.ok(pictures > 0, `${tab} has pictures`);
        await focusPanel(session, `tab-${tab}`);
        await pressInPanel(session, "t");
        for (const id of tables) {
          // A histogram's table is folded away where there are tables of more.
          const rows = inPanel(session, id).first().locator("tbody tr");
          await rows.first().waitFor({ state: "attached" });
          assert.ok((await rows.count()) > 0, `the table ${id} of ${tab} is empty`);
        }
        assert.deepEqual((await tablesOfPictures(session)).bare, [], `${tab} as tables`);
        await pressInPanel(session, "t");
      }
    }
  });

  it("names each picture that can be chosen", async () => {
    await showTab(session, "maps");
    await inPanel(session, "picture-button").click();
    await inPanel(session, "picture-dialog").waitFor();
    assert.deepEqual((await tablesOfPictures(session)).bare, []);
    await pressInPanel(session, "Escape");
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** A graph that is narrower than the panel stands in it, whatever width the panel had before. */
async function assertGraphInSight(session: Session, width: number): Promise<void> {
  const [left, right] = await inPanel(session, "graph-node")
    .first()
    .evaluate((node) => {
      const box = node.getBoundingClientRect();
      return [box.left, box.right];
    });
  assert.ok((left ?? -1) >= 0 && (right ?? width + 1) <= width, `the graph reaches from ${left} to ${right}`);
}

function tabs(session: Session): Promise<string[]> {
  return panelOf(session)
    .getByRole("tab")
    .evaluateAll((elements) => elements.map((element) => element.getAttribute("data-tab") ?? ""));
}

async function showTab(session: Session, tab: string): Promise<void> {
  await inPanel(session, `tab-${tab}`).click();
  await panelOf(session).locator(`#view.${tab}-tab`).waitFor();
  await settled(session);
  if (tab === "compare") {
    await panelOf(session).locator('[data-testid="compare-view"][data-left="0"]').waitFor();
  }
}

/** Calls back with each tab as pictures and as tables, and with what opens over them. */
async function inEachView(session: Session, look: (view: string) => Promise<void>): Promise<void> {
  for (const tab of await tabs(session)) {
    await showTab(session, tab);
    await look(tab);
    await focusPanel(session, `tab-${tab}`);
    await pressInPanel(session, "t");
    await panelOf(session).locator(".work table").first().waitFor();
    await look(`${tab}-tables`);
    await focusPanel(session, `tab-${tab}`);
    await pressInPanel(session, "t");
  }
  await showTab(session, "maps");
  for (const { name, button, shown } of overlays) {
    await inPanel(session, button).click();
    await inPanel(session, shown).waitFor();
    await look(name);
    await pressInPanel(session, "Escape");
    await inPanel(session, shown).waitFor({ state: "detached" });
  }
}
