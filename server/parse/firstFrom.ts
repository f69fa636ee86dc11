/** Looks for a place among ascending ones by halving: the line of an offset, the first mark in a node ... */

/** Of the indices from `from` to `to`, the first whose number is not below `least`; `to` where there is none. */
export function firstFrom(
  { from, to }: { readonly from: number; readonly to: number },
  numberAt: (index: number) => number | undefined,
  least: number,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numberAt(middle) ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
