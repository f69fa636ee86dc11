// In the panel, a person looks through feature maps: sorted, scaled, enlarged, over the input, and as numbers.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { colourPlane } from "../../../media/views/drawPlane.ts";
import { planeOf, scaleOf, valueAt } from "../../../media/views/maps/mapPicture.ts";
import { defaultChoices } from "../../../protocol/panelChoices.ts";
import {
  announced,
  chooseLayer,
  focusPanel,
  inPanel,
  numberOf,
  openPanel,
  panelOf,
  pressInPanel,
  settled,
  tableRows,
} from "../support/panel.ts";
import { assertClose, modelOf, type ReferenceRun, referenceRun } from "../support/reference.ts";
import { jsonSample } from "../support/samples.ts";
import { largeWindow, openSession, type Session } from "../support/session.ts";
import { dark, otherThemes, setTheme } from "../support/settings.ts";
import { screenshot } from "../support/workbench.ts";

describe("feature maps in the panel", { timeout: 240_000 }, () => {
  let session: Session;
  let expected: ReferenceRun;
  before(async () => {
    expected = await referenceRun(await modelOf(jsonSample.file), "standard");
    session = await openSession(dark, largeWindow);
    await openPanel(session);
  });
  after(() => session?.close());

  it("has the statistics of the reference kernels in its table, by mouse", async () => {
    await inPanel(session, "tables-toggle").click();
    const rows = await tableRows(session, "channel-table");
    const { overall, statistics } = expected.outcome.maps;
    assert.equal(rows.length, statistics.length + 1);
    for (const [at, map] of [overall, ...statistics].entries()) {
      const [name, ...cells] = rows[at] ?? [];
      assert.equal(name, at === 0 ? "all" : String(at - 1));
      const zeros = (100 * map.zeros) / map.count;
      const wanted = [map.min, map.max, map.mean, map.deviation, map.energy, zeros, map.nonFinite];
      for (const [column, value] of wanted.entries()) {
        assertClose(numberOf(cells[column]), value, 1, `column ${column + 1} of ${name}`);
      }
    }
    await screenshot(session, "panel-maps-tables-dark");
    await inPanel(session, "tables-toggle").click();
    await inPanel(session, "map-tile").first().waitFor();
  });

  it("sorts by each measure, and steps through the order shown, by keys alone", async () => {
    await focusPanel(session);
    const byMean = expected.outcome.maps.statistics
      .map((map, channel) => ({ channel, mean: map.mean }))
      .sort((a, b) => b.mean - a.mean || a.channel - b.channel);
    await pressInPanel(session, "s");
    const [first] = await shownChannels(session);
    assert.equal(first, byMean[0]?.channel);
    await pressInPanel(session, "g");
    await session.page.keyboard.type(`#${byMean[0]?.channel}`);
    await pressInPanel(session, "Enter");
    await announced(session, new RegExp(`channel ${byMean[0]?.channel}\\b`));
    await focusPanel(session);
    await pressInPanel(session, "]");
    await announced(session, new RegExp(`channel ${byMean[1]?.channel}\\b`));
    await screenshot(session, "panel-maps-sorted-dark");
  });

  it("goes to a typed place and says its value, or what is wrong with the place", async () => {
    await focusPanel(session);
    await pressInPanel(session, "g");
    await session.page.keyboard.type("96, 3");
    await pressInPanel(session, "Enter");
    await inPanel(session, "go-to").locator('[role="alert"]', { hasText: "rows go from 0 to 95" }).waitFor();
    await inPanel(session, "go-to-field").fill("95, 3 #9");
    await pressInPanel(session, "Enter");
    await announced(session, /row 95, column 3, channel 9/);
    const value = valueAt(expected.outcome.maps, { channel: 9, slice: 0, row: 95, column: 3 });
    assertClose(numberOf(await inPanel(session, "probe-value").textContent()), value, 1, "value");
  });

  it("enlarges the map down to readable values around the pixel, and follows it", async () => {
    await focusPanel(session);
    await pressInPanel(session, "0", "+", "+", "+", "+", "ArrowLeft");
    assert.equal(await inPanel(session, "enlarged-map").getAttribute("data-zoom"), "16");
    await screenshot(session, "panel-maps-zoomed-dark");
    await pressInPanel(session, "0");
    await inPanel(session, "zoom-in").click();
    assert.equal(await inPanel(session, "enlarged-map").getAttribute("data-zoom"), "2");
    await inPanel(session, "zoom-whole").click();
    assert.equal(await inPanel(session, "enlarged-map").getAttribute("data-zoom"), "1");
  });

  it("takes typed limits for the colours, and lies over the input picture", async () => {
    await inPanel(session, "scale-select").selectOption("typed");
    await inPanel(session, "typed-least").fill("-0.5");
    await inPanel(session, "typed-largest").fill("0.5");
    await inPanel(session, "typed-largest").press("Enter");
    await inPanel(session, "legend").and(panelOf(session).locator('[title="−0.5 to 0.5"]')).waitFor();
    await inPanel(session, "overlay-toggle").click();
    await screenshot(session, "panel-maps-typed-overlay-dark");
    await inPanel(session, "overlay-toggle").click();
    await inPanel(session, "scale-select").selectOption("map");
  });

  it("colours values as the legend says, in each colour map and each scale", async () => {
    const { maps } = expected.outcome;
    const channel = 9;
    for (const colourMap of ["viridis", "grey", "diverging", "auto"] as const) {
      await inPanel(session, "colormap-select").selectOption(colourMap);
      for (const scale of ["layer", "map"] as const) {
        // From typed over per map and back: C goes on to the next.
        await inPanel(session, "scale-select").selectOption(scale === "layer" ? "map" : "layer");
        await focusPanel(session, "tab-maps");
        await pressInPanel(session, "c");
        if ((await inPanel(session, "scale-select").inputValue()) !== scale) await pressInPanel(session, "c");
        assert.equal(await inPanel(session, "scale-select").inputValue(), scale);
        const choices = { ...defaultChoices, colourMap, scale };
        const colours = scaleOf(maps, channel, choices);
        const pixels = colourPlane(planeOf(maps, channel, 0), colours);
        const place = 40 * maps.columns + 70;
        const wanted = [...pixels.subarray(4 * place, 4 * place + 3)];
        const drawn = await colourOfTile(session, channel, 40, 70);
        for (const [part, value] of wanted.entries()) {
          assert.ok(
            Math.abs((drawn[part] ?? 0) - value) <= 3,
            `${colourMap}, ${scale}: ${drawn} is not ${wanted}`,
          );
        }
      }
    }
  });

  it("is enlarged, moved over and laid over the input by keys alone", async () => {
    await focusPanel(session);
    await pressInPanel(session, "0", "+", "+");
    const map = inPanel(session, "enlarged-map");
    assert.equal(await map.getAttribute("data-zoom"), "4");
    const before = await map.getAttribute("data-view");
    for (let at = 0; at < 5; at++) await pressInPanel(session, "Shift+ArrowRight");
    await panelOf(session).locator(`[data-testid="enlarged-map"]:not([data-view="${before}"])`).waitFor();
    await pressInPanel(session, "o");
    await inPanel(session, "overlay-toggle").and(panelOf(session).locator('[aria-pressed="true"]')).waitFor();
    await screenshot(session, "panel-maps-overlay-keys-dark");
    await pressInPanel(session, "o", "0");
    await inPanel(session, "overlay-toggle")
      .and(panelOf(session).locator('[aria-pressed="false"]'))
      .waitFor();
    assert.equal(await map.getAttribute("data-zoom"), "1");
  });

  it("is moved over by dragging, and enlarged by the wheel with Control", async () => {
    const map = inPanel(session, "enlarged-map");
    await focusPanel(session);
    await pressInPanel(session, "0", "+", "+");
    const box = await map.boundingBox();
    assert.ok(box);
    const { mouse, keyboard } = session.page;
    const view = () => map.getAttribute("data-view");
    const before = await view();
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + box.width / 4, box.y + box.height / 3, { steps: 5 });
    await mouse.up();
    assert.notEqual(await view(), before);
    await keyboard.down("Control");
    await mouse.wheel(0, 240);
    await keyboard.up("Control");
    await panelOf(session).locator('[data-testid="enlarged-map"]:not([data-zoom="4"])').waitFor();
    await pressInPanel(session, "0");
  });

  it("marks dead maps", async () => {
    const dead = expected.outcome.maps.statistics.filter((map) => map.zeros === map.count).length;
    await inPanel(session, "summary-marks")
      .filter({ hasText: `${dead} of 16 dead` })
      .waitFor();
    assert.equal(await panelOf(session).locator(".flaw", { hasText: "dead" }).count(), dead);
  });

  it("scrolls through many maps and draws only those on screen", async () => {
    await chooseLayer(session, "dilated");
    const grid = inPanel(session, "map-grid");
    assert.equal(await grid.getAttribute("data-count"), "64");
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await panelOf(session).locator('[data-testid="map-tile"][data-place="63"]').waitFor();
    assert.ok((await inPanel(session, "map-tile").count()) < 64);
    await chooseLayer(session, "standard");
  });

  it("looks right in every theme", async () => {
    for (const [name, theme] of Object.entries(otherThemes)) {
      await setTheme(session, theme);
      await settled(session);
      await screenshot(session, `panel-maps-${name}`);
    }
    await setTheme(session, dark);
  });

  it("leaves no error in the page or in any log", async () => {
    assert.deepEqual(await session.errors(), []);
  });
});

/** Red, green and blue of a value's pixel on the tile of a channel. */
async function colourOfTile(
  session: Session,
  channel: number,
  row: number,
  column: number,
): Promise<readonly number[]> {
  const canvas = panelOf(session).locator(`[data-testid="map-tile"][data-channel="${channel}"] canvas`);
  await canvas.scrollIntoViewIfNeeded();
  return canvas.evaluate(
    async (element, place) => {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (!(element instanceof HTMLCanvasElement)) return [];
      const data = element.getContext("2d")?.getImageData(place.column, place.row, 1, 1).data;
      return [...(data ?? [])].slice(0, 3);
    },
    { row, column },
  );
}

/** Channels of the tiles on screen, in reading order. */
async function shownChannels(session: Session): Promise<number[]> {
  const places = await inPanel(session, "map-tile").evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { top, left } = tile.getBoundingClientRect();
      return { top, left, channel: Number(tile.getAttribute("data-channel")) };
    }),
  );
  return places.sort((a, b) => a.top - b.top || a.left - b.left).map((place) => place.channel);
}
