/** The greatest common divisor of whole numbers, for bringing formulas of sizes to their canonical form. */

/** Positive, unless both are 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [Math.abs(a), Math.abs(b)];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}
