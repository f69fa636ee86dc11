/** What the weights of a chain of layers do along one axis: which input positions an output adds up, and by which tap. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import { isKinded, type KindedOperation } from "../../core/replacement/kinds/sevenKind.ts";

/** Output `output` takes `share` times the input at `input`, multiplied with weight number `tap`. */
export interface AxisTap {
  readonly output: number;
  readonly tap: number;
  readonly input: number;
  readonly share: number;
}

export interface AxisTaps {
  readonly taps: readonly AxisTap[];
  /** Weights along the axis. */
  readonly count: number;
}

/**
 * Of outputs `first .. first + outputs - 1` of the last operation, borders left out of account: the axis goes on for ever.
 * Rates of dilation count as 1, around the middle of the kernel. A kernel of 1 beside a larger one of the chain is none.
 * `undefined` for an operation that is neither a convolution nor one that helps it to its size.
 */
export function axisTaps(
  operations: readonly LayerOperation[],
  axis: number,
  { first, outputs }: { readonly first: number; readonly outputs: number },
): AxisTaps | undefined {
  const weighted = weightedAlong(operations, axis);
  const count = weighted?.windows[axis]?.kernel ?? 1;
  let taps: AxisTap[] = Array.from({ length: outputs }, (_, at) => ({
    output: first + at,
    tap: 0,
    input: first + at,
    share: 1,
  }));
  for (const operation of [...operations].reverse()) {
    const read = readingOf(operation, axis, operation === weighted);
    if (!read) return undefined;
    taps = taps.flatMap((tap) =>
      read(tap.input).map((position) => ({
        output: tap.output,
        tap: position.tap ?? tap.tap,
        input: position.input,
        share: tap.share * position.share,
      })),
    );
  }
  return { taps, count };
}

interface Position {
  readonly input: number;
  readonly share: number;
  /** `null` where the layer has no choice of weights along the axis. */
  readonly tap: number | null;
}

type Reading = (output: number) => readonly Position[];

/** The layer whose kernel lies along the axis. */
function weightedAlong(operations: readonly LayerOperation[], axis: number): KindedOperation | undefined {
  const weighted = operations.filter(isKinded);
  return weighted.find(({ windows }) => (windows[axis]?.kernel ?? 1) > 1) ?? weighted[0];
}

function readingOf(operation: LayerOperation, axis: number, withTaps: boolean): Reading | undefined {
  const at = (input: number): Position => ({ input, share: 1, tap: null });
  switch (operation.op) {
    case "convolution":
    case "depthwiseConvolution":
    case "separableConvolution": {
      const window = operation.windows[axis];
      if (!window) return undefined;
      const { kernel, stride, dilation, padBefore } = window;
      const middle = Math.floor(((kernel - 1) * (dilation - 1)) / 2);
      return (output) =>
        range(kernel).map((tap) => ({
          input: output * stride + tap + middle - (padBefore ?? 0),
          share: 1,
          tap: withTaps ? tap : null,
        }));
    }
    case "transposedConvolution": {
      const window = operation.windows[axis];
      if (!window) return undefined;
      const { kernel, stride, dilation, cropBefore } = window;
      const middle = Math.floor(((kernel - 1) * (dilation - 1)) / 2);
      return (output) =>
        range(kernel).flatMap((tap) => {
          const spread = output + cropBefore - tap - middle;
          return spread % stride === 0
            ? [{ input: spread / stride, share: 1, tap: withTaps ? tap : null }]
            : [];
        });
    }
    case "pooling": {
      const window = operation.windows[axis];
      if (!window || operation.reduce !== "average") return undefined;
      const { kernel, stride, padBefore } = window;
      return (output) =>
        range(kernel).map((k) => ({ ...at(output * stride + k - (padBefore ?? 0)), share: 1 / kernel }));
    }
    case "upSampling": {
      const factor = operation.factors[axis] ?? 1;
      return (output) => [at(Math.floor(output / factor))];
    }
    case "pad": {
      const [before] = operation.padding[axis] ?? [0];
      return (output) => [at(output - before)];
    }
    case "crop": {
      const [before] = operation.cropping[axis] ?? [0];
      return (output) => [at(output + before)];
    }
    case "input":
      return (output) => [at(output)];
    default:
      return undefined;
  }
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
