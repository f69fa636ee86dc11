/** A number of things counted exactly, or the reason why it is not known; never 0 for "unknown". */
export type Count =
  | { readonly kind: "exact"; readonly value: number }
  | { readonly kind: "unknown"; readonly reason: string };

export function exactCount(value: number): Count {
  return Number.isSafeInteger(value)
    ? { kind: "exact", value }
    : { kind: "unknown", reason: "the count is larger than 2^53 and cannot be given exactly" };
}

export function unknownCount(reason: string): Count {
  return { kind: "unknown", reason };
}

/** Sum of counts; unknown, with the first reason, as soon as one part is. */
export function addCounts(counts: readonly Count[]): Count {
  let sum = 0;
  for (const count of counts) {
    if (count.kind === "unknown") return count;
    sum += count.value;
  }
  return exactCount(sum);
}

/** The number, or `null` where it is not known. */
export function countToNumber(count: Count): number | null {
  return count.kind === "exact" ? count.value : null;
}
