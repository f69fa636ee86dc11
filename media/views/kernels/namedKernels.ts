/** Kernels with names, of any size that they make sense in, as people know them from image processing. */

export type NamedKernel =
  | "identity"
  | "box"
  | "gaussian"
  | "sobelX"
  | "sobelY"
  | "laplacian"
  | "sharpen"
  | "emboss"
  | "gabor"
  | "zeros";

interface Size {
  readonly rows: number;
  readonly columns: number;
}

interface Recipe {
  readonly title: string;
  /** What it does, in a few words. */
  readonly what: string;
  /** Least rows and columns. */
  readonly least: readonly [rows: number, columns: number];
  /** For windows that slide over a map; the others suit any list of weights. */
  readonly slides: boolean;
  readonly at: (size: Size) => (row: number, column: number) => number;
}

/** In the order of the list to choose from. */
export const namedKernels: Readonly<Record<NamedKernel, Recipe>> = {
  identity: {
    title: "Identity",
    what: "leaves the map as it is",
    least: [1, 1],
    slides: true,
    at: (size) => (row, column) => (isMiddle(size, row, column) ? 1 : 0),
  },
  box: {
    title: "Box (mean)",
    what: "the mean of the window",
    least: [1, 1],
    slides: false,
    at:
      ({ rows, columns }) =>
      () =>
        1 / (rows * columns),
  },
  gaussian: {
    title: "Gaussian",
    what: "smooths; binomial weights that add up to 1",
    least: [1, 1],
    slides: true,
    at: ({ rows, columns }) => {
      const [down, across] = [binomial(rows), binomial(columns)];
      const sum = 2 ** (rows + columns - 2);
      return (row, column) => at(down, row) * (at(across, column) / sum);
    },
  },
  sobelX: {
    title: "Sobel x",
    what: "brighter to the right is positive: upright edges",
    least: [1, 2],
    slides: true,
    at: ({ rows, columns }) => {
      const [down, across] = [binomial(rows), slope(columns)];
      return (row, column) => at(down, row) * at(across, column);
    },
  },
  sobelY: {
    title: "Sobel y",
    what: "brighter below is positive: level edges",
    least: [2, 1],
    slides: true,
    at: ({ rows, columns }) => {
      const [down, across] = [slope(rows), binomial(columns)];
      return (row, column) => at(down, row) * at(across, column);
    },
  },
  laplacian: {
    title: "Laplacian",
    what: "neighbours less the middle: lines and spots",
    least: [1, 1],
    slides: true,
    at: laplacian,
  },
  sharpen: {
    title: "Sharpen",
    what: "the map less its Laplacian",
    least: [1, 1],
    slides: true,
    at: (size) => {
      const second = laplacian(size);
      return (row, column) => (isMiddle(size, row, column) ? 1 : 0) - second(row, column);
    },
  },
  emboss: {
    title: "Emboss",
    what: "light from the top left",
    least: [3, 3],
    slides: true,
    at: (size) => (row, column) => {
      const [down, right] = fromMiddle(size, row, column);
      if (Math.abs(down) > 1 || Math.abs(right) > 1) return 0;
      return down === 0 && right === 0 ? 1 : down + right;
    },
  },
  gabor: {
    title: "Gabor, 45°",
    what: "a wave under a bell, mean 0: stripes from bottom left to top right",
    least: [3, 3],
    slides: true,
    at: gabor,
  },
  zeros: { title: "Zeros", what: "no share in the sum", least: [1, 1], slides: false, at: () => () => 0 },
};

export const namedKernelIds = Object.keys(namedKernels) as readonly NamedKernel[];

/** Those that a kernel of this size can become. A Laplacian of a single tap would be nothing at all. */
export function fittingKernels(size: Size & { readonly slides: boolean }): readonly NamedKernel[] {
  const one = size.rows < 3 && size.columns < 3;
  return namedKernelIds.filter((id) => {
    const { least, slides } = namedKernels[id];
    if (slides && !size.slides) return false;
    if (one && (id === "laplacian" || id === "sharpen")) return false;
    return size.rows >= least[0] && size.columns >= least[1];
  });
}

/** `[rows, columns]`, row by row, rounded to float32. */
export function namedKernel(id: NamedKernel, size: Size): Float32Array {
  const value = namedKernels[id].at(size);
  return Float32Array.from({ length: size.rows * size.columns }, (_, index) =>
    value(Math.floor(index / size.columns), index % size.columns),
  );
}

/** A named kernel, all its numbers times `factor`. */
export interface ScaledKernel {
  readonly id: NamedKernel;
  readonly factor: number;
}

/** Float32 numbers that were multiplied agree up to some roundings. */
const rounding = 1e-6;

/** The name of a kernel that is one of those times a positive number; `null` for any other. A single tap is named only as it is. */
export function nameOfKernel(
  values: Float32Array,
  size: Size & { readonly slides: boolean },
): ScaledKernel | null {
  const largest = largestOf(values);
  for (const id of fittingKernels(size)) {
    const named = namedKernel(id, size);
    const ratio = largest / largestOf(named);
    const factor = Number.isNaN(ratio) || Math.abs(ratio - 1) < rounding ? 1 : ratio;
    if (factor === 0 || !Number.isFinite(factor) || (factor !== 1 && values.length === 1)) continue;
    const slack = rounding * largest;
    if (named.every((value, index) => Math.abs(value * factor - (values[index] ?? 0)) <= slack)) {
      return { id, factor };
    }
  }
  return null;
}

function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}

/** Pascal's triangle: `1 2 1`, `1 4 6 4 1`. */
function binomial(size: number): readonly number[] {
  const row = [1];
  for (let k = 1; k < size; k++) row.push((at(row, k - 1) * (size - k)) / k);
  return row;
}

/** Differences of a smoothed row: `−1 0 1`, `−1 −2 0 2 1`. */
function slope(size: number): readonly number[] {
  if (size === 2) return [-1, 1];
  const smooth = binomial(size - 2);
  return Array.from({ length: size }, (_, index) => at(smooth, index - 2) - at(smooth, index));
}

function laplacian(size: Size): (row: number, column: number) => number {
  const axes = [size.rows, size.columns].filter((length) => length >= 3).length;
  return (row, column) => {
    const [down, right] = fromMiddle(size, row, column);
    if (down === 0 && right === 0) return -2 * axes;
    return Math.abs(down) + Math.abs(right) === 1 ? 1 : 0;
  };
}

function gabor(size: Size): (row: number, column: number) => number {
  const { rows, columns } = size;
  const shorter = Math.min(rows, columns);
  const deviation = shorter / 4;
  const wavelength = Math.max(3, shorter / 2);
  const raw = (row: number, column: number) => {
    const [down, right] = [row - (rows - 1) / 2, column - (columns - 1) / 2];
    const along = (right + down) / Math.SQRT2;
    const bell = Math.exp(-(down * down + right * right) / (2 * deviation * deviation));
    return bell * Math.cos((2 * Math.PI * along) / wavelength);
  };
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) sum += raw(row, column);
  const mean = sum / (rows * columns);
  return (row, column) => raw(row, column) - mean;
}

/** Steps from the middle tap, which of an even size is the one before the middle. */
function fromMiddle({ rows, columns }: Size, row: number, column: number): [number, number] {
  return [row - Math.floor((rows - 1) / 2), column - Math.floor((columns - 1) / 2)];
}

function isMiddle(size: Size, row: number, column: number): boolean {
  const [down, right] = fromMiddle(size, row, column);
  return down === 0 && right === 0;
}
