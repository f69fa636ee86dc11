/** The places of layers in a model's graph: nothing overlaps, lines lead from layer to layer, inner models hold their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../../core/graph/modelGraph.ts";
import { describeOverview, type ModelOverview } from "../../../../media/worker/describeOverview.ts";
import {
  closedAtFirst,
  type GraphBox,
  type GraphLayout,
  layOutGraph,
} from "../../../../media/worker/graph/layOutGraph.ts";
import { readDocument } from "../../../../server/parse/readDocument.ts";
import { corpusFile } from "../../../support/corpus.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";

const conv = (name: string, ...from: string[]): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 2, kernel_size: 1 },
  ...(from.length > 0 ? { calls: [from] } : {}),
});
const inner = handMadeGraph([handMadeInput("given", 8, 8, 2), conv("a"), conv("b")]);
const nested = handMadeGraph([
  handMadeInput("image", 8, 8, 2),
  conv("first"),
  { className: "Functional", name: "block", model: inner, calls: [["first"]] },
  conv("beside", "first"),
  { className: "Add", name: "sum", calls: [["block", "beside"]] },
]);

function overviewOf(graph: ModelGraph): ModelOverview {
  return describeOverview(analyseModel(graph));
}

function layoutOf(overview: ModelOverview, closed: readonly string[] = []): GraphLayout {
  const result = layOutGraph(overview, closed);
  assert.ok(result.kind === "ok");
  return result.layout;
}

test("a chain stands in one column, evenly", () => {
  const { boxes, lines } = layoutOf(overviewOf(inner));
  assert.deepEqual(
    boxes.map(({ row, left, top }) => [row, left, top]),
    [
      [0, 0, 0],
      [1, 0, 82],
      [2, 0, 164],
    ],
  );
  assert.deepEqual(
    lines.map(({ from, to }) => [from, to]),
    [
      [0, 1],
      [1, 2],
    ],
  );
});

test("an open model holds its layers, a closed one is a layer like others", () => {
  const overview = overviewOf(nested);
  const open = layoutOf(overview);
  assert.equal(open.boxes.length, overview.layers.length);
  const block = boxOf(open, overview, "block");
  assert.ok(block.isOpen);
  for (const name of ["given", "a", "b"]) assert.ok(isInside(boxOf(open, overview, name), block), name);
  const closed = layoutOf(overview, ["block"]);
  assert.equal(closed.boxes.length, 5);
  assert.equal(boxOf(closed, overview, "block").isOpen, false);
});

test("lines go from the bottom of one layer to the top of the next, around those between", () => {
  const overview = overviewOf(nested);
  assertLines(layoutOf(overview), overview);
});

test("models inside of large models are closed to begin with", () => {
  assert.deepEqual(closedAtFirst(overviewOf(nested)), []);
  const many = Array.from({ length: 500 }, (_, at) => conv(`layer${at}`));
  const large = handMadeGraph([
    handMadeInput("image", 8, 8, 2),
    ...many,
    { className: "Functional", name: "block", model: inner },
  ]);
  assert.deepEqual(closedAtFirst(overviewOf(large)), ["block"]);
});

test("ten thousand layers in a row are placed, and more branches than can be looked at are refused", () => {
  const row = Array.from({ length: 10_000 }, (_, at) => conv(`layer${at}`));
  assert.equal(
    layoutOf(overviewOf(handMadeGraph([handMadeInput("x", 1, 1, 2), ...row]))).boxes.length,
    10_001,
  );
  const fan = Array.from({ length: 800 }, (_, at) => conv(`branch${at}`, "x"));
  const refused = layOutGraph(overviewOf(handMadeGraph([handMadeInput("x", 1, 1, 2), ...fan])), []);
  assert.match(refused.kind === "refused" ? refused.reason : "", /801 branches.*list/);
});

test("in any model no two layers overlap, and every connection has its line", () => {
  const graphs = fc
    .integer({ min: 2, max: 16 })
    .chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, at) =>
          fc.uniqueArray(fc.nat(at), { minLength: 1, maxLength: 3 }),
        ),
      ),
    );
  fc.assert(
    fc.property(graphs, (sources) => {
      const layers = sources.map((from, at): HandMadeLayer => {
        const names = from.map((source) => (source === 0 ? "x" : `l${source - 1}`));
        return names.length > 1
          ? { className: "Add", name: `l${at}`, calls: [names] }
          : conv(`l${at}`, ...names);
      });
      const overview = overviewOf(handMadeGraph([handMadeInput("x", 4, 4, 2), ...layers]));
      const layout = layoutOf(overview);
      assertApart(layout);
      assertLines(layout, overview);
    }),
    { seed: 4, numRuns: 40 },
  );
});

for (const name of ["keras3_app_InceptionV3", "keras2_zf_unet_224", "keras2_resnet50_nested_in_sequential"]) {
  test(`${name} is placed without overlaps`, (context) => {
    const file = corpusFile(name);
    if (!file) {
      context.diagnostic("the corpus is not here: 1 file skipped");
      return;
    }
    const [graph] =
      readDocument({ text: file.text, languageId: "json", fileName: `${name}.json` })?.models ?? [];
    assert.ok(graph);
    const layout = layoutOf(overviewOf(graph));
    assert.ok(layout.boxes.length > 80);
    assertApart(layout);
  });
}

function boxOf(layout: GraphLayout, { layers }: ModelOverview, name: string): GraphBox {
  const box = layout.boxes.find(({ row }) => layers[row]?.path.at(-1) === name);
  assert.ok(box, name);
  return box;
}

function assertApart({ boxes, width, height }: GraphLayout): void {
  for (const [at, a] of boxes.entries()) {
    assert.ok(
      a.left >= -0.5 && a.top >= -0.5 && a.left + a.width <= width + 0.5 && a.top + a.height <= height + 0.5,
    );
    for (const b of boxes.slice(at + 1)) {
      const apart =
        a.left + a.width <= b.left ||
        b.left + b.width <= a.left ||
        a.top + a.height <= b.top ||
        b.top + b.height <= a.top;
      assert.ok(apart || isInside(b, a) || isInside(a, b), `rows ${a.row} and ${b.row} overlap`);
    }
  }
}

function assertLines({ boxes, lines }: GraphLayout, { layers }: ModelOverview): void {
  const boxAt = new Map(boxes.map((box) => [box.row, box]));
  const wanted = layers.flatMap(({ inputs }, row) => inputs.map((source) => `${source} ${row}`));
  assert.deepEqual(lines.map(({ from, to }) => `${from} ${to}`).sort(), wanted.sort());
  for (const { from, to, points } of lines) {
    const [source, taker] = [boxAt.get(from), boxAt.get(to)];
    const [first, last] = [points[0], points.at(-1)];
    assert.ok(source && taker && first && last);
    assertNear(first[1], source.top + source.height);
    assertNear(last[1], taker.top);
    for (const [end, box] of [
      [first, source],
      [last, taker],
    ] as const) {
      assert.ok(end[0] > box.left && end[0] < box.left + box.width, "the line ends at its layer");
    }
  }
}

function assertNear(value: number, expected: number): void {
  assert.ok(Math.abs(value - expected) < 1, `${value} is not ${expected}`);
}

function isInside(a: GraphBox, b: GraphBox): boolean {
  return (
    a.left >= b.left &&
    a.top >= b.top &&
    a.left + a.width <= b.left + b.width &&
    a.top + a.height <= b.top + b.height
  );
}
