/** A budget: what a model may cost at most, and how far it has to see. */

/** Whole numbers; what is absent is not limited. MACs and FLOPs are those of one example. */
export interface Budget {
  readonly parameters?: number;
  readonly macs?: number;
  readonly flops?: number;
  /** Bytes of all weights as float32. */
  readonly weightBytes?: number;
  /** Bytes of the values alive at once while one example runs, as float32. */
  readonly peakActivationBytes?: number;
  /** Largest receptive field along any axis, in input positions. */
  readonly receptiveField?: number;
  /** The field has to be at least this along every axis; a field that sees everything is. */
  readonly minReceptiveField?: number;
}

export type BudgetKey = keyof Budget;

export const budgetKeys: readonly BudgetKey[] = [
  "parameters",
  "macs",
  "flops",
  "weightBytes",
  "peakActivationBytes",
  "receptiveField",
  "minReceptiveField",
];

/** A budget out of plain data, and what of it cannot be used, in sentences. */
export interface ReadBudget {
  readonly budget: Budget;
  readonly faults: readonly string[];
}

/** Reads `{"parameters": 5000000, "macs": "600M"}`; total for any value. */
export function readBudget(data: unknown): ReadBudget {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return { budget: {}, faults: ["A budget is an object of limits by name."] };
  }
  const budget: { [key in BudgetKey]?: number } = {};
  const faults: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    const key = budgetKeys.find((each) => each === name);
    const limit =
      typeof value === "number" ? value : typeof value === "string" ? parseAmount(value) : undefined;
    if (!key) faults.push(`"${name}" is no limit; there are ${budgetKeys.join(", ")}.`);
    else if (limit === undefined || !Number.isSafeInteger(limit) || limit < 0) {
      faults.push(`${name} is ${JSON.stringify(value)}; write a whole number such as 5000000, 5M or 64KiB.`);
    } else budget[key] = limit;
  }
  return { budget, faults };
}

const units: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/** `600M` is 600 · 10^6, `64KiB` is 64 · 1,024; `undefined` for anything else. */
export function parseAmount(text: string): number | undefined {
  const match = /^\s*(\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*([kmgt]?i?)b?\s*$/i.exec(text);
  const unit = units[match?.[2]?.toLowerCase() ?? "-"];
  if (!match?.[1] || unit === undefined) return undefined;
  // A product such as 4.2 · 10^6 misses the whole number it means by a rounding error.
  return Math.round(Number(match[1].replace(/[_,]/g, "")) * unit * 1000) / 1000;
}
