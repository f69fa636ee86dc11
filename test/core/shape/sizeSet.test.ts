/** Sets of sizes: the rule that is told holds for every size tried, and for no other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatSizeSet,
  hasSize,
  largestTried,
  nearestSizes,
  sizesThat,
} from "../../../core/shape/sizeSet.ts";

const cases: readonly (readonly [(size: number) => boolean, string])[] = [
  [() => true, "every size"],
  [(size) => size >= 5, "sizes from 5"],
  [(size) => size % 16 === 0, "multiples of 16"],
  [(size) => size % 16 === 0 && size > 40, "multiples of 16, from 48"],
  [(size) => size % 16 < 8, "sizes that leave 0 to 7 when divided by 16"],
  [(size) => size % 4 === 1 || size % 4 === 3, "sizes that leave 1 when divided by 2"],
  [(size) => [1, 3, 4].includes(size % 8), "sizes that leave 1 or 3 to 4 when divided by 8"],
  [(size) => size === 88, "only 88"],
  [() => false, "no size up to 2048"],
  [(size) => Number.isInteger(Math.sqrt(size)), "only 1, 4, 9, 16, 25, 36 …"],
];

test("a set is told in the fewest words and holds the sizes that were found", () => {
  for (const [fits, text] of cases) {
    const set = sizesThat(fits);
    assert.equal(formatSizeSet(set), text);
    for (let size = 1; size <= largestTried; size++)
      assert.equal(hasSize(set, size), fits(size), `${text}: ${size}`);
  }
});

test("the nearest sizes below and above", () => {
  const multiples = sizesThat((size) => size % 8 === 0);
  assert.deepEqual(nearestSizes(multiples, 358), [352, 360]);
  assert.deepEqual(nearestSizes(multiples, 8), [16]);
  assert.deepEqual(
    nearestSizes(
      sizesThat((size) => size === 88),
      90,
    ),
    [88],
  );
  assert.deepEqual(
    nearestSizes(
      sizesThat(() => false),
      90,
    ),
    [],
  );
});
