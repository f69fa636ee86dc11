/** Numbers as people read them in the panel: fixed width in tables, SI units in chips, exact on request. */

/** `0.4312`, `−12.40`, `1.2e−7`: about four figures, with a real minus sign; `NaN`, `∞` where not finite. */
export function shortNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e5 || size < 1e-3) return withMinus(value.toExponential(1));
  if (size >= 1000) return withMinus(value.toFixed(0));
  const digits = size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  return withMinus(value.toFixed(digits));
}

/** At most four characters, for a cell: `.43`, `−1.2`, `.00` for what rounds to zero and is not. */
export function cellNumber(value: number): string {
  if (!Number.isFinite(value)) return shortNumber(value);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.005) return value < 0 ? "−.00" : ".00";
  if (size < 1) return withMinus(value.toFixed(2).replace("0.", "."));
  if (size < 10) return withMinus(value.toFixed(1));
  if (size < 1000) return withMinus(value.toFixed(0));
  return withMinus(value.toExponential(0));
}

/** All digits that tell this float32 from its neighbours: `0.43121338`. */
export function exactNumber(value: number): string {
  if (!Number.isFinite(value)) return shortNumber(value);
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return withMinus(String(Number(text)));
  }
  return withMinus(String(single));
}

/** `864`, `10.8 M`, `3.86 G`: three figures with an SI prefix. */
export function siNumber(value: number): string {
  const prefixes = ["", " k", " M", " G", " T", " P"];
  let scaled = value;
  let step = 0;
  while (scaled >= 999.5 && step < prefixes.length - 1) {
    scaled /= 1000;
    step++;
  }
  if (step === 0) return String(value);
  return scaled.toPrecision(3) + prefixes[step];
}

/** `3.98 MMACs`, `602 kB`, `864 MACs`: the prefix stands with the unit. */
export function unitNumber(value: number, unit: string): string {
  const text = siNumber(value);
  return /[A-Z]$/i.test(text) ? text + unit : `${text} ${unit}`;
}

const grouped = new Intl.NumberFormat("en-US");

/** `1,234,567`. */
export function groupedNumber(value: number): string {
  return grouped.format(value);
}

/** `0.8 ms`, `412 ms`, `3.2 s`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 60000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${(milliseconds / 60000).toFixed(1)} min`;
}

function withMinus(text: string): string {
  return text.replace(/-/g, "−");
}
