/** A number of things counted exactly, or the reason why it is not known; never 0 for "unknown". */
export type Count =
  | { readonly kind: "exact"; readonly value: number }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      /** The part that is known, where the whole is a sum: "at least". */
      readonly atLeast?: number;
    };

export function exactCount(value: number): Count {
  return Number.isSafeInteger(value)
    ? { kind: "exact", value }
    : { kind: "unknown", reason: "the count is larger than 2^53 and cannot be given exactly" };
}

export function unknownCount(reason: string): Count {
  return { kind: "unknown", reason };
}

/** Sum of counts; unknown, with the first reason and the known part, as soon as one is. */
export function addCounts(counts: readonly Count[]): Count {
  let sum = 0;
  let reason: string | undefined;
  for (const count of counts) {
    if (count.kind === "unknown") {
      reason ??= count.reason;
      sum += count.atLeast ?? 0;
    } else {
      sum += count.value;
    }
  }
  const total = exactCount(sum);
  if (reason === undefined || total.kind === "unknown") return total;
  return { kind: "unknown", reason, atLeast: sum };
}

/** A count multiplied by a whole number, such as FLOPs = 2 × MACs or bytes = 4 × elements. */
export function scaleCount(count: Count, factor: number): Count {
  if (count.kind === "exact") return exactCount(count.value * factor);
  return count.atLeast === undefined ? count : { ...count, atLeast: count.atLeast * factor };
}

/** The number, or `null` where it is not known. */
export function countToNumber(count: Count): number | null {
  return count.kind === "exact" ? count.value : null;
}
