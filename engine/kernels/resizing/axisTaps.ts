/** Which input positions a resized position reads along one axis, and with what shares. Pixel centres lie at halves. */

/** Input positions `first`, `first + 1` ... with one share each, which add up to 1; positions outside are held at the edge. */
export interface AxisTaps {
  readonly first: number;
  readonly shares: readonly number[];
}

const interpolations = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] as const;
export type Interpolation = (typeof interpolations)[number];

export function knownInterpolation(name: string): Interpolation | undefined {
  return interpolations.find((known) => known === name);
}

export function refuseInterpolation(name: string): string | undefined {
  if (knownInterpolation(name)) return undefined;
  return `The interpolation "${name}" cannot be run; ${interpolations.map((known) => `"${known}"`).join(", ")} can.`;
}

/** Taps of each of `to` positions over `from` ones; `antialias` widens the filter by the factor of a reduction. */
export function axisTaps(
  from: number,
  to: number,
  interpolation: Interpolation,
  antialias = false,
): AxisTaps[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale;
    if (interpolation === "nearest") return { first: Math.min(Math.floor(centre), from - 1), shares: [1] };
    const smooth = antialias && (interpolation === "bilinear" || interpolation === "bicubic");
    if (interpolation === "bilinear" && !smooth) return bilinearTaps(centre, from);
    if (interpolation === "bicubic" && !smooth) return bicubicTaps(centre);
    return filterTaps(centre, from, filters[interpolation], antialias ? Math.max(scale, 1) : 1);
  });
}

function bilinearTaps(centre: number, from: number): AxisTaps {
  const place = Math.min(Math.max(centre - 0.5, 0), from - 1);
  const first = Math.floor(place);
  return { first, shares: [1 - (place - first), place - first] };
}

/** Keys's cubic with a = -0.75 and the edge repeated, as PyTorch has it. */
function bicubicTaps(centre: number): AxisTaps {
  const place = centre - 0.5;
  const first = Math.floor(place) - 1;
  return { first, shares: [0, 1, 2, 3].map((tap) => cubic(place - (first + tap), -0.75)) };
}

interface Filter {
  /** The filter is 0 at this distance and beyond. */
  readonly radius: number;
  readonly at: (distance: number) => number;
}

const filters: Readonly<Record<Exclude<Interpolation, "nearest">, Filter>> = {
  bilinear: { radius: 1, at: (distance) => Math.max(1 - Math.abs(distance), 0) },
  bicubic: { radius: 2, at: (distance) => cubic(distance, -0.5) },
  lanczos3: { radius: 3, at: (distance) => lanczos(distance, 3) },
  lanczos5: { radius: 5, at: (distance) => lanczos(distance, 5) },
};

/** The part of the filter inside the input, scaled so that the shares add up to 1. */
function filterTaps(centre: number, from: number, filter: Filter, width: number): AxisTaps {
  const reach = filter.radius * width;
  const first = Math.max(Math.floor(centre - reach + 0.5), 0);
  const end = Math.max(Math.min(Math.floor(centre + reach + 0.5), from), first + 1);
  const shares = Array.from({ length: end - first }, (_, tap) =>
    filter.at((first + tap + 0.5 - centre) / width),
  );
  const sum = shares.reduce((a, b) => a + b, 0);
  return { first, shares: shares.map((share) => share / sum) };
}

/** Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981. */
function cubic(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function lanczos(distance: number, radius: number): number {
  const x = Math.abs(distance);
  if (x >= radius) return 0;
  return x === 0
    ? 1
    : (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
}
