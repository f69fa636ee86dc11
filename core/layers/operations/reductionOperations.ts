/** Operations of `keras.ops` that sum up axes, running sums, normalisations and losses. */
import { scaleCount } from "../../cost/count.ts";
import { countElements } from "../../cost/elementCount.ts";
import type { ConfigData } from "../../graph/paramValue.ts";
import { type Dim, floorDivideDim, knownDim } from "../../shape/dim.ts";
import { normaliseAxis } from "../../shape/shape.ts";
import { readConfig } from "../configReader.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { inferred, notInferred } from "../result.ts";
import { reduced, reducedAlong } from "./axisOperations.ts";
import {
  isInference,
  type KnownOperand,
  names,
  type OperandRule,
  type OperationWork,
  operandsOf,
  operation,
  ruledOperation,
} from "./operationSpec.ts";

const perInput: OperationWork = { each: "input", label: "reduction" };
const sorting: OperationWork = { uncounted: "how many comparisons sorting takes depends on the values" };

export const reductionOperations: readonly LayerSpec[] = [
  ...names(
    "All Amax Amin Any Argmax Argmin Average CountNonzero Logsumexp Max Mean Min Nanargmax Nanargmin Nanmax Nanmean Nanmin Nanprod " +
      "Nanstd Nansum Nanvar Prod Ptp Std Sum Var",
  ).map((name) => ruledOperation(name, "pooling", reducedFirst, perInput)),
  ...names("Median Nanmedian").map((name) => ruledOperation(name, "pooling", reducedFirst, sorting)),
  ...names("Quantile Percentile Nanquantile Nanpercentile").map((name) =>
    ruledOperation(name, "pooling", quantiles, sorting),
  ),
  ruledOperation("Norm", "pooling", reducedFirst, perInput),
  ruledOperation("Moments", "pooling", moments, perInput),
  ruledOperation("AllClose", "pooling", () => [[]], perInput, 2),
  ...names("Cumprod Cumsum Nancumprod Nancumsum").map((name) =>
    ruledOperation(name, "pooling", running, perInput),
  ),
  ruledOperation("Sort", "reshaping", (_, [first]) => first && [first.shape.dims], sorting),
  ruledOperation("Glu", "activation", halved, { each: "output", label: "activation" }),
  ...names("BatchNorm LayerNorm RMSNorm").map((name) =>
    operation(name, "normalisation", (call) => {
      const reader = readConfig(call.node);
      const found = operandsOf(reader, call, 1);
      if (isInference(found)) return found;
      const [first] = found;
      if (!first) return notInferred(reader);
      // As the layers of the same name: a subtraction or sum, and a product, for each value.
      return inferred(reader, {
        outputs: [first.shape],
        operation: null,
        elementary: [{ label: "normalisation", count: scaleCount(countElements(first.shape), 2) }],
      });
    }),
  ),
  ruledOperation("BinaryCrossentropy", "core", (_, [first]) => first && [first.shape.dims], perInput, 2),
  ruledOperation("CategoricalCrossentropy", "core", withoutLast, perInput, 2),
  ruledOperation(
    "SparseCategoricalCrossentropy",
    "core",
    (_, [first]) => first && [first.shape.dims],
    {
      each: "input",
      label: "reduction",
    },
    2,
  ),
];

/** The axes go, or stay with size 1; without axes all go. */
function reducedFirst(...[reader, [first]]: Parameters<OperandRule>) {
  return first && reduced(reader, first.shape);
}

function moments(...[reader, [first]]: Parameters<OperandRule>) {
  if (!first) return undefined;
  const [dims] = reducedAlong(reader, first.shape, "axes") ?? [];
  return dims && [dims, dims];
}

/** Several shares stand on an axis of their own before the others; one share leaves none. */
function quantiles(...[reader, [first, shares]]: Parameters<OperandRule>) {
  const [dims] = (first && reduced(reader, first.shape)) ?? [];
  if (!dims) return undefined;
  const [count] = shares?.shape.dims ?? [];
  return [[...(count ? [count] : []), ...dims]];
}

/** A running sum keeps the shape; without an axis it runs over all values in a row. */
function running(...[reader, [first]]: Parameters<OperandRule>) {
  if (!first) return undefined;
  if ((reader.data("axis") ?? null) !== null) return [first.shape.dims];
  return [[flat(first)]];
}

function flat({ shape }: KnownOperand): Dim {
  const [only] = shape.dims;
  if (only && shape.dims.length === 1) return only;
  const sizes = shape.dims.map((dim) => (dim.kind === "known" ? dim.value : undefined));
  return sizes.every((size) => size !== undefined)
    ? knownDim(sizes.reduce((product, size) => product * size, 1))
    : { kind: "unknown", reason: "all values of all examples stand in a row" };
}

/** Half of the axis gates the other half. */
function halved(...[reader, [first]]: Parameters<OperandRule>) {
  const dims = first?.shape.dims ?? [];
  const data: ConfigData = reader.data("axis") ?? -1;
  const axis = typeof data === "number" ? normaliseAxis(data, dims.length) : undefined;
  if (axis === undefined) return undefined;
  return [dims.map((dim, position) => (position === axis ? floorDivideDim(dim, 2) : dim))];
}

function withoutLast(...[reader, [first]]: Parameters<OperandRule>) {
  const dims = first?.shape.dims ?? [];
  const data: ConfigData = reader.data("axis") ?? -1;
  const axis = typeof data === "number" ? normaliseAxis(data, dims.length) : undefined;
  return axis === undefined ? undefined : [dims.filter((_, position) => position !== axis)];
}
