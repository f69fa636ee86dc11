/** Weights of a dense convolution in the order in which its kernel reads them. */
import { lanes } from "../emitter/vectors.ts";

/** Filters of a group in panels of `vectors` vectors; what is left over makes one more, narrower panel. */
export function panelsOf(filters: number, vectors: number): { readonly full: number; readonly rest: number } {
  const width = vectors * lanes;
  const full = Math.floor(filters / width);
  return { full, rest: filters - full * width };
}

export interface PanelSettings {
  readonly groups: number;
  /** Taps times input channels of a group. */
  readonly products: number;
  /** Filters of a group. */
  readonly filters: number;
  readonly vectors: number;
}

/** Floats of the packed weights. */
export function packedLength({ groups, products, filters, vectors }: PanelSettings): number {
  const { full, rest } = panelsOf(filters, vectors);
  const restWidth = Math.ceil(rest / lanes) * lanes;
  return groups * products * (full * vectors * lanes + restWidth);
}

/** Floats that are packed between two stops. */
const floatsAtOnce = 500_000;

/** Where a filter's weights are in the source: the weight of product `i` is at `start(i) + filter * filterStep`. */
export interface PanelSource {
  readonly values: Float32Array;
  readonly start: (product: number) => number;
  readonly filterStep: number;
}

/**
 * Group after group, panel after panel, each `[products, width]`; the last vector of a narrower panel is filled up with zeros.
 * Filters are numbered through all groups. Stops every few milliseconds.
 */
export function* packPanels(
  source: PanelSource,
  target: Float32Array,
  settings: PanelSettings,
): Generator<void> {
  const { groups, products, filters, vectors } = settings;
  const { values, start, filterStep } = source;
  const { full, rest } = panelsOf(filters, vectors);
  let at = 0;
  let stop = floatsAtOnce;
  for (let group = 0; group < groups; group++) {
    for (let panel = 0; panel < full + (rest > 0 ? 1 : 0); panel++) {
      const width = panel < full ? vectors * lanes : Math.ceil(rest / lanes) * lanes;
      const used = panel < full ? width : rest;
      const first = (group * filters + panel * vectors * lanes) * filterStep;
      for (let product = 0; product < products; product++) {
        const from = start(product) + first;
        copyEvery(values, from, filterStep, target, at, used);
        if (used < width) target.fill(0, at + used, at + width);
        at += width;
        if (at >= stop) {
          stop = at + floatsAtOnce;
          yield;
        }
      }
    }
  }
}

/** Every `step`th value; a function of its own, since the engine compiles the loops of generators late. */
function copyEvery(
  values: Float32Array,
  from: number,
  step: number,
  target: Float32Array,
  at: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) target[at + index] = values[from + index * step] ?? 0;
}
