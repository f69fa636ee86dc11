/** Colour maps: a number between 0 and 1 to a colour, as a table of 256 packed pixels for ImageData. */

export type ColourMapName = "viridis" | "grey" | "diverging";

/**
 * Viridis by Nathaniel Smith, Stéfan van der Walt and Eric Firing (CC0), at every 17th of its 256 entries. Straight
 * lines between them stay within 7 of 255 levels of the published table, and equal it at these entries.
 */
const viridisStops = [
  "440154", "481a6c", "472f7d", "414487", "39568c", "31688e", "2a788e", "23888e",
  "1f988b", "22a884", "35b779", "54c568", "7ad151", "a5db36", "d2e21b", "fde725",
]; // biome-ignore format: four by four reads as the table it is

/** Blue below zero, near-white at zero, red-brown above: lightness falls alike on both sides, and blue is no confusable partner of orange-red. */
const divergingStops = [
  "0b3a82",
  "2f6fb5",
  "79aed6",
  "c3dcec",
  "f6f4f2",
  "f3cdb0",
  "e39163",
  "bf4f2b",
  "7a1b12",
];

const greyStops = ["000000", "ffffff"];

const stopsOf: Readonly<Record<ColourMapName, readonly string[]>> = {
  viridis: viridisStops,
  grey: greyStops,
  diverging: divergingStops,
};

const tables = new Map<ColourMapName, Uint8ClampedArray>();

/** 256 colours as RGBA bytes, from the lowest value to the highest. */
export function colourTable(name: ColourMapName): Uint8ClampedArray {
  let table = tables.get(name);
  if (!table) {
    table = buildTable(stopsOf[name]);
    tables.set(name, table);
  }
  return table;
}

/** CSS colour at `position` between 0 and 1. */
export function colourAt(name: ColourMapName, position: number): string {
  const table = colourTable(name);
  const at = 4 * tableIndex(position);
  return `rgb(${table[at]}, ${table[at + 1]}, ${table[at + 2]})`;
}

/** Entry of a 256-colour table for a position; positions outside 0..1 take the end colours. */
export function tableIndex(position: number): number {
  return Math.max(0, Math.min(255, Math.round(position * 255)));
}

/** Whether dark text reads better than light on a colour, by its relative luminance (WCAG 2, the sRGB curve as a square). */
export function needsDarkText(name: ColourMapName, position: number): boolean {
  const table = colourTable(name);
  const at = 4 * tableIndex(position);
  const [r = 0, g = 0, b = 0] = [table[at], table[at + 1], table[at + 2]].map((v) => ((v ?? 0) / 255) ** 2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2;
}

function buildTable(stops: readonly string[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(4 * 256);
  for (let entry = 0; entry < 256; entry++) {
    const position = (entry / 255) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(position));
    const share = position - below;
    for (let part = 0; part < 3; part++) {
      const low = hexPart(stops[below], part);
      const high = hexPart(stops[below + 1], part);
      table[4 * entry + part] = Math.round(low + (high - low) * share);
    }
    table[4 * entry + 3] = 255;
  }
  return table;
}

function hexPart(colour: string | undefined, part: number): number {
  return Number.parseInt((colour ?? "000000").slice(2 * part, 2 * part + 2), 16);
}
