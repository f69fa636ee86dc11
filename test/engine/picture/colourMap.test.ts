/** Colour maps against published colours, and what reads well on them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { colourTable, needsDarkText, tableIndex } from "../../../engine/picture/colourMap.ts";

/** Entries of matplotlib's viridis (CC0), by index. */
const published: Readonly<Record<number, readonly [number, number, number]>> = {
  0: [0x44, 0x01, 0x54],
  64: [0x3b, 0x52, 0x8b],
  100: [0x2a, 0x76, 0x8e],
  128: [0x21, 0x90, 0x8d],
  200: [0x70, 0xcf, 0x57],
  255: [0xfd, 0xe7, 0x25],
};

test("viridis ends where the published map ends, and stays within 7 levels of it between", () => {
  const table = colourTable("viridis");
  for (const [index, colour] of Object.entries(published)) {
    const entry = [...table.slice(4 * Number(index), 4 * Number(index) + 3)];
    const tolerance = index === "0" || index === "255" ? 0 : 7;
    for (const [part, level] of colour.entries()) {
      assert.ok(Math.abs((entry[part] ?? -1) - level) <= tolerance, `entry ${index}: ${entry} for ${colour}`);
    }
  }
});

test("lightness of viridis and grey only rises, and the diverging map is lightest at zero", () => {
  const lightness = (name: "viridis" | "grey" | "diverging") =>
    Array.from({ length: 256 }, (_, at) => {
      const [r = 0, g = 0, b = 0] = colourTable(name).slice(4 * at);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
  for (const name of ["viridis", "grey"] as const) {
    const values = lightness(name);
    assert.ok(
      values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0) - 0.5),
      name,
    );
  }
  const values = lightness("diverging");
  const brightest = values.indexOf(Math.max(...values));
  assert.ok(Math.abs(brightest - 127.5) <= 1, `lightest at ${brightest}`);
});

test("text on a cell is dark on light colours and light on dark ones", () => {
  assert.equal(needsDarkText("grey", 1), true);
  assert.equal(needsDarkText("grey", 0), false);
  assert.equal(needsDarkText("viridis", 1), true);
  assert.equal(tableIndex(7), 255);
  assert.equal(tableIndex(-1), 0);
});
