/** How numbers are written for people: separators for exact counts, prefixes of ten for large ones (1 M = 10^6). */
import type { Count } from "../../core/cost/count.ts";
import { factorText, type SizeExpression } from "../../core/shape/sizeExpression.ts";

/** `4,253,864`; whole numbers only. */
export function formatExact(value: number): string {
  const digits = String(Math.abs(value));
  const grouped = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return value < 0 ? `−${grouped}` : grouped;
}

const prefixes = ["", "k", "M", "G", "T", "P"];

/**
 * `864`, `25.3 k`, `10.8 M`, `3.86 G`: one decimal, two below 10. `unit` follows the prefix without a space,
 * as in `10.8 MMACs`.
 */
export function formatScaled(value: number, unit = ""): string {
  if (Math.abs(value) < 1000) return `${value} ${unit}`.trimEnd();
  let scaled = value / 1000;
  let step = 1;
  // 999.95 would be written as 1000.0, so it belongs to the next prefix.
  while (Math.abs(scaled) >= 999.95 && step < prefixes.length - 1) {
    scaled /= 1000;
    step++;
  }
  return `${scaled.toFixed(Math.abs(scaled) < 9.995 ? 2 : 1)} ${prefixes[step]}${unit}`;
}

/** `16.2 MiB`, in powers of 1024 as operating systems and profilers do for memory. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let scaled = bytes;
  let step = 0;
  while (scaled >= 1023.95 && step < units.length - 1) {
    scaled /= 1024;
    step++;
  }
  return step === 0 ? `${bytes} B` : `${scaled.toFixed(1)} ${units[step]}`;
}

/** Formulas of free sizes are written out up to this length (UTF-16 units), and told as `?` beyond. */
const longestFormula = 60;

/** An exact count with separators, a short formula of free sizes, `at least 1,200`, or `?` where it is not known. */
export function formatCount(count: Count): string {
  if (count.kind === "exact") return formatExact(count.value);
  const formula = shortFormula(count);
  if (formula) return formula.text;
  return count.atLeast ? `at least ${formatExact(count.atLeast)}` : "?";
}

/** A count with a prefix and unit: `10.8 MMACs`, `864·H·W MACs`, `≥ 1.20 MMACs`, `? MACs`. */
export function formatScaledCount(count: Count, unit: string): string {
  if (count.kind === "exact") return formatScaled(count.value, unit);
  const formula = shortFormula(count);
  if (formula) return `${factorText(formula)} ${unit}`;
  return count.atLeast ? `≥ ${formatScaled(count.atLeast, unit)}` : `? ${unit}`;
}

/** The formula where it is short enough to be read. */
function shortFormula({ expression }: Exclude<Count, { kind: "exact" }>): SizeExpression | undefined {
  return expression && expression.text.length <= longestFormula ? expression : undefined;
}
