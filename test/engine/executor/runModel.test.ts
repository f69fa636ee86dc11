/** Running models: branches, shared and nested models, liveness, limits, cancelling, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { type RunRequest, type RunSuccess, runModel } from "../../../engine/executor/runModel.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { type Tensor, tensorOf } from "../../../engine/tensor/tensor.ts";
import { emptyWeightStore, type WeightStore } from "../../../engine/weights/weightStore.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

/** A 1×1 convolution of one channel: multiplies by its only weight. */
const times = (name: string, calls?: string[][]): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 1, kernel_size: 1, use_bias: false },
  ...(calls ? { calls } : {}),
});
const merge = (className: string, name: string, ...inputs: string[]): HandMadeLayer => ({
  className,
  name,
  calls: [inputs],
});
const relu = (name: string, input: string): HandMadeLayer => ({
  className: "Activation",
  name,
  config: { activation: "relu" },
  calls: [[input]],
});
const picture = (...values: number[]): Tensor => tensorOf([1, 1, values.length, 1], values);
const input = (name = "input") => handMadeInput(name, 1, 2, 1);

/** One weight a layer, by layer key. */
function factors(table: Record<string, number>): WeightStore {
  return {
    layers: new Map(
      Object.entries(table).map(([key, factor]) => {
        const kernel = {
          name: `${key}/kernel`,
          shape: [1, 1, 1, 1],
          read: () => tensorOf([1, 1, 1, 1], [factor]),
        };
        return [key, new Map([["kernel", kernel]])];
      }),
    ),
  };
}

function run(graph: ModelGraph, layerPath: string[], change: Partial<RunRequest> = {}) {
  let time = 0;
  return runModel({
    analysis: analyseModel(graph),
    layerPath,
    mode: "upTo",
    inputs: [picture(1, 2)],
    weights: emptyWeightStore,
    seed: 0,
    backend: "reference",
    memoryLimitBytes: 1e9,
    yieldNow: async () => {},
    now: () => time++,
    ...change,
  });
}

async function succeed(...args: Parameters<typeof run>): Promise<RunSuccess> {
  const result = await run(...args);
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  return result;
}

async function refuse(...args: Parameters<typeof run>) {
  const result = await run(...args);
  assert.ok(result.kind === "refused", `it is ${result.kind}`);
  return result;
}

const numbers = (result: RunSuccess, output = 0) => [...(result.outputs[output]?.data ?? [])];

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

test("a shared layer runs once a call, with the same weights", async () => {
  const graph = handMadeGraph([input("a"), input("b"), times("shared", [["a"], ["b"]])]);
  const weights = factors({ shared: 5 });
  const inputs = [picture(1, 2), picture(3, 4)];
  assert.deepEqual(numbers(await succeed(graph, ["shared"], { inputs, weights })), [5, 10]);
  assert.deepEqual(numbers(await succeed(graph, ["shared"], { inputs, weights, call: 1 })), [15, 20]);
  assert.match((await refuse(graph, ["shared"], { inputs, weights, call: 2 })).reason, /called 2 times/);
});

test("nested models: into a layer, through them, and a nested model alone", async () => {
  const innermost = handMadeGraph([input("deep_input"), times("deep")]);
  const inner = handMadeGraph([
    input("inner_input"),
    times("first"),
    { className: "Functional", name: "innermost", model: innermost },
  ]);
  const graph = handMadeGraph([
    input(),
    times("before"),
    { className: "Functional", name: "inner", model: inner },
    times("after"),
  ]);
  const weights = factors({ before: 2, "inner/first": 3, "inner/innermost/deep": 5, after: 7 });
  assert.deepEqual(numbers(await succeed(graph, ["inner", "innermost", "deep"], { weights })), [30, 60]);
  assert.deepEqual(numbers(await succeed(graph, ["after"], { weights })), [210, 420]);
  const whole = await succeed(graph, ["inner"], { weights });
  assert.deepEqual([numbers(whole), whole.operation], [[30, 60], null]);
  assert.deepEqual(numbers(await succeed(graph, ["inner"], { weights, mode: "alone" })), [15, 30]);
  const deep = await succeed(graph, ["inner", "innermost", "deep"], { weights, mode: "alone" });
  assert.deepEqual(numbers(deep), [5, 10]);
  const entry = await succeed(graph, ["inner", "inner_input"], { weights });
  assert.deepEqual(numbers(entry), [2, 4]);
});

test("a nested model called twice has one set of weights and two inputs", async () => {
  const branch = handMadeGraph([input("branch_input"), times("scale")]);
  const graph = handMadeGraph([
    input("a"),
    input("b"),
    { className: "Functional", name: "branch", model: branch, calls: [["a"], ["b"]] },
  ]);
  const merged: ModelGraph = {
    ...graph,
    layers: [
      ...graph.layers,
      ...handMadeGraph([merge("Add", "sum")]).layers.map((node) => ({
        ...node,
        calls: [
          {
            inputs: [
              { layer: 2, call: 0, tensor: 0 },
              { layer: 2, call: 1, tensor: 0 },
            ],
          },
        ],
      })),
    ],
    outputs: [{ layer: 3, call: 0, tensor: 0 }],
  };
  const inputs = [picture(1, 2), picture(10, 20)];
  const result = await succeed(merged, ["sum"], { inputs, weights: factors({ "branch/scale": 3 }) });
  assert.deepEqual(numbers(result), [33, 66]);
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
  // Input 40 kB; the wide layer's output 1 MB; the last layer holds that and its own output, the input is gone.
  const enough = 2_000_000;
  assert.equal((await run(graph, ["last"], { inputs, memoryLimitBytes: enough })).kind, "ok");
  let ran = 0;
  const refused = await refuse(graph, ["last"], {
    inputs,
    memoryLimitBytes: enough - 1,
    onProgress: () => ran++,
  });
  assert.match(
    refused.reason,
    /At "last" the run needs 2.00 MB \(tensors kept 1.00 MB, output 1.00 MB, weights 0 B\), and the limit is 2.00 MB/,
  );
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
