/** A landscape with the things photographs have: gradients, sharp and soft edges, fine and coarse texture, colours. */
import { type Colour, drawSmooth, layeredNoise, mix, type SamplePicture, smoothNoise } from "./picture.ts";

export const scene: SamplePicture = {
  id: "scene",
  title: "Scene",
  description: "A landscape with gradients, edges and textures, as a photograph has them.",
  draw: (width, height) => drawSmooth(width, height, (u, v) => colourAt(u, v)),
};

const horizon = 0.6;

function colourAt(u: number, v: number): Colour {
  return house(u, v) ?? tree(u, v) ?? (v > horizon ? meadow(u, v) : (hills(u, v) ?? sky(u, v)));
}

function sky(u: number, v: number): Colour {
  const air = mix([0.2, 0.42, 0.76], [0.93, 0.8, 0.66], (v / horizon) ** 1.5);
  const fromSun = Math.hypot(u - 0.76, (v - 0.2) * 1.02);
  if (fromSun < 0.075) return [1, 0.94, 0.74];
  const glow = mix(air, [1, 0.88, 0.66], 0.55 * Math.exp(-(fromSun - 0.075) * 9));
  const cloud = layeredNoise(u * 5, v * 13, 3);
  return mix(glow, [0.98, 0.96, 0.95], (cloud - 0.5) * 3.4 * (1 - v / horizon));
}

function hills(u: number, v: number): Colour | undefined {
  const near = 0.5 - 0.1 * Math.sin(u * 5.2 + 0.6) + 0.03 * layeredNoise(u * 9, 0, 11);
  if (v > near) {
    const forest = layeredNoise(u * 46, v * 60, 17);
    return mix([0.09, 0.23, 0.17], [0.24, 0.42, 0.25], forest * 1.2);
  }
  const far = 0.4 - 0.13 * Math.sin(u * 3.4 + 2.4) + 0.09 * layeredNoise(u * 8, 1, 5);
  if (v <= far) return undefined;
  const rock = layeredNoise(u * 22 + v * 10, v * 34, 23);
  const snow = v < far + 0.03 + 0.03 * smoothNoise(u * 30, 2, 8) && far < 0.4;
  return snow ? mix([0.8, 0.84, 0.92], [1, 1, 1], rock) : mix([0.3, 0.34, 0.46], [0.56, 0.56, 0.62], rock);
}

function meadow(u: number, v: number): Colour {
  const depth = (v - horizon) / (1 - horizon);
  const path = 0.36 + 0.16 * Math.sin(depth * 3.1 + 0.4);
  if (Math.abs(u - path) < 0.014 + 0.1 * depth * depth) {
    return mix([0.58, 0.48, 0.36], [0.82, 0.74, 0.6], layeredNoise(u * 60, v * 60, 31));
  }
  const furrow = 0.5 + 0.5 * Math.sin((depth + 0.12) ** 0.5 * 120);
  const grass = layeredNoise(u * 70, v * 28, 37);
  const base = mix([0.2, 0.38, 0.1], [0.58, 0.68, 0.24], grass * 0.7 + furrow * 0.3);
  return u > 0.62 && depth < 0.3 ? mix(base, [0.86, 0.72, 0.2], 0.6 * furrow) : base;
}

function house(u: number, v: number): Colour | undefined {
  const [left, right, eaves, ground] = [0.6, 0.84, 0.56, 0.76];
  const roofTop = 0.43;
  if (v > roofTop && v <= eaves) {
    const reach = ((v - roofTop) / (eaves - roofTop)) * 0.14;
    if (Math.abs(u - 0.72) > reach) return undefined;
    return Math.floor(v * 110) % 2 === 0 ? [0.6, 0.2, 0.14] : [0.47, 0.14, 0.1];
  }
  if (u < left || u > right || v <= eaves || v > ground) return undefined;
  if (u > 0.695 && u < 0.745 && v > 0.65) return [0.3, 0.17, 0.1];
  const inWindow = (edge: number) => u > edge && u < edge + 0.05 && v > 0.605 && v < 0.665;
  if (inWindow(0.625) || inWindow(0.77)) {
    const bar = Math.abs((u - (u < 0.7 ? 0.625 : 0.77)) / 0.05 - 0.5) < 0.06 || Math.abs(v - 0.635) < 0.003;
    return bar ? [0.95, 0.95, 0.9] : [0.16, 0.24, 0.36];
  }
  const row = Math.floor(v * 90);
  const mortar = (v * 90) % 1 < 0.18 || (u * 42 + (row % 2) * 0.5) % 1 < 0.1;
  return mortar ? [0.84, 0.8, 0.74] : mix([0.7, 0.46, 0.34], [0.82, 0.6, 0.46], smoothNoise(u * 42, row, 41));
}

function tree(u: number, v: number): Colour | undefined {
  const fromCrown = Math.hypot((u - 0.17) / 0.13, (v - 0.46) / 0.2);
  const ragged = 0.82 + 0.36 * layeredNoise(u * 24, v * 24, 53);
  if (fromCrown < ragged) {
    const light = layeredNoise(u * 40, v * 40, 59) + (0.35 * (u - 0.17)) / 0.13 - (0.3 * (v - 0.46)) / 0.2;
    return mix([0.05, 0.17, 0.06], [0.44, 0.62, 0.2], light);
  }
  if (
    Math.abs(u - 0.17 + 0.01 * Math.sin(v * 30)) < 0.018 + 0.03 * Math.max(0, v - 0.74) &&
    v > 0.5 &&
    v < 0.82
  ) {
    return mix([0.2, 0.13, 0.08], [0.42, 0.3, 0.2], smoothNoise(u * 140, v * 18, 61));
  }
  return undefined;
}
