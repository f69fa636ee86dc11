/** Fourier transforms and matrix algebra of `keras.ops`: shapes are exact, their work depends on the library that does it. */
import { affineDim, type Dim, floorDivideDim, knownDim } from "../../shape/dim.ts";
import type { LayerSpec } from "../layerSpec.ts";
import { names, type OperandRule, type OperationWork, ruledOperation } from "./operationSpec.ts";

const fourier: OperationWork = {
  uncounted: "how many operations a fast Fourier transform takes depends on the library that computes it",
};
const algebra: OperationWork = {
  uncountedMacs:
    "how many multiply-accumulates a matrix routine takes depends on the library that computes it",
};

export const transformOperations: readonly LayerSpec[] = [
  ...names("FFT FFT2 IFFT2").map((name) =>
    ruledOperation(name, "core", (_, [first]) => first && [first.shape.dims, first.shape.dims], fourier),
  ),
  ruledOperation("RFFT", "core", realTransform, fourier),
  ruledOperation("IRFFT", "core", inverseRealTransform, fourier),
  ruledOperation("STFT", "core", shortTimeTransform, fourier),
  ruledOperation("ISTFT", "core", inverseShortTimeTransform, fourier),
  ...names("Inv Cholesky CholeskyInverse").map((name) =>
    ruledOperation(name, "core", (_, [first]) => first && [first.shape.dims], algebra),
  ),
  ...names("Det Logdet").map((name) =>
    ruledOperation(name, "core", (_, [first]) => first && [lead(first.shape.dims)], algebra),
  ),
  ruledOperation("MatrixRank", "core", (_, [first]) => first && [lead(first.shape.dims)], algebra),
  ruledOperation(
    "Slogdet",
    "core",
    (_, [first]) => first && [lead(first.shape.dims), lead(first.shape.dims)],
    algebra,
  ),
  ...names("Eig Eigh").map((name) =>
    ruledOperation(
      name,
      "core",
      (_, [first]) => first && [first.shape.dims.slice(0, -1), first.shape.dims],
      algebra,
    ),
  ),
  ruledOperation("LuFactor", "core", luFactor, algebra),
  ruledOperation("Pinv", "core", (_, [first]) => first && [swapped(first.shape.dims)], algebra),
  ruledOperation("Lstsq", "core", leastSquares, algebra, 2),
  ruledOperation("Qr", "core", qr, algebra),
  ruledOperation("SVD", "core", svd, algebra),
  ...names("Solve SolveTriangular").map((name) =>
    ruledOperation(name, "core", (_, [, right]) => right && [right.shape.dims], algebra, 2),
  ),
];

function lead(dims: readonly Dim[]): Dim[] {
  return dims.slice(0, -2);
}

function swapped(dims: readonly Dim[]): Dim[] {
  const [rows, columns] = dims.slice(-2);
  return rows && columns ? [...lead(dims), columns, rows] : [...dims];
}

/** The smaller of two sides, where both are numbers. */
function smaller(a: Dim | undefined, b: Dim | undefined): Dim | undefined {
  return a?.kind === "known" && b?.kind === "known" ? knownDim(Math.min(a.value, b.value)) : undefined;
}

function realTransform(...[reader, [first]]: Parameters<OperandRule>) {
  const last = first?.shape.dims.at(-1);
  if (!first || !last) return undefined;
  const length = reader.data("fft_length");
  const size = typeof length === "number" ? knownDim(length) : last;
  const dims = [...first.shape.dims.slice(0, -1), affineDim(floorDivideDim(size, 2), 1, 1)];
  return [dims, dims];
}

function inverseRealTransform(...[reader, [first]]: Parameters<OperandRule>) {
  const last = first?.shape.dims.at(-1);
  if (!first || !last) return undefined;
  const length = reader.data("fft_length");
  return [
    [
      ...first.shape.dims.slice(0, -1),
      typeof length === "number" ? knownDim(length) : affineDim(last, 2, -2),
    ],
  ];
}

function shortTimeTransform(...[reader, [first]]: Parameters<OperandRule>) {
  const stride = reader.integer("sequence_stride");
  const length = reader.integer("fft_length");
  const center = reader.boolean("center", true);
  const last = first?.shape.dims.at(-1);
  if (!first || !last || stride === undefined || length === undefined || center === undefined)
    return undefined;
  const padded = center ? 2 * Math.floor(length / 2) : 0;
  const frames = affineDim(floorDivideDim(affineDim(last, 1, padded - length), stride), 1, 1);
  const dims = [...first.shape.dims.slice(0, -1), frames, knownDim(Math.floor(length / 2) + 1)];
  return [dims, dims];
}

function inverseShortTimeTransform(...[reader, [first]]: Parameters<OperandRule>) {
  const stride = reader.integer("sequence_stride");
  const length = reader.integer("fft_length");
  const center = reader.boolean("center", true);
  const frames = first?.shape.dims.at(-2);
  if (!first || !frames || stride === undefined || length === undefined || center === undefined)
    return undefined;
  const wanted = reader.data("length");
  const whole = affineDim(frames, stride, length - stride - (center ? 2 * Math.floor(length / 2) : 0));
  return [[...first.shape.dims.slice(0, -2), typeof wanted === "number" ? knownDim(wanted) : whole]];
}

function luFactor(...[, [first]]: Parameters<OperandRule>) {
  const [rows, columns] = first?.shape.dims.slice(-2) ?? [];
  const pivots = smaller(rows, columns);
  return first && pivots && [first.shape.dims, [...lead(first.shape.dims), pivots]];
}

/** `reduced` keeps the smaller side, `complete` makes both square. */
function qr(...[reader, [first]]: Parameters<OperandRule>) {
  const [rows, columns] = first?.shape.dims.slice(-2) ?? [];
  const side = smaller(rows, columns);
  if (!first || !rows || !columns || !side) return undefined;
  const inner = (reader.data("mode") ?? "reduced") === "reduced" ? side : rows;
  return [
    [...lead(first.shape.dims), rows, inner],
    [...lead(first.shape.dims), inner, columns],
  ];
}

function svd(...[reader, [first]]: Parameters<OperandRule>) {
  const [rows, columns] = first?.shape.dims.slice(-2) ?? [];
  const side = smaller(rows, columns);
  const full = reader.boolean("full_matrices", true);
  const both = reader.boolean("compute_uv", true);
  if (!first || !rows || !columns || !side) return undefined;
  const before = lead(first.shape.dims);
  const values = [...before, side];
  if (!both) return [values];
  return [[...before, rows, full ? rows : side], values, [...before, full ? columns : side, columns]];
}

function leastSquares(...[, [matrix, right]]: Parameters<OperandRule>) {
  const columns = matrix?.shape.dims.at(-1);
  if (!matrix || !columns || !right) return undefined;
  return [
    [...matrix.shape.dims.slice(0, -2), columns, ...right.shape.dims.slice(matrix.shape.dims.length - 1)],
  ];
}
