/** Running models: branches, liveness, limits, cancelling, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { tensorOf } from "../../../engine/tensor/tensor.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { factors, input, merge, numbers, picture, refuse, relu, run, succeed, times } from "./smallModels.ts";

test("a branch is kept alive until the merge, and only what is needed runs", async () => {
  const graph = handMadeGraph([
    input(),
    times("double"),
    times("triple"),
    merge("Add", "sum", "double", "triple"),
    times("after"),
  ]);
  const ran: string[] = [];
  const result = await succeed(graph, ["sum"], {
    weights: factors({ double: 2, triple: 3 }),
    onProgress: (name, index, of) => ran.push(`${name} ${index}/${of}`),
  });
  assert.deepEqual(ran, ["double 0/3", "triple 1/3", "sum 2/3"]);
  assert.deepEqual(numbers(result), [8, 16]);
  assert.deepEqual(
    result.inputs.map((tensor) => [...tensor.data]),
    [
      [2, 4],
      [6, 12],
    ],
  );
  assert.equal(result.weightSource, "file");
  assert.equal(result.operation?.op, "merge");
});

test("several inputs go in the model's order", async () => {
  const graph = handMadeGraph([input("a"), input("b"), merge("Subtract", "difference", "b", "a")]);
  const result = await succeed(graph, ["difference"], { inputs: [picture(1, 2), picture(10, 20)] });
  assert.deepEqual(numbers(result), [9, 18]);
  const missing = await refuse(graph, ["difference"]);
  assert.match(missing.reason, /The model takes 2 inputs, and 1 given/);
});

test("a layer alone takes its own inputs and nothing before it runs", async () => {
  const graph = handMadeGraph([input(), times("first"), relu("last", "first")]);
  const ran: string[] = [];
  const result = await succeed(graph, ["last"], {
    mode: "alone",
    inputs: [picture(-1, 4)],
    onProgress: (name) => ran.push(name),
  });
  assert.deepEqual([numbers(result), ran], [[0, 4], ["last"]]);
  assert.match(
    (await refuse(graph, ["last"], { mode: "alone", inputs: [tensorOf([1, 1, 3, 1], [1, 2, 3])] })).reason,
    /Input 1 is 1×1×3×1, and 1×1×2×1 is wanted/,
  );
});

test("an input layer gives what it is given", async () => {
  const graph = handMadeGraph([input(), times("first")]);
  for (const mode of ["alone", "upTo"] as const) {
    assert.deepEqual(numbers(await succeed(graph, ["input"], { mode })), [1, 2]);
  }
});

test("a batch of two runs as two", async () => {
  const graph = handMadeGraph([input(), times("first"), { className: "Flatten", name: "flat" }]);
  const result = await succeed(graph, ["flat"], {
    inputs: [tensorOf([2, 1, 2, 1], [1, 2, 3, 4])],
    weights: factors({ first: 10 }),
  });
  assert.deepEqual(
    [result.outputs[0]?.shape, numbers(result)],
    [
      [2, 2],
      [10, 20, 30, 40],
    ],
  );
});

test("without a file the initialisers fill, the same for a seed, and a note says so", async () => {
  const graph = handMadeGraph([input(), times("first")]);
  const [one, again, other] = [
    await succeed(graph, ["first"], { seed: 1 }),
    await succeed(graph, ["first"], { seed: 1 }),
    await succeed(graph, ["first"], { seed: 2 }),
  ];
  assert.deepEqual(numbers(one), numbers(again));
  assert.notDeepEqual(numbers(one), numbers(other));
  assert.deepEqual(
    [one.weightSource, one.weights[0]?.source, one.weights[0]?.name],
    ["initialiser", "initialiser", "kernel"],
  );
  assert.match(one.notes[0] ?? "", /seed 1; they are not trained/);
});

test("the memory limit is checked before anything runs, with the numbers", async () => {
  const graph = handMadeGraph([
    handMadeInput("input", 100, 100, 1),
    { className: "Conv2D", name: "wide", config: { filters: 25, kernel_size: 1 } },
    relu("last", "wide"),
  ]);
  const inputs = [randomTensor([1, 100, 100, 1], 0)];
  // Input 40 kB, which the caller has; the wide layer's output 1 MB; the last layer holds that and its own output.
  const enough = 2_040_200;
  assert.equal((await run(graph, ["last"], { inputs, memoryLimitBytes: enough })).kind, "ok");
  let ran = 0;
  const refused = await refuse(graph, ["last"], {
    inputs,
    memoryLimitBytes: enough - 1,
    onProgress: () => ran++,
  });
  assert.match(
    refused.reason,
    /At "last" the run needs 2.04 MB \(inputs 40.0 kB, feature maps 2.00 MB, weights 200 B\), and the limit is 2.04 MB\. Use a smaller input, run the layer alone, or raise the limit\.$/,
  );
  const alone = await refuse(graph, ["last"], {
    inputs: [randomTensor([1, 100, 100, 25], 0)],
    mode: "alone",
    memoryLimitBytes: 1000,
  });
  assert.match(alone.reason, /Use a smaller input, or a higher limit\.$/);
  assert.deepEqual([refused.layer, ran], ["last", 0]);
});

test("a layer too large for any machine is refused, not tried", async () => {
  const graph = handMadeGraph([
    input(),
    { className: "UpSampling2D", name: "huge", config: { size: [1000000, 1000000] } },
  ]);
  const refused = await refuse(graph, ["huge"], { memoryLimitBytes: 4e9 });
  assert.match(refused.reason, /needs 8.00 TB/);
});

test("cancelling stops before the next layer", async () => {
  const graph = handMadeGraph([input(), times("first"), times("second")]);
  const signal = { aborted: false };
  const ran: string[] = [];
  const result = await run(graph, ["second"], {
    signal,
    onProgress: (name) => {
      ran.push(name);
      signal.aborted = true;
    },
  });
  assert.deepEqual([result.kind, ran], ["cancelled", ["first"]]);
});

test("what cannot run is refused by the layer's name and the reason", async () => {
  const graph = handMadeGraph([
    input(),
    { className: "Conv2D", name: "large", config: { filters: 1, kernel_size: 3 } },
    times("behind"),
    { className: "MyLayer", name: "own", calls: [["input"]] },
    times("fine", [["input"]]),
  ]);
  const misfit = await refuse(graph, ["behind"]);
  assert.match(misfit.reason, /"large" cannot run: .*larger than the height 1/);
  assert.equal(misfit.layer, "large");
  assert.match((await refuse(graph, ["own"])).reason, /"own" cannot run: MyLayer is not a layer class/);
  assert.match(
    (await refuse(graph, ["nowhere"])).reason,
    /no layer "nowhere" in the model "model".*"input", "large"/,
  );
  assert.match((await refuse(graph, ["fine", "inner"])).reason, /"fine" is not a model/);
  assert.match((await refuse(graph, [])).reason, /No layer is chosen/);
  assert.equal((await run(graph, ["fine"])).kind, "ok");
});

test("a free size is asked for", async () => {
  const graph = handMadeGraph([handMadeInput("input", null, 2, 1), times("first")]);
  assert.match((await refuse(graph, ["first"])).reason, /leaves H free; give the size/);
  const sized = analyseModel(graph, { inputShape: [1, 2, 1] });
  assert.equal((await run(graph, ["first"], { analysis: sized })).kind, "ok");
});

test("a cycle is refused", async () => {
  const graph = handMadeGraph([input(), merge("Add", "a", "input", "b"), merge("Add", "b", "a", "input")]);
  assert.equal((await run(graph, ["b"])).kind, "refused");
});

test("a chain of ten thousand layers runs", async () => {
  const chain = Array.from({ length: 10000 }, (_, at) => relu(`r${at}`, at === 0 ? "input" : `r${at - 1}`));
  const result = await succeed(handMadeGraph([input(), ...chain]), ["r9999"]);
  assert.deepEqual(numbers(result), [1, 2]);
});
