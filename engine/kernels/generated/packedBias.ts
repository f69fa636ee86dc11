/** The bias of a layer in the kernels' memory. */
import { elementCount } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { type LayerWeights, weightTensor } from "../kernel.ts";
import { noStops } from "../parts.ts";

/** A bias is read in whole vectors. */
export function packedBias(
  { packed }: WasmRuntime,
  weights: LayerWeights,
  name = "bias",
): Generator<void, number> {
  const bias = weightTensor(weights, name);
  return packed.address(bias, "bias", elementCount(bias.shape), (values, target) => {
    target.set(values);
    return noStops;
  });
}
