/** Noise by runs of columns is what value noise is by definition, in whatever order the runs are asked for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../../../engine/tensor/random.ts";
import {
  cornerColumns,
  firstColumn,
  middleColumns,
  quarterColumns,
} from "../../../../../media/panel/samples/scene/columns.ts";
import {
  layeredNoise,
  markWherePositive,
  noiseRow,
  plainNoise,
} from "../../../../../media/panel/samples/scene/noise.ts";

const order = { across: 7, down: 5, seed: 3 };

test("layered noise is four octaves, of which those finer than a pixel are a half", () => {
  for (const pixelCells of [0, 0.2, 0.4, 2]) {
    const noise = layeredNoise({ ...order, pixelCells, reach: 1.5 });
    const random = seededRandom(1, "runs");
    const out = new Float64Array(60);
    for (let run = 0; run < 60; run++) {
      const columns =
        [cornerColumns(29), middleColumns(30), quarterColumns(30)][run % 3] ?? middleColumns(30);
      const from = Math.floor(random.uniform() * 20);
      const to = from + 1 + Math.floor(random.uniform() * 9);
      const v = Math.floor(random.uniform() * 8) / 8;
      const shift = run % 4 === 0 ? v / 3 : 0;
      noiseRow(noise, columns, v, shift, from, to, out);
      for (let x = from; x < to; x++) {
        const expected = layered(((columns.u[x] ?? 0) + shift) * 7, v * 5, pixelCells);
        assert.ok(Math.abs((out[x] ?? 0) - expected) < 1e-12, `${pixelCells}, run ${run}, column ${x}`);
      }
    }
  }
});

test("plain noise is the first octave at full height", () => {
  const columns = middleColumns(30);
  const out = new Float64Array(30);
  noiseRow(plainNoise(order), columns, 0.3, 0, 0, 30, out);
  for (const [x, value] of out.entries()) {
    assert.ok(Math.abs(value - smooth((columns.u[x] ?? 0) * 7, 1.5, 3)) < 1e-12);
  }
});

test("marked is where noise and what was there make more than 0", () => {
  const columns = middleColumns(80);
  for (const limit of [0.1, 0.4, 0.5, 0.6, 0.9]) {
    const marks = new Uint8Array(80);
    markWherePositive(layeredNoise(order), columns, 0.7, 5, 75, new Float64Array(80).fill(-limit), 9, marks);
    for (const [x, mark] of marks.entries()) {
      const isAbove = x >= 5 && x < 75 && layered((columns.u[x] ?? 0) * 7, 0.7 * 5, 0) > limit;
      assert.equal(mark, isAbove ? 9 : 0, `${limit}, column ${x}`);
    }
  }
});

test("the first column at a place is the first that is not left of it", () => {
  for (const columns of [cornerColumns(10), middleColumns(7), quarterColumns(9), middleColumns(1)]) {
    for (const place of [-1, 0, 0.1, 0.3, 0.5, 0.7, 0.95, 1, 2, ...columns.u]) {
      const found = columns.u.findIndex((u) => u >= place);
      assert.equal(firstColumn(columns, place), found < 0 ? columns.u.length : found, `${place}`);
    }
  }
});

function layered(x: number, y: number, pixelCells: number): number {
  let sum = 0;
  for (let octave = 0; octave < 4; octave++) {
    const scale = 2 ** octave;
    const value = pixelCells * scale > 1 ? 0.5 : smooth(x * scale, y * scale, 3 + octave);
    sum += value / (2 * scale);
  }
  return sum / 0.9375;
}

function smooth(x: number, y: number, seed: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [fade(x - x0), fade(y - y0)];
  const top = lattice(x0, y0, seed) * (1 - fx) + lattice(x0 + 1, y0, seed) * fx;
  const bottom = lattice(x0, y0 + 1, seed) * (1 - fx) + lattice(x0 + 1, y0 + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}

function lattice(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0xffffffff;
}
