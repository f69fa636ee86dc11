/** The range of values, as scales and reports of them need it. */

/** Least and largest of the finite values; both 0 where there are none. */
export function finiteRange(values: ArrayLike<number>): { readonly min: number; readonly max: number } {
  const [lowest, highest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [min, max] = [highest, lowest];
  const count = values.length;
  // By number and by comparisons alone, which NaN fails: a panel's first input goes through here before any code is compiled.
  for (let at = 0; at < count; at++) {
    const value = values[at] as number;
    if (value < min && value > lowest) min = value;
    if (value > max && value < highest) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
