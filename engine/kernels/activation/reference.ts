/** Layers that are one activation function. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { sameShape } from "../../tensor/tensor.ts";
import { inputTensor, type Kernel, noScratch } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { activateParts, refuseActivation } from "./activate.ts";

type ActivationOperation = Extract<LayerOperation, { readonly op: "activation" }>;

export const activationReference: Kernel<ActivationOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const input = inputShapes[0] ?? [];
    const last = input.at(-1) ?? 1;
    const wanted = operation.activation.name === "glu" ? [...input.slice(0, -1), last / 2] : input;
    if (!sameShape(wanted, outputShape)) {
      return `The activation "${operation.activation.name}" turns ${input.join("×")} into ${wanted.join("×")}, not ${outputShape.join("×")}.`;
    }
    return refuseActivation(operation.activation);
  },
  scratchBytes: noScratch,
  ...inParts((request) => activateParts(request.operation.activation, inputTensor(request), request.output)),
};
