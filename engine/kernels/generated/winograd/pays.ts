/** Whether Winograd's algorithm saves more products than its transforms and its larger weights take, soon enough. */

/** What one run of a layer does. */
export interface WinogradWork {
  readonly pieces: number;
  /** Values of a piece, and of a transformed pixel those that meet weights, summed over the places. */
  readonly places: number;
  readonly used: number;
  /** Values and results of a transformed pixel. */
  readonly inner: number;
  readonly outer: number;
}

/** Of the direct algorithm. */
export interface DirectWork {
  readonly products: number;
  readonly weights: number;
}

/** What it costs, in products, to transform a value, and to fetch a weight from beyond the second-level cache: measured on 40 layers. */
const transformedValue = 7;
const fetchedWeight = 6;
/** A smaller gain is within the error of the estimate. */
const mostWork = 0.9;
/**
 * What it costs, in products, to transform a weight before the first run, about 5 ns; in how many runs that has to be saved again; and what
 * nobody waits for, a third of a millisecond.
 */
const packedWeight = 170;
const runsToRepay = 5;
const noticed = 1e7;

export function winogradPays(
  { pieces, places, used, inner, outer }: WinogradWork,
  direct: DirectWork,
): boolean {
  const products = pieces * used * outer;
  const transforms = transformedValue * pieces * places * (inner + outer);
  const weights = places * inner * outer;
  const work = products + transforms + fetchedWeight * weights;
  const directWork = direct.products + fetchedWeight * direct.weights;
  const repaid = Math.max(noticed, runsToRepay * (directWork - work));
  return work <= mostWork * directWork && packedWeight * weights <= repaid;
}
