/** Sets the steps that the mask value marks as absent to 0. */
import type { MaskingOperation } from "../../../core/layers/elementOperations.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";

export const maskingReference: Kernel<MaskingOperation> = {
  refuse: () => undefined,
  scratchBytes: noScratch,
  run: (request) => {
    const { data, shape } = inputTensor(request);
    const features = shape.at(-1) ?? 1;
    for (let at = 0; at < data.length; at += features) {
      const present = isPresent(data, at, features, request.operation.value);
      for (let i = at; i < at + features; i++) request.output.data[i] = present ? (data[i] as number) : 0;
    }
  },
};

/** A step is there when one of its `features` values from `at` on differs from the mask value. */
export function isPresent(data: Float32Array, at: number, features: number, value: number): boolean {
  const mark = Math.fround(value);
  for (let i = at; i < at + features; i++) if (data[i] !== mark) return true;
  return false;
}
