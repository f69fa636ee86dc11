/** Generated kernels on probation: before its first use on a machine, each family must agree with the plain kernel, which runs where it does not. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { callOf } from "../generated/preparedOnce.ts";
import type { Kernel, KernelCall } from "../kernel.ts";
import { runInParts } from "../parts.ts";
import { type Family, failureOf } from "./checkFamily.ts";

interface Checked<Operation extends LayerOperation> extends Family<Operation> {
  /** Calls that the family computes at all; absent for every call. */
  readonly applies?: (call: KernelCall<Operation>) => boolean;
}

/** Checks once, when a call is first asked about. */
export function selfChecked<Operation extends LayerOperation>(
  runtime: WasmRuntime,
  family: Checked<Operation>,
): Kernel<Operation> {
  const { generated, plain, applies = () => true } = family;
  let verdict: { readonly failure: string | undefined } | undefined;
  const failure = (): string | undefined => {
    verdict ??= { failure: failureOf(runtime, family) };
    return verdict.failure;
  };
  const chosen = (call: KernelCall<Operation>): Kernel<Operation> =>
    applies(call) && failure() === undefined ? generated : plain;
  return {
    refuse: plain.refuse,
    ...(plain.refuseValues ? { refuseValues: plain.refuseValues } : {}),
    scratchBytes: (call) => chosen(call).scratchBytes(call),
    packedBytes: (call) => chosen(call).packedBytes?.(call) ?? 0,
    scalesWhilePacking: (call) => chosen(call).scalesWhilePacking?.(call) ?? false,
    run: (request) => chosen(callOf(request)).run(request),
    parts: (request) => runInParts(chosen(callOf(request)), request),
    describe: (call) => chosen(call).describe?.(call) ?? "plain loops",
    failedCheck: (call) => {
      const wrong = applies(call) ? failure() : undefined;
      if (wrong === undefined) return chosen(call).failedCheck?.(call);
      return `The generated code of ${family.name} failed its check on this machine and is switched off: ${wrong}. Results are right, and slower.`;
    },
  };
}
