/** Generated code that computes wrong values on a machine is found at its first use, switched off, and named; the plain kernel's values come out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConvolutionOperation, LayerOperation } from "../../../core/layers/operation.ts";
import { type Backend, generatedBackend, kernelFor } from "../../../engine/kernels/backend.ts";
import type { WinogradKind } from "../../../engine/kernels/convolution/winogradPlan.ts";
import { callOf } from "../../../engine/kernels/generated/preparedOnce.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import type { CompiledKernel } from "../../../engine/wasm/compileKernel.ts";
import type { WasmRuntime } from "../../../engine/wasm/wasmRuntime.ts";
import { generatedFor } from "../../support/kernelBackends.ts";
import { compareValues, runOnCopies } from "../agreement/compareValues.ts";
import { wideActivation, wideMerge, wideNormalization } from "../agreement/elementCalls.ts";
import { wideSeparable } from "../agreement/separableCalls.ts";
import {
  wideConvolution,
  wideDense,
  wideDepthwise,
  wideGlobalPooling,
  widePooling,
  wideTransposed,
} from "../agreement/wideCalls.ts";
import {
  dilatedWinogradConvolution,
  firstOf,
  isOfKind,
  oneAxisWinogradConvolution,
  otherWinogradConvolution,
  winogradConvolution,
  winogradTransposed,
} from "../agreement/winogradCalls.ts";
import { type RandomCall, runReference } from "../randomCalls.ts";

/** Wraps compiled code; `output` is the number of the argument that says where it writes. */
type Fault = (kernel: CompiledKernel, runtime: WasmRuntime, output: number) => CompiledKernel;

const faults: Readonly<Record<string, Fault>> = {
  "does nothing": () => () => undefined,
  "stops with an error": () => () => {
    throw new Error("unreachable executed");
  },
  "makes one value wrong":
    (kernel, { heap }, output) =>
    (...addresses) => {
      kernel(...addresses);
      heap.floats(addresses[output] ?? 0, 1)[0] = 3;
    },
};

interface Broken {
  /** How the keys of the family's compiled code begin. */
  readonly code: string;
  readonly output: number;
  readonly call: (seed: number) => RandomCall<LayerOperation>;
  readonly said: RegExp;
}

const families: readonly Broken[] = [
  { code: "direct", output: 3, call: wideConvolution, said: /direct convolutions/ },
  {
    code: "winograd input",
    output: 1,
    call: winogradConvolution,
    said: /Winograd convolutions F\(2x2, 3x3\)/,
  },
  {
    code: "winograd output",
    output: 2,
    call: winogradConvolution,
    said: /Winograd convolutions F\(2x2, 3x3\)/,
  },
  {
    code: "winograd input",
    output: 1,
    call: ofKind("dilated", dilatedWinogradConvolution),
    said: /dilated Winograd convolutions F\(2x2, 3x3\)/,
  },
  {
    code: "winograd output",
    output: 2,
    call: ofKind("along one axis", oneAxisWinogradConvolution),
    said: /Winograd convolutions F\(2, 3\) along one axis/,
  },
  {
    code: "winograd input",
    output: 1,
    call: otherWinogradConvolution,
    said: /Winograd convolutions of kernels other than 3x3/,
  },
  {
    code: "winograd output",
    output: 2,
    call: winogradTransposed,
    said: /transposed Winograd convolutions F\(3x3, 2x2\)/,
  },
  { code: "direct", output: 3, call: wideTransposed, said: /transposed convolutions/ },
  { code: "depthwise", output: 4, call: wideDepthwise, said: /depthwise convolutions/ },
  { code: "direct", output: 3, call: wideSeparable, said: /depthwise separable convolutions/ },
  { code: "depthwise", output: 4, call: wideSeparable, said: /depthwise separable convolutions/ },
  { code: "pooling", output: 4, call: widePooling, said: /pooling/ },
  { code: "global pooling", output: 2, call: wideGlobalPooling, said: /global pooling/ },
  { code: "direct", output: 3, call: wideDense, said: /dense layers/ },
  { code: "merge", output: 0, call: wideMerge, said: /merges/ },
  { code: "normalisation", output: 0, call: wideNormalization, said: /batch normalisations/ },
  { code: "activation", output: 0, call: wideActivation, said: /activations/ },
];

for (const { code, output, call, said } of families) {
  for (const [what, fault] of Object.entries(faults)) {
    test(`${said.source}: code "${code}" that ${what} is switched off`, () => {
      const backend = brokenBackend(code, (kernel, runtime) => fault(kernel, runtime, output));
      for (let seed = 1; seed <= 8; seed++) {
        const request = call(seed);
        const output = runOnCopies(backend, request);
        compareValues(output, runReference(request), 1e-5, `seed ${seed}`);
        const note = noteOf(backend, request, output);
        assert.match(note ?? "", said, `seed ${seed}`);
        assert.match(note ?? "", /failed its check on this machine and is switched off: .+\./);
      }
    });
  }
}

test("sound code is not switched off, and its check leaves no memory in use", () => {
  const { backend, runtime } = generatedFor({ level: "plain", winograd: 2 });
  for (const { call } of families) {
    const request = call(1);
    assert.equal(noteOf(backend, request, runOnCopies(backend, request)), undefined);
  }
  runtime.packed.clear();
  assert.equal(runtime.heap.usedBytes, 0);
});

/** Layers of `any` that this part of Winograd's algorithm computes. */
function ofKind(
  kind: WinogradKind,
  any: (seed: number) => RandomCall<ConvolutionOperation>,
): (seed: number) => RandomCall {
  return (seed) => firstOf(seed, any, isOfKind(kind));
}

function brokenBackend(
  code: string,
  fault: (kernel: CompiledKernel, runtime: WasmRuntime) => CompiledKernel,
): Backend {
  const { runtime } = generatedFor({ level: "plain", winograd: 2 });
  return generatedBackend({
    ...runtime,
    kernel: (key, build) => {
      const kernel = runtime.kernel(key, build);
      return key.startsWith(code) ? fault(kernel, runtime) : kernel;
    },
  });
}

/** What the backend says of the family that the layer belongs to. */
function noteOf(backend: Backend, request: RandomCall, output: Tensor): string | undefined {
  return kernelFor(backend, request.operation).failedCheck?.(callOf({ ...request, output }));
}
