/** The tensors of a run by value number: allocated where the backend wants them, given back once nothing needs them any more. */
import type { Backend } from "../kernels/backend.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { RunPlan } from "./plan.ts";

export interface RunTensors {
  readonly at: (value: number) => Tensor;
  /** Memory for a value, which holds anything at first; throws a RangeError where there is none. */
  readonly allocate: (value: number) => Tensor;
  /** A value with the numbers of another one, without a copy. */
  readonly view: (value: number, of: number) => void;
  /** Nothing needs the value any more. */
  readonly drop: (value: number) => void;
  /** The value as a tensor that outlives the run. */
  readonly keep: (value: number) => Tensor;
  /** Gives back all that is left, as at the end of a run, or when it stops early. */
  readonly dropAll: () => void;
}

export function runTensors(
  { valueShapes }: RunPlan,
  inputs: readonly Tensor[],
  backend: Backend,
): RunTensors {
  const tensors: (Tensor | undefined)[] = [...inputs];
  /** The value that the memory of each one was allocated for, and how many values use it; none for the given inputs. */
  const owners: (number | undefined)[] = [];
  const users = new Map<number, number>();
  const at = (value: number): Tensor => {
    const tensor = tensors[value];
    if (!tensor) throw new Error(`Value ${value} of the run is not there.`);
    return tensor;
  };
  const shapeOf = (value: number) => valueShapes[value] ?? [];
  const blocks = new Map<number, Tensor>();
  const release = (owner: number) => {
    const block = blocks.get(owner);
    blocks.delete(owner);
    users.delete(owner);
    if (block) backend.release(block);
  };
  return {
    at,
    allocate: (value) => {
      const tensor = backend.allocate(shapeOf(value));
      tensors[value] = tensor;
      blocks.set(value, tensor);
      owners[value] = value;
      users.set(value, 1);
      return tensor;
    },
    view: (value, of) => {
      tensors[value] = backend.view(at(of), shapeOf(value));
      const owner = owners[of];
      owners[value] = owner;
      if (owner !== undefined) users.set(owner, (users.get(owner) ?? 0) + 1);
    },
    drop: (value) => {
      tensors[value] = undefined;
      const owner = owners[value];
      if (owner === undefined) return;
      owners[value] = undefined;
      const left = (users.get(owner) ?? 1) - 1;
      users.set(owner, left);
      if (left === 0) release(owner);
    },
    keep: (value) => backend.copyOut(at(value)),
    dropAll: () => {
      for (const owner of [...blocks.keys()]) release(owner);
      tensors.length = 0;
    },
  };
}
