/** Results of earlier layers, kept so that another layer of the same model on the same input runs only what is new. */
import { elementCount, sameShape, type Tensor } from "../tensor/tensor.ts";
import type { NamedWeight } from "../weights/layerWeights.ts";
import type { Mask } from "./masks.ts";
import type { RunRequest } from "./runModel.ts";

export interface KeptValue {
  readonly tensor: Tensor;
  /** Gives its memory back to the backend. */
  readonly release: () => void;
  readonly mask: Mask;
  readonly origin: ValueOrigin;
}

/** Of a value and all that it was computed from. */
export interface ValueOrigin {
  readonly sources: ReadonlySet<NamedWeight["source"]>;
  readonly notes: ReadonlySet<string>;
}

type Context = Pick<RunRequest, "analysis" | "weights" | "seed" | "backend" | "options" | "inputs">;

export interface KeptResults {
  /** By source key; empty for another model, input, weights or kernels, for which the old ones are given back. */
  readonly forRun: (context: Context) => ReadonlyMap<string, KeptValue>;
  readonly add: (key: string, value: KeptValue) => void;
  readonly get: (key: string) => KeptValue | undefined;
  /** Gives the oldest back until no more than so many bytes are kept, or only those of `inUse`, which become the youngest. */
  readonly shrink: (limitBytes: number, inUse?: ReadonlySet<string>) => void;
  readonly bytes: () => number;
}

export function createKeptResults(): KeptResults {
  const values = new Map<string, KeptValue>();
  let context: Context | undefined;
  let bytes = 0;
  const drop = (key: string, value: KeptValue) => {
    values.delete(key);
    bytes -= byteLength(value);
    value.release();
  };
  return {
    forRun: (wanted) => {
      if (!context || !sameContext(context, wanted)) {
        for (const [key, value] of values) drop(key, value);
        context = wanted;
      }
      return values;
    },
    add: (key, value) => {
      const old = values.get(key);
      if (old) drop(key, old);
      values.set(key, value);
      bytes += byteLength(value);
    },
    get: (key) => values.get(key),
    shrink: (limitBytes, inUse = new Set()) => {
      for (const key of inUse) {
        const value = values.get(key);
        if (value && values.delete(key)) values.set(key, value);
      }
      for (const [key, value] of values) {
        if (bytes <= limitBytes || inUse.has(key)) return;
        drop(key, value);
      }
    },
    bytes: () => bytes,
  };
}

function byteLength({ tensor }: KeptValue): number {
  return 4 * elementCount(tensor.shape);
}

function sameContext(a: Context, b: Context): boolean {
  return (
    a.analysis === b.analysis &&
    a.weights === b.weights &&
    a.seed === b.seed &&
    a.backend === b.backend &&
    a.options?.winograd === b.options?.winograd &&
    a.inputs.length === b.inputs.length &&
    a.inputs.every((input, number) => sameTensor(input, b.inputs[number]))
  );
}

/** By their numbers: the same picture is made anew for each run. */
function sameTensor(a: Tensor, b: Tensor | undefined): boolean {
  if (!b || !sameShape(a.shape, b.shape)) return false;
  if (a === b) return true;
  const [left, right] = [a.data, b.data];
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
