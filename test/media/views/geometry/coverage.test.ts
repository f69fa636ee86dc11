/** The words and the picture of what an output reads, against the advice on the same run and numbers counted by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseModel } from "../../../../core/advice/index.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { coverageMap, coverageText } from "../../../../media/views/geometry/coverage.ts";
import { describeGeometry } from "../../../../media/worker/geometry/describeGeometry.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";
import { randomNumbers } from "../../../support/randomModels.ts";

const conv = (name: string, kernel: number, rate: number): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 2, kernel_size: kernel, dilation_rate: rate, padding: "same" },
});

const chain = (...rates: readonly number[]) => [
  handMadeInput("image", 64, 64, 2),
  ...rates.map((rate, at) => conv(`c${at}`, 3, rate)),
];

function coverageAt(layers: readonly HandMadeLayer[]) {
  const analysis = analyseModel(handMadeGraph(layers));
  const coverage = describeGeometry(analysis, [layers.at(-1)?.name ?? ""])?.coverage;
  assert.ok(coverage);
  const advice = adviseModel(analysis).find(({ code }) => code === "gridding")?.message ?? "";
  return { coverage, text: coverageText(coverage), advice };
}

test("2, 2, 2 reads 7 of 13 positions an axis, 49 of 169 in all, and is told to be gridding as in the advice", () => {
  const { text, advice } = coverageAt(chain(2, 2, 2));
  assert.match(
    text,
    /^Over 3 layers in a row \(rates 2, 2, 2\), from the output of image on, an output reads 49 of the 169 positions of its 13×13 field, 29 %, and never the others\. This is gridding/,
  );
  const numbers = "7 of the 13 positions of its height and 7 of the 13 positions of its width";
  assert.ok(text.includes(numbers) && advice.includes(numbers), `${text} / ${advice}`);
  const remedy = /Rates without .*/.exec(advice)?.[0] ?? "no remedy";
  assert.ok(text.endsWith(remedy), text);
});

test("gridding is named for exactly those of 60 random chains that the advice warns of, with its numbers", () => {
  const random = randomNumbers(31);
  let named = 0;
  for (let number = 0; number < 60; number++) {
    const layers = [
      handMadeInput("image", 200, 200, 2),
      ...Array.from({ length: random(1, 4) }, (_, at) => conv(`c${at}`, random(1, 4), random(1, 4))),
    ];
    const { text, advice } = coverageAt(layers);
    assert.equal(text.includes("gridding"), advice !== "", JSON.stringify(layers));
    if (!advice) continue;
    named++;
    const counts = /reads (.*), and never the others/.exec(advice)?.[1] ?? "nothing";
    assert.ok(text.includes(counts), `${text} / ${advice}`);
  }
  assert.ok(named > 10, `${named} chains are warned of`);
});

test("rates that fill one another, one layer alone and a single tap are told as they are", () => {
  assert.match(
    coverageAt(chain(1, 2, 5)).text,
    /reads all 289 positions of its 17×17 field; those in the middle/,
  );
  assert.match(
    coverageAt(chain(4)).text,
    /^Over this layer alone \(rate 4\).* 9 of the 81 .* 11 %.* what dilation is for/,
  );
  assert.match(coverageAt(chain(1)).text, /all 9 positions of its 3×3 field, each in one way\.$/);
  assert.match(coverageAt([...chain(), conv("mix", 1, 1)]).text, /reads the one position at its place\.$/);
});

test("counts are drawn as they are, and by their digits where they are too long", () => {
  const few = coverageAt(chain(2, 2)).coverage.plane?.part;
  assert.ok(few);
  const ways = [1, 0, 2, 0, 3, 0, 2, 0, 1];
  const wanted = ways.flatMap((down) => ways.map((across) => down * across));
  const map = coverageMap(few);
  assert.deepEqual([...map.counts], wanted);
  assert.deepEqual([map.row, map.column, map.rows, map.columns], [-4, -4, 9, 9]);
  const many = coverageAt(chain(...new Array<number>(20).fill(1))).coverage.plane?.part;
  assert.ok(many);
  const digits = coverageMap(many).counts;
  // A corner is reached in one way, and the middle by squares of the central trinomial coefficient 377,379,369.
  assert.deepEqual([digits[0], digits[20 * 41 + 20]], [1, String(377379369n ** 2n).length]);
});

test("a large field is drawn in part, and too large a one told by its axes", () => {
  const layers = [handMadeInput("image", 4096, 4096, 1), conv("a", 31, 32), conv("b", 31, 32)];
  const { coverage, text } = coverageAt(layers);
  assert.match(text, /reads 3,721 of the 3,690,241 positions of its 1921×1921 field, less than 1 %/);
  assert.equal(coverage.plane?.part.ways.length, 128 * 128);
  const joined = coverageAt([...layers, { className: "Add", name: "sum", calls: [["b", "image"]] }]);
  assert.equal(joined.coverage.plane, null);
  assert.match(
    joined.text,
    /whose branches are joined .* reads 61 of the 1,921 positions of its height and 61 of/,
  );
});
