/** Input sizes: what is said of a model holds when it is analysed with each of the sizes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { formatInputSizes } from "../../../core/inputSizes/findInputSizes.ts";
import { fittingInputSizes, inputSizesOf, smallestValidInput } from "../../../core/inputSizes/inputSizes.ts";
import { hasSize } from "../../../core/shape/sizeSet.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const conv = (name: string, from: string, config: HandMadeLayer["config"] = {}): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 4, kernel_size: 3, padding: "same", ...config },
  calls: [[from]],
});

/** Halves `depth` times by pooling and doubles again, each level joined with its skip connection. */
function unet(depth: number, height: number | null, width: number | null): ModelGraph {
  const layers: HandMadeLayer[] = [handMadeInput("in", height, width, 3)];
  let from = "in";
  for (let level = 0; level < depth; level++) {
    layers.push(conv(`down${level}`, from));
    from = `pool${level}`;
    layers.push({ className: "MaxPooling2D", name: from, calls: [[`down${level}`]] });
  }
  layers.push(conv("bottom", from));
  from = "bottom";
  for (let level = depth - 1; level >= 0; level--) {
    const config = { filters: 4, kernel_size: 3, strides: 2, padding: "same" };
    layers.push({ className: "Conv2DTranspose", name: `up${level}`, config, calls: [[from]] });
    layers.push({ className: "Concatenate", name: `join${level}`, calls: [[`up${level}`, `down${level}`]] });
    from = `join${level}`;
  }
  return handMadeGraph(layers);
}

const works = (graph: ModelGraph, ...sizes: number[]) =>
  analyseModel(graph, { inputShape: [...sizes, null] }).problems.every(
    ({ severity }) => severity !== "error",
  );

test("a U-Net fits multiples of two to its depth, as analysing each size shows", () => {
  for (const depth of [1, 2, 3, 5]) {
    const graph = unet(depth, null, null);
    const sizes = inputSizesOf(analyseModel(graph));
    assert.ok(sizes);
    assert.equal(formatInputSizes(sizes), `height and width: multiples of ${2 ** depth}`);
    assert.deepEqual(smallestValidInput(graph), [2 ** depth, 2 ** depth]);
    const [height] = sizes.axes;
    assert.ok(height);
    for (let size = 1; size <= 100; size++) {
      assert.equal(hasSize(height.sizes, size), works(graph, size, 64), `depth ${depth}, height ${size}`);
    }
  }
});

test("a fixed size is put in its place: the nearest that fit, and the layer that loses the row", () => {
  const graph = unet(3, 358, 352);
  const axes = fittingInputSizes(graph);
  assert.deepEqual(
    axes?.map(({ name, nearest }) => [name, nearest]),
    [
      ["height", [352, 360]],
      ["width", []],
    ],
  );
  const problems = analyseModel(graph).problems.filter(({ severity }) => severity === "error");
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.equal(problem?.layer, "join2");
  assert.match(problem?.message ?? "", /88.*89/);
  assert.match(problem?.message ?? "", /The cause is "pool2", which makes 44 of height 89/);
  assert.match(problem?.message ?? "", /Input height 352 or 360 work \(multiples of 8\)\./);
  assert.equal(problem?.related?.length, 1);
  const place = graph.layers.find(({ name }) => name === "pool2")?.classRange;
  assert.deepEqual(problem?.related?.[0]?.range, place);
});

test("the smallest input of a chain of windows: one less on either axis is an error", () => {
  const graph = handMadeGraph([
    handMadeInput("in", null, null, 3),
    conv("a", "in", { padding: "valid", kernel_size: [7, 5], strides: 2 }),
    conv("b", "a", { padding: "valid", dilation_rate: 2 }),
    { className: "AveragePooling2D", name: "pool", config: { pool_size: [3, 2] } },
    { className: "GlobalAveragePooling2D", name: "global" },
    { className: "Dense", name: "dense", config: { units: 2 } },
  ]);
  const smallest = smallestValidInput(graph);
  assert.ok(smallest);
  const [height = 0, width = 0] = smallest;
  assert.ok(works(graph, height, width));
  assert.ok(!works(graph, height - 1, width));
  assert.ok(!works(graph, height, width - 1));
});

test("channels first: the spatial axes stand behind the channels", () => {
  const graph = handMadeGraph([
    handMadeInput("in", 3, 20, 30),
    conv("a", "in", { padding: "valid", data_format: "channels_first", kernel_size: [5, 7] }),
  ]);
  assert.deepEqual(smallestValidInput(graph), [5, 7]);
});

test("branches that can never fit have no size; branches that fit one size have that one", () => {
  const withBranch = (branch: HandMadeLayer, size: number | null = null, className = "Add") =>
    handMadeGraph([
      handMadeInput("in", size, size, 3),
      branch,
      { className, name: "sum", calls: [["in", branch.name]] },
    ]);
  const narrower = conv("valid", "in", { padding: "valid", filters: 3 });
  const [problem] = analyseModel(withBranch(narrower, null, "Concatenate")).problems;
  assert.equal(problem?.code, "shapes-do-not-merge");
  assert.equal(problem?.severity, "error");
  assert.match(problem?.message ?? "", /H×W×3 and \(H − 2\)×\(W − 2\)×3/);
  const resized: HandMadeLayer = { className: "Resizing", name: "fixed", config: { height: 88, width: 88 } };
  const sizes = inputSizesOf(analyseModel(withBranch(resized, 88)));
  assert.deepEqual(
    sizes?.axes.map(({ text }) => text),
    ["only 1, 88", "only 1, 88"],
  );
});

test("free sizes that fit sometimes are told, with the sizes, and are no error", () => {
  const { problems } = analyseModel(unet(1, null, null));
  assert.deepEqual(
    problems.map(({ severity, layer }) => [severity, layer]),
    [["information", "join0"]],
  );
  assert.match(problems[0]?.message ?? "", /2·⌊H\/2⌋ = H, for H: multiples of 2/);
});

test("nothing is said where a layer is unknown, a Reshape fixes the size, or there is no spatial axis", () => {
  const unknown = handMadeGraph([handMadeInput("in", 8, 8, 3), { className: "Spaceship", name: "odd" }]);
  const reshape = handMadeGraph([
    handMadeInput("in", 8, 8, 3),
    { className: "Reshape", name: "fixed", config: { target_shape: [64, 3] } },
  ]);
  const dense = handMadeGraph([
    handMadeInput("in", 8),
    { className: "Dense", name: "dense", config: { units: 2 } },
  ]);
  for (const graph of [unknown, reshape, dense]) assert.equal(inputSizesOf(analyseModel(graph)), undefined);
});
