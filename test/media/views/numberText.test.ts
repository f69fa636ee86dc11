/** Numbers as the panel writes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  cellNumber,
  exactNumber,
  shortNumber,
  siNumber,
  unitNumber,
} from "../../../media/views/numberText.ts";

test("short numbers keep about four figures and a real minus sign", () => {
  const expected: [number, string][] = [
    [0, "0"],
    [0.43121338, "0.4312"],
    [-12.4, "−12.40"],
    [1234.5, "1235"],
    [0.0000123, "1.2e−5"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ];
  for (const [value, text] of expected) assert.equal(shortNumber(value), text);
});

test("an exact number reads back as the same float32", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = exactNumber(value).replaceAll("−", "-");
      return Math.fround(Number(text)) === Math.fround(value);
    }),
    { seed: 1 },
  );
  assert.equal(exactNumber(Math.fround(0.1)), "0.1");
});

test("a cell's number has at most five characters, and tells a small number from zero", () => {
  assert.equal(cellNumber(0), "0");
  assert.equal(cellNumber(0.001), ".00");
  assert.equal(cellNumber(-0.25), "−.25");
  fc.assert(
    fc.property(fc.float({ min: -999, max: 999, noNaN: true }), (value) => cellNumber(value).length <= 5),
    { seed: 1 },
  );
});

test("counts take SI prefixes", () => {
  assert.equal(siNumber(864), "864");
  assert.equal(siNumber(10_838_016), "10.8 M");
  assert.equal(siNumber(3_857_973_248), "3.86 G");
  assert.equal(siNumber(999_999), "1.00 M");
});

test("a prefix stands with its unit, and a plain number keeps its space", () => {
  assert.equal(unitNumber(3_981_312, "MACs"), "3.98 MMACs");
  assert.equal(unitNumber(602_112, "B"), "602 kB");
  assert.equal(unitNumber(864, "MACs"), "864 MACs");
  assert.equal(unitNumber(0, "B"), "0 B");
});
