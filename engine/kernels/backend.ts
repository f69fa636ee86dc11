/** A set of kernels, one for each operation; the reference set is the truth that the others are compared with. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import { elementCount, type Tensor, zeros } from "../tensor/tensor.ts";
import { HeapTensor } from "../wasm/heapTensor.ts";
import { startWasmRuntime, type WasmRuntime } from "../wasm/wasmRuntime.ts";
import { onViews } from "./generated/onViews.ts";
import { defaultOptions, type GeneratedOptions, generatedKernels } from "./generatedKernels.ts";
import type { Kernel } from "./kernel.ts";
import { referenceKernels } from "./referenceKernels.ts";

/** `simd`: generated WebAssembly where a kernel exists, the reference elsewhere. */
export type BackendName = "reference" | "simd";

/** What kernels compute; the executor takes apart the layer that only repeats another one. */
export type KernelOperation = Exclude<LayerOperation, { readonly op: "timeDistributed" }>;

export type KernelTable = {
  readonly [Op in KernelOperation["op"]]: Kernel<Extract<LayerOperation, { readonly op: Op }>>;
};

export interface Backend {
  readonly name: BackendName;
  readonly kernels: KernelTable;
  /** What all runs of the backend allocate from; `null` where each tensor has memory of its own. */
  readonly memory: object | null;
  /** True where layers run together if nobody asks for what lies between them. */
  readonly fuses: boolean;
  /** Memory for a tensor where this backend's kernels need no copy of it; holds anything at first. `release` gives it back. */
  readonly allocate: (shape: readonly number[]) => Tensor;
  readonly release: (tensor: Tensor) => void;
  /** The memory of a tensor in another shape, of as many values or fewer; it is not given back by itself. */
  readonly view: (tensor: Tensor, shape: readonly number[]) => Tensor;
  /** Weights that runs before the last one used are given back first. */
  readonly beginRun: () => void;
  /** Bytes of all weights in the backend's own order. */
  readonly packedBytes: () => number;
  /** True where the backend has the weight in an order of its own, and reads its values no more. */
  readonly isPacked: (weight: Tensor) => boolean;
  /** Gives the packed form of a weight back. */
  readonly dropPacked: (weight: Tensor) => void;
  /** Gives packed weights back, those that no late run used first, until no more than so many bytes are left. */
  readonly shrinkPacked: (limitBytes: number) => void;
  /** A tensor that stays when this one is released: a copy, or the tensor itself where that is never reused. */
  readonly copyOut: (tensor: Tensor) => Tensor;
  readonly copiesOut: boolean;
}

let runtime: WasmRuntime | undefined;
const generated = new Map<GeneratedOptions["winograd"], Backend>();

/** Without WebAssembly SIMD all kernels of `simd` are the reference's, which takes no options. */
export function findBackend(name: BackendName, options = defaultOptions): Backend {
  if (name === "reference") return referenceBackend;
  const known = generated.get(options.winograd);
  if (known) return known;
  runtime ??= startWasmRuntime();
  const backend = generatedBackend(runtime, options);
  generated.set(options.winograd, backend);
  return backend;
}

const referenceBackend: Backend = {
  name: "reference",
  kernels: referenceKernels,
  memory: null,
  fuses: false,
  allocate: zeros,
  release: () => undefined,
  view: plainView,
  beginRun: () => undefined,
  packedBytes: () => 0,
  isPacked: () => false,
  dropPacked: () => undefined,
  shrinkPacked: () => undefined,
  copyOut: (tensor) => tensor,
  copiesOut: false,
};

function plainView({ data }: Tensor, shape: readonly number[]): Tensor {
  return { shape, data: data.subarray(0, elementCount(shape)) };
}

/** A backend with memory of its own; `findBackend` keeps one memory for everybody. */
export function generatedBackend(runtime: WasmRuntime | undefined, options = defaultOptions): Backend {
  if (!runtime) return { ...referenceBackend, name: "simd" };
  const plain = plainKernels();
  return {
    name: "simd",
    kernels: { ...plain, ...generatedKernels(runtime, options, plain) },
    memory: runtime.heap,
    fuses: true,
    allocate: (shape) => HeapTensor.allocate(runtime.heap, shape),
    release: (tensor) => {
      if (tensor instanceof HeapTensor) tensor.release();
    },
    view: (tensor, shape) => (tensor instanceof HeapTensor ? tensor.viewAs(shape) : plainView(tensor, shape)),
    beginRun: () => runtime.packed.beginRun(),
    packedBytes: () => runtime.packed.bytes,
    isPacked: (weight) => runtime.packed.has(weight),
    dropPacked: (weight) => runtime.packed.drop(weight),
    shrinkPacked: (limitBytes) => runtime.packed.shrink(limitBytes),
    copyOut: (tensor) =>
      tensor instanceof HeapTensor ? { shape: tensor.shape, data: tensor.data.slice() } : tensor,
    copiesOut: true,
  };
}

/** The reference kernels, for the operations that no generated code computes. */
function plainKernels(): KernelTable {
  const kernels = Object.entries(referenceKernels as Record<string, Kernel>);
  return Object.fromEntries(kernels.map(([op, kernel]) => [op, onViews(kernel)])) as unknown as KernelTable;
}

/** The kernel of an operation; throws for the one that the executor must have taken apart. */
export function kernelFor(backend: Backend, operation: LayerOperation): Kernel {
  if (operation.op === "timeDistributed") throw new Error("A layer at every step has no kernel of its own.");
  // The table gives each operation the kernel of its own type, which TypeScript cannot follow through an index.
  return backend.kernels[operation.op] as Kernel;
}
