/** Code that packs weights is tried out before it is used: where it is wrong, plain code packs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { packRows } from "../../../engine/kernels/generated/packRows.ts";
import { packsRightly } from "../../../engine/kernels/generated/panelSumsCheck.ts";
import { finish } from "../../../engine/kernels/parts.ts";
import { startWasmRuntime, type WasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";

function runtime(): WasmRuntime {
  const started = startWasmRuntime();
  assert.ok(started, "this machine has no WebAssembly");
  return started;
}

/** A machine on which the kernel does something else. */
function faulty(run: (right: (...addresses: number[]) => void, addresses: number[]) => void): WasmRuntime {
  const right = runtime();
  return {
    ...right,
    kernel: (key, build) => {
      const kernel = right.kernel(key, build);
      return (...addresses) => run(kernel, addresses);
    },
  };
}

test("the code is right here", () => {
  const here = runtime();
  for (const scaled of [false, true, false]) assert.equal(packsRightly(here, scaled), true);
});

test("code that does nothing, forgets a row or a tap, or reads elsewhere is found out", () => {
  const faults: Readonly<Record<string, WasmRuntime>> = {
    nothing: faulty(() => {}),
    "a row": faulty((run, [target, source, rows = 0, ...rest]) =>
      run(target ?? 0, source ?? 0, rows - 1, ...rest),
    ),
    "a tap": faulty((run, addresses) => run(...addresses.with(7, (addresses[7] ?? 0) - 16))),
    elsewhere: faulty((run, addresses) => run(...addresses.with(1, (addresses[1] ?? 0) + 4))),
  };
  for (const [fault, machine] of Object.entries(faults)) {
    for (const scaled of [false, true]) assert.equal(packsRightly(machine, scaled), false, fault);
  }
});

test("weights are packed all the same", () => {
  const settings = { groups: 1, products: 1000, filters: 32, vectors: 2 };
  const values = Float32Array.from({ length: 32_000 }, (_, at) => Math.cos(at));
  const rows = { values, first: 0, step: 32 };
  const packed = [runtime(), faulty(() => {})].map((machine) => {
    const address = machine.heap.allocate(values.length);
    const target = machine.heap.floats(address, values.length);
    finish(packRows(machine, rows, target, settings));
    return target.slice();
  });
  assert.deepEqual(packed[1], packed[0]);
  assert.deepEqual([...(packed[0] ?? [])].slice(0, 3), [...values.subarray(0, 3)]);
});
