/** The order and the words of the comparison's rows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenKind, numberIn, sortedKinds } from "../../../../media/views/compare/kindOrder.ts";
import { columnText, ratioText } from "../../../../media/views/compare/kindTable.ts";
import type { ComparedKind } from "../../../../media/worker/compare/comparison.ts";

function row(
  kind: ComparedKind["kind"],
  macs: number | null,
  part: Partial<ComparedKind> = {},
): ComparedKind {
  return {
    kind,
    own: false,
    layers: [],
    words: [],
    obstacle: macs === null ? "none" : null,
    counts: macs === null ? null : { output: "4", sameShape: true, parameters: macs, macs, bytesMoved: 4 },
    measured: null,
    ...part,
  };
}

const kinds = [
  row("standard", 30, { own: true }),
  row("pointwise", null),
  row("dilated", 50),
  row("depthwise", 7),
];
const names = (rows: readonly ComparedKind[]) => rows.map(({ kind }) => kind);

test("kinds are sorted by a column either way, and those without a number come last", () => {
  assert.deepEqual(names(sortedKinds(kinds, null)), names(kinds));
  assert.deepEqual(names(sortedKinds(kinds, { by: "macs", down: true })), [
    "dilated",
    "standard",
    "depthwise",
    "pointwise",
  ]);
  assert.deepEqual(names(sortedKinds(kinds, { by: "macs", down: false })), [
    "depthwise",
    "standard",
    "dilated",
    "pointwise",
  ]);
});

test("the kind shown large is the chosen one, else the first that can stand in the layer's place", () => {
  assert.equal(chosenKind(kinds, "depthwise")?.kind, "depthwise");
  assert.equal(chosenKind(kinds, null)?.kind, "dilated");
});

test("a kind of another shape has no difference, and the layer none from itself", () => {
  const measured = {
    kind: "done",
    milliseconds: 2,
    runs: 3,
    algorithm: null,
    weights: "",
    energyKept: null,
    difference: null,
    range: { min: 0, max: 1, mean: 0 },
  } as const;
  assert.equal(numberIn(row("dilated", 1, { measured }), "error"), null);
  assert.equal(numberIn(row("standard", 1, { measured, own: true }), "error"), 0);
  assert.equal(numberIn(row("standard", 1, { measured }), "time"), 2);
});

test("numbers are short, and rounding of float32 sums is no difference", () => {
  assert.equal(columnText("error", 1.5e-7), "0");
  assert.equal(columnText("error", 0.00042), "0.04 %");
  assert.equal(columnText("error", 0.1437), "14.4 %");
  assert.equal(columnText("parameters", 36928), "36,928");
  assert.equal(columnText("bytes", 702208), "702 kB");
  assert.equal(ratioText(64, 448), "14 %");
  assert.equal(ratioText(944, 448), "2.1×");
  assert.equal(ratioText(448, 448), "1.00×");
});
