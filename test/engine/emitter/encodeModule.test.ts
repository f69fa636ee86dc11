/** Modules of the emitter as other tools read them: WebAssembly's own check, and the text that wabt prints. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import wabt from "wabt";
import { encodeModule } from "../../../engine/emitter/encodeModule.ts";
import { often, repeatWhile, type Statement, set } from "../../../engine/emitter/expression.ts";
import { FunctionBuilder } from "../../../engine/emitter/functionBuilder.ts";
import { add, i32, increase, lessThan, minimum, multiply } from "../../../engine/emitter/integers.ts";
import {
  accumulate,
  addVectors,
  loadSplat,
  loadVector,
  storeVector,
  vectorOf,
} from "../../../engine/emitter/vectors.ts";
import { Heap } from "../../../engine/wasm/heap.ts";

setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Adds `scale[0] × source` to `target`, four floats at a time. */
function scaledSum(level: "relaxed" | "plain"): FunctionBuilder {
  const fn = new FunctionBuilder("run", ["source", "scale", "target", "floats"]);
  const at = fn.local("i32", "at");
  const sum = fn.local("v128", "sum");
  const from = add(fn.parameter("source"), multiply(at, i32(4)));
  const to = add(fn.parameter("target"), multiply(at, i32(4)));
  const body = [
    set(sum, loadVector(to)),
    accumulate(sum, loadVector(from), loadSplat(fn.parameter("scale")), level),
    storeVector(to, sum, 0),
    increase(at, 4),
  ];
  fn.append(set(at, i32(0)), repeatWhile(body, lessThan(at, fn.parameter("floats"))));
  return fn;
}

test("a module runs on the memory it imports, at both SIMD levels", () => {
  for (const level of ["relaxed", "plain"] as const) {
    const heap = new Heap();
    const [source, scale, target] = [heap.allocate(8), heap.allocate(1), heap.allocate(8)];
    heap.floats(source, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
    heap.floats(scale, 1).set([0.5]);
    heap.floats(target, 8).fill(1);
    const module = new WebAssembly.Module(encodeModule([scaledSum(level)]));
    const memory = heap.memory as WebAssembly.Memory;
    const run = new WebAssembly.Instance(module, { env: { memory } }).exports.run as (...a: number[]) => void;
    run(source, scale, target, 8);
    assert.deepEqual([...heap.floats(target, 8)], [1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
  }
});

test("developer tools see the names of functions and variables", async () => {
  const tools = await wabt();
  const module = tools.readWasm(encodeModule([scaledSum("relaxed")]), {
    readDebugNames: true,
    simd: true,
    relaxed_simd: true,
  });
  module.validate();
  const text = module.toText({});
  for (const name of ["$run", "$source", "$scale", "$at", "$sum", "f32x4.relaxed_madd"])
    assert.ok(text.includes(name), `${name} is not in the text`);
});

test("the last vector of a row may be written in part", () => {
  for (const count of [1, 2, 3, 4]) {
    const heap = new Heap();
    const fn = new FunctionBuilder("run", ["source", "target"]);
    const value = fn.local("v128", "value");
    const write = storeVector(fn.parameter("target"), value, 0, count);
    fn.append(set(value, loadVector(fn.parameter("source"))), write);
    const [source, target] = [heap.allocate(4), heap.allocate(4)];
    heap.floats(source, 4).set([1, 2, 3, 4]);
    heap.floats(target, 4).fill(9);
    const module = new WebAssembly.Module(encodeModule([fn]));
    const memory = heap.memory as WebAssembly.Memory;
    (new WebAssembly.Instance(module, { env: { memory } }).exports.run as (...a: number[]) => void)(
      source,
      target,
    );
    assert.deepEqual(
      [...heap.floats(target, 4)],
      [1, 2, 3, 4].map((number, at) => (at < count ? number : 9)),
    );
  }
});

test("numbers of all lengths are encoded as WebAssembly reads them", () => {
  for (const number of [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)]) {
    const heap = new Heap();
    const fn = new FunctionBuilder("run", ["target"]);
    const least = fn.local("i32", "least");
    const value = fn.local("v128", "value");
    // The smaller of the number and itself, moved by a multiple of it, still has to be the number.
    const chosen = minimum(i32(number), i32(number));
    fn.append(
      set(least, add(fn.parameter("target"), add(chosen, i32(-number | 0)))),
      set(value, loadVector(fn.parameter("target"))),
      storeVector(least, value, 16),
    );
    const target = heap.allocate(8);
    heap.floats(target, 8).set([1, 2, 3, 4, 0, 0, 0, 0]);
    const module = new WebAssembly.Module(encodeModule([fn]));
    const memory = heap.memory as WebAssembly.Memory;
    (new WebAssembly.Instance(module, { env: { memory } }).exports.run as (...a: number[]) => void)(target);
    assert.deepEqual([...heap.floats(target + 16, 4)], [1, 2, 3, 4], `${number}`);
  }
});

test("the heap joins what is given back and refuses what it never gave", () => {
  const heap = new Heap();
  const blocks = Array.from({ length: 6 }, () => heap.allocate(1000));
  const end = heap.allocate(1);
  for (const at of [1, 3, 2, 5, 0, 4]) heap.release(blocks[at] ?? 0);
  assert.equal(heap.allocate(6000), blocks[0], "six neighbours make one block");
  assert.throws(() => heap.release(end + 64), /Nothing is allocated/);
  assert.throws(() => heap.allocate(2 ** 31), RangeError);
});

test("statements that the code has often are copied from the first place, and mean the same at each", () => {
  const build = (twice: (statement: Statement) => readonly Statement[]) => {
    const fn = new FunctionBuilder("run", ["target"]);
    const value = fn.local("v128", "value");
    fn.append(set(value, vectorOf(1.5)), ...twice(set(value, addVectors(value, value))));
    fn.append(storeVector(fn.parameter("target"), value, 0));
    return encodeModule([fn]);
  };
  const copied = build((statement) => {
    const doubled = often([statement, statement]);
    return [doubled, doubled, doubled];
  });
  const written = build((statement) => Array.from({ length: 6 }, () => statement));
  assert.deepEqual(copied, written);
});

test("a module larger than any that a kernel needs is complete", () => {
  const names = Array.from({ length: 40 }, (_, at) => `function${at}`);
  const functions = names.map((name) => {
    const fn = new FunctionBuilder(name, ["target"]);
    const values = fn.locals("v128", "value", 200);
    fn.append(...values.map((value, at) => set(value, vectorOf(at))));
    return fn;
  });
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(encodeModule(functions)));
  assert.deepEqual(
    exported.map(({ name }) => name),
    names,
  );
});
