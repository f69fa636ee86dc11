/** The error function to about double precision, for GELU. */

/**
 * `2/√π · e^(-x²) · Σ 2^n x^(2n+1) / (1·3·5···(2n+1))` (Abramowitz and Stegun 7.1.6): all terms have one sign, so nothing
 * cancels. Beyond 6 the distance to ±1 is below 2^-53.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size >= 6) return Math.sign(x);
  let term = size;
  let sum = size;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * size * size) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * sum;
}
