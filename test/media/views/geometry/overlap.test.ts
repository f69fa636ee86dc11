/** The words and the picture of overlapping copies, against the advice on the same layer and against scattering. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseModel } from "../../../../core/advice/index.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import {
  overlapMap,
  overlapText,
  partText,
  type SpreadingWindow,
} from "../../../../media/views/geometry/overlap.ts";
import { describeGeometry } from "../../../../media/worker/geometry/describeGeometry.ts";
import { handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";

function transposed(
  config: Readonly<Record<string, ConfigData>>,
  sizes: readonly (number | null)[] = [16, 16],
): { readonly window: SpreadingWindow; readonly advice: string } {
  const className = `Conv${sizes.length}DTranspose`;
  const analysis = analyseModel(
    handMadeGraph([
      handMadeInput("image", ...sizes, 3),
      { className, name: "up", config: { filters: 2, ...config } },
    ]),
  );
  const window = describeGeometry(analysis, ["up"])?.window;
  assert.ok(window?.kind === "spreads");
  const advice = adviseModel(analysis).find(({ code }) => code === "uneven-overlap")?.message ?? "";
  return { window, advice };
}

test("kernel 3 at stride 2 overlaps 1 to 4 times, for the advice's reason and with its remedy", () => {
  const { window, advice } = transposed({ kernel_size: 3, strides: 2 });
  const text = overlapText(window);
  assert.match(text, /^Far from the border 1 to 4 copies .* up to 4 times as many at one as at another/);
  assert.match(text, /along the height and width kernel 3 is no multiple of stride 2/);
  const remedy = /A kernel of .*/.exec(advice)?.[0] ?? "no remedy";
  assert.ok(text.endsWith(remedy), `${text} / ${advice}`);
});

test("only the axis that is uneven is blamed", () => {
  const text = overlapText(transposed({ kernel_size: [4, 5], strides: [2, 3] }).window);
  assert.match(text, /^Far from the border 2 to 4 copies .* up to 2 times as many/);
  assert.match(text, /along the width kernel 5 is no multiple of stride 3/);
});

test("even layers are told to be even, and gaps to be gaps", () => {
  assert.match(
    overlapText(transposed({ kernel_size: 4, strides: 2 }).window),
    /^Far from .* 4 copies .* even\.$/,
  );
  assert.match(overlapText(transposed({ kernel_size: 2, strides: 2 }).window), /one copy .* even\.$/);
  const { window, advice } = transposed({ kernel_size: 2, strides: 3 });
  const text = overlapText(window);
  assert.match(text, /^Some output positions are reached by no copy .* others by 1: /);
  assert.match(text, /along the height and width kernel 2 leaves gaps at stride 3/);
  assert.ok(text.endsWith(/A kernel of .*/.exec(advice)?.[0] ?? "no remedy"), `${text} / ${advice}`);
});

test("a part around the chosen output is drawn of a large one, and told", () => {
  const { window } = transposed({ kernel_size: 3, strides: 2, padding: "same" }, [4096, 4096]);
  const map = overlapMap(window, { row: 8191, column: 4000 });
  assert.ok(map);
  assert.deepEqual([map.row, map.column, map.rows, map.columns], [8144, 3976, 48, 48]);
  // Full result of 8193 positions without its last: evens have two copies, but for the first one.
  const copies = (at: number) => (at % 2 === 0 && at > 0 ? 2 : 1);
  for (const [at, count] of map.counts.entries()) {
    assert.equal(count, copies(map.row + Math.floor(at / 48)) * copies(map.column + (at % 48)), `${at}`);
  }
  assert.equal(
    partText(window, map),
    "Drawn are rows 8144 to 8191, columns 3976 to 4023 of the output, around the chosen one.",
  );
  const whole = transposed({ kernel_size: 3, strides: 2 }).window;
  assert.equal(partText(whole, overlapMap(whole, { row: 3, column: 3 }) ?? map), "");
});

test("sizes left open, one axis and three are drawn as far as they are", () => {
  const open = transposed({ kernel_size: 5, strides: 3 }, [null, null]).window;
  const map = overlapMap(open, { row: 0, column: 0 });
  assert.deepEqual([...(map?.counts.subarray(0, 12) ?? [])], [1, 1, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1]);
  const line = transposed({ kernel_size: 3, strides: 2 }, [4]).window;
  assert.deepEqual([...(overlapMap(line, { row: 0, column: 0 })?.counts ?? [])], [1, 1, 2, 1, 2, 1, 2, 1, 1]);
  const cube = transposed({ kernel_size: 3, strides: 2 }, [4, 4, 4]).window;
  const plane = overlapMap(cube, { row: 0, column: 0 });
  assert.ok(plane);
  assert.deepEqual([plane.rows, plane.columns, Math.max(...plane.counts)], [9, 9, 4]);
  assert.match(overlapText(cube), /^Far from the border 1 to 8 copies/);
  assert.match(partText(cube, plane), /^The plane of height and width is drawn/);
});
