/** The scales that choose colours, and planes coloured by them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { colourPlane } from "../../../media/views/drawPlane.ts";
import { positionOn, valueScale } from "../../../media/views/valueScale.ts";

test("a diverging scale has zero in its middle, a sequential one reaches from minimum to maximum", () => {
  const signed = valueScale("auto", -1, 3);
  assert.deepEqual(signed, { colourMap: "diverging", low: -3, high: 3 });
  assert.equal(positionOn(signed, 0), 0.5);
  assert.deepEqual(valueScale("auto", 0, 3), { colourMap: "viridis", low: 0, high: 3 });
  assert.deepEqual(valueScale("grey", -1, 3), { colourMap: "grey", low: -1, high: 3 });
  assert.deepEqual(valueScale("viridis", Number.NaN, Number.NaN), { colourMap: "viridis", low: 0, high: 1 });
});

test("a plane takes the end colours at its ends, stripes for what is not finite, nothing beyond its values", () => {
  const values = Float32Array.from([9, 0, 10, Number.NaN, Number.POSITIVE_INFINITY]);
  const plane = { values, start: 1, rows: 1, columns: 5 };
  const pixels = colourPlane(plane, { colourMap: "grey", low: 0, high: 10 });
  assert.deepEqual([...pixels.slice(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.deepEqual([...pixels.slice(8, 16)], [0, 0, 0, 255, 255, 255, 255, 255], "two neighbours differ");
  assert.deepEqual([...pixels.slice(16)], [0, 0, 0, 0], "transparent");
});
