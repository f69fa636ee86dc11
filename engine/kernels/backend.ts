/** A set of kernels, one for each operation; the reference set is the truth that the others are compared with. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { Kernel } from "./kernel.ts";
import { referenceKernels } from "./referenceKernels.ts";

export type BackendName = "reference";

/** What kernels compute; the executor takes apart the layer that only repeats another one. */
export type KernelOperation = Exclude<LayerOperation, { readonly op: "timeDistributed" }>;

export type KernelTable = {
  readonly [Op in KernelOperation["op"]]: Kernel<Extract<LayerOperation, { readonly op: Op }>>;
};

export interface Backend {
  readonly name: BackendName;
  readonly kernels: KernelTable;
}

const backends: Readonly<Record<BackendName, Backend>> = {
  reference: { name: "reference", kernels: referenceKernels },
};

export function findBackend(name: BackendName): Backend {
  return backends[name];
}

/** The kernel of an operation; throws for the one that the executor must have taken apart. */
export function kernelFor(backend: Backend, operation: LayerOperation): Kernel {
  if (operation.op === "timeDistributed") throw new Error("A layer at every step has no kernel of its own.");
  // The table gives each operation the kernel of its own type, which TypeScript cannot follow through an index.
  return backend.kernels[operation.op] as Kernel;
}
