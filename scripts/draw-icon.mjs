// Draws the extension's icon, a lens over a feature map, into media/static/icon.png.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encode } from "fast-png";
import { root } from "./root.mjs";

const size = 128;
const samples = 4; // per pixel and axis, for smooth edges

/** Viridis at five places, as everywhere in the product for magnitudes. */
const viridis = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

const background = [24, 28, 48];
const rim = [240, 244, 255];
const lens = { x: 54, y: 54, radius: 31, rim: 6.5, zoom: 1.75 };
const handle = { from: [79, 79], to: [108, 108], halfWidth: 6.5 };

const data = new Uint8Array(size * size * 4);
for (let y = 0; y < size; y++) {
  for (let x = 0; x < size; x++) data.set(pixel(x, y), (y * size + x) * 4);
}
const file = path.join(root, "media/static/icon.png");
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, encode({ width: size, height: size, channels: 4, depth: 8, data }));

function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let j = 0; j < samples; j++) {
    for (let i = 0; i < samples; i++) {
      const colour = colourAt(x + (i + 0.5) / samples, y + (j + 0.5) / samples);
      if (!colour) continue;
      for (let c = 0; c < 3; c++) sum[c] += colour[c];
      sum[3]++;
    }
  }
  const covered = sum[3];
  if (covered === 0) return [0, 0, 0, 0];
  const mean = sum.slice(0, 3).map((value) => Math.round(value / covered));
  return [...mean, Math.round((255 * covered) / samples ** 2)];
}

/** The colour at a point, or undefined outside the rounded square. */
function colourAt(x, y) {
  if (!insideRoundedSquare(x, y, 0, size, 26)) return undefined;
  const distance = Math.hypot(x - lens.x, y - lens.y);
  if (distance <= lens.radius) {
    return cellColour(lens.x + (x - lens.x) / lens.zoom, lens.y + (y - lens.y) / lens.zoom, 1);
  }
  if (distance <= lens.radius + lens.rim || onHandle(x, y)) return rim;
  return cellColour(x, y, 0.55);
}

/** A feature map of 6x6 cells with gaps; `strength` dims what lies outside the lens. */
function cellColour(x, y, strength) {
  const pitch = 18;
  const origin = 10;
  const column = Math.floor((x - origin) / pitch);
  const row = Math.floor((y - origin) / pitch);
  const inGrid = column >= 0 && column < 6 && row >= 0 && row < 6;
  const left = origin + column * pitch + 1;
  const top = origin + row * pitch + 1;
  if (!inGrid || !insideRoundedSquare(x - left, y - top, 0, pitch - 2, 3)) return background;
  const activation = Math.exp(-((column - 2.2) ** 2 + (row - 1.9) ** 2) / 3.6);
  return mix(background, colourOf(activation), strength);
}

function colourOf(value) {
  const place = Math.min(value, 0.9999) * (viridis.length - 1);
  const index = Math.floor(place);
  return mix(viridis[index], viridis[index + 1], place - index);
}

function mix(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}

function onHandle(x, y) {
  const [dx, dy] = [handle.to[0] - handle.from[0], handle.to[1] - handle.from[1]];
  const along = ((x - handle.from[0]) * dx + (y - handle.from[1]) * dy) / (dx * dx + dy * dy);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(x - handle.from[0] - t * dx, y - handle.from[1] - t * dy) <= handle.halfWidth;
}

function insideRoundedSquare(x, y, start, end, radius) {
  if (x < start || y < start || x > end || y > end) return false;
  const dx = Math.max(start + radius - x, x - (end - radius), 0);
  const dy = Math.max(start + radius - y, y - (end - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}
