/** Which sizes of one axis have a property, found by trying them, and how a person is told: "multiples of 16". */

export type SizeSet =
  | { readonly kind: "none" }
  /** Every size from `from` on. */
  | { readonly kind: "all"; readonly from: number }
  /** From `from` on those that leave one of `remainders` when divided by `of`. */
  | {
      readonly kind: "periodic";
      readonly of: number;
      readonly remainders: readonly number[];
      readonly from: number;
    }
  /** These, and none other that was tried. */
  | { readonly kind: "some"; readonly sizes: readonly number[] };

/** Sizes that are tried, from 1 on; what repeats up to there is taken to repeat. */
export const largestTried = 2048;
const longestPeriod = 512;
const mostListed = 6;

/** The sizes for which `fits` holds. */
export function sizesThat(fits: (size: number) => boolean): SizeSet {
  const fitting: boolean[] = [false];
  for (let size = 1; size <= largestTried; size++) fitting.push(fits(size));
  const from = fitting.indexOf(true);
  if (from < 0) return { kind: "none" };
  for (let of = 1; of <= longestPeriod; of++) {
    if (!repeats(fitting, from, of)) continue;
    if (of === 1) return { kind: "all", from };
    const remainders: number[] = [];
    for (let size = from; size < from + of; size++) if (fitting[size]) remainders.push(size % of);
    return { kind: "periodic", of, remainders: remainders.sort((a, b) => a - b), from };
  }
  return { kind: "some", sizes: fitting.flatMap((fit, size) => (fit ? [size] : [])) };
}

/** True for the sizes of a set. */
export function hasSize(set: SizeSet, size: number): boolean {
  switch (set.kind) {
    case "none":
      return false;
    case "all":
      return size >= set.from;
    case "periodic":
      return size >= set.from && set.remainders.includes(size % set.of);
    case "some":
      return set.sizes.includes(size);
  }
}

/** The nearest sizes of a set below and above one; without those that do not exist. */
export function nearestSizes(set: SizeSet, size: number): number[] {
  let below = Math.min(size - 1, largestTried);
  while (below > 0 && !hasSize(set, below)) below--;
  let above = size + 1;
  while (above <= size + largestTried && !hasSize(set, above)) above++;
  return [...(below > 0 ? [below] : []), ...(hasSize(set, above) ? [above] : [])];
}

/** `multiples of 16`, `sizes from 5`, `sizes that leave 0 to 7 when divided by 16`, `only 88`. */
export function formatSizeSet(set: SizeSet): string {
  switch (set.kind) {
    case "none":
      return `no size up to ${largestTried}`;
    case "all":
      return set.from === 1 ? "every size" : `sizes from ${set.from}`;
    case "periodic": {
      const { of, remainders, from } = set;
      const first = remainders.find((remainder) => remainder > 0) ?? of;
      const start = from > (remainders[0] === 0 ? of : first) ? `, from ${from}` : "";
      if (remainders.length === 1 && remainders[0] === 0) return `multiples of ${of}${start}`;
      return `sizes that leave ${remaindersText(remainders)} when divided by ${of}${start}`;
    }
    case "some": {
      const shown = set.sizes.slice(0, mostListed).join(", ");
      return `only ${shown}${set.sizes.length > mostListed ? " …" : ""}`;
    }
  }
}

function repeats(fitting: readonly boolean[], from: number, period: number): boolean {
  if (fitting.length - from < 2 * period) return false;
  for (let size = from; size + period < fitting.length; size++) {
    if (fitting[size] !== fitting[size + period]) return false;
  }
  return true;
}

/** `0 to 7`, `1, 3 or 5`. */
function remaindersText(remainders: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const remainder of remainders) {
    const run = runs.at(-1);
    if (run && run[1] === remainder - 1) run[1] = remainder;
    else runs.push([remainder, remainder]);
  }
  const texts = runs.map(([start, end]) => (start === end ? String(start) : `${start} to ${end}`));
  const shown = texts.length > mostListed ? [...texts.slice(0, mostListed), "…"] : texts;
  return shown.length === 1 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}
