/**
 * A landscape with the things photographs have: gradients, sharp and soft edges, fine and coarse texture, colours. It is the first
 * picture that a person waits for, so a pixel with one thing at its corners is coloured once, by texture no finer than itself.
 */
import {
  averageOfFour,
  type Colour,
  drawPixels,
  layeredNoise,
  mix,
  type SamplePicture,
  smoothNoise,
} from "./picture.ts";

export const scene: SamplePicture = {
  id: "scene",
  title: "Scene",
  description: "A landscape with gradients, edges and textures, as a photograph has them.",
  draw: (width, height) => {
    const size = { width: 1 / width, height: 1 / height };
    const thingsAt = (y: number) =>
      Array.from({ length: width + 1 }, (_, x) => thingAt(x / width, y / height));
    let above: readonly Thing[] = [];
    let below = thingsAt(0);
    return drawPixels(width, height, (x, y) => {
      if (x === 0) {
        above = below;
        below = thingsAt(y + 1);
      }
      const thing = above[x];
      const isWithin =
        thing === above[x + 1] && thing === below[x] && thing === below[x + 1] && !thing?.hasEdges;
      const u = (x + 0.5) / width;
      const v = (y + 0.5) / height;
      return isWithin && thing ? thing.colour(u, v, size) : edgeColour(u, v, size);
    });
  },
};

/** Of a pixel, where the picture is 1 wide and 1 high. */
interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A thing in the landscape: its colour around a place, averaged over a pixel of that size. */
interface Thing {
  readonly colour: (u: number, v: number, size: PixelSize) => Colour;
  /** It has edges within itself. */
  readonly hasEdges?: true;
}

/** Of a pixel with several things in it: the mean of four places. */
function edgeColour(u: number, v: number, size: PixelSize): Colour {
  const left = u - size.width / 4;
  const right = u + size.width / 4;
  const top = v - size.height / 4;
  const bottom = v + size.height / 4;
  return averageOfFour(
    thingAt(left, top).colour(left, top, size),
    thingAt(right, top).colour(right, top, size),
    thingAt(left, bottom).colour(left, bottom, size),
    thingAt(right, bottom).colour(right, bottom, size),
  );
}

function thingAt(u: number, v: number): Thing {
  return houseAt(u, v) ?? treeAt(u, v) ?? (v > horizon ? groundAt(u, v) : hillAt(u, v)) ?? airAt(u, v);
}

/** Layered noise of so many cells across and down the picture. */
function texture(u: number, v: number, across: number, down: number, seed: number, size: PixelSize): number {
  const cells = Math.max(across * size.width, down * size.height);
  return layeredNoise(u * across, v * down, seed, cells);
}

const horizon = 0.6;

function fromSun(u: number, v: number): number {
  return Math.hypot(u - 0.76, (v - 0.2) * 1.02);
}

const sunRadius = 0.075;
const sun: Thing = { colour: () => [1, 0.94, 0.74] };
const sky: Thing = {
  colour: (u, v, size) => {
    const air = mix([0.2, 0.42, 0.76], [0.93, 0.8, 0.66], (v / horizon) ** 1.5);
    const glow = mix(air, [1, 0.88, 0.66], 0.55 * Math.exp(-(fromSun(u, v) - sunRadius) * 9));
    const cloud = texture(u, v, 5, 13, 3, size);
    return mix(glow, [0.98, 0.96, 0.95], (cloud - 0.5) * 3.4 * (1 - v / horizon));
  },
};

function airAt(u: number, v: number): Thing {
  return fromSun(u, v) < sunRadius ? sun : sky;
}

const forest: Thing = {
  colour: (u, v, size) => mix([0.09, 0.23, 0.17], [0.24, 0.42, 0.25], texture(u, v, 46, 60, 17, size) * 1.2),
};
const rockNoise = (u: number, v: number, size: PixelSize) => texture(u + (v * 10) / 22, v, 22, 34, 23, size);
const rock: Thing = {
  colour: (u, v, size) => mix([0.3, 0.34, 0.46], [0.56, 0.56, 0.62], rockNoise(u, v, size)),
};
const snow: Thing = {
  colour: (u, v, size) => mix([0.8, 0.84, 0.92], [1, 1, 1], rockNoise(u, v, size)),
};

/** Noise is between 0 and 1: it is asked for only where it decides. */
function hillAt(u: number, v: number): Thing | undefined {
  const near = 0.5 - 0.1 * Math.sin(u * 5.2 + 0.6);
  if (v > near && (v > near + 0.03 || v > near + 0.03 * layeredNoise(u * 9, 0, 11))) return forest;
  const lowest = 0.4 - 0.13 * Math.sin(u * 3.4 + 2.4);
  if (v <= lowest) return undefined;
  const far = lowest + 0.09 * layeredNoise(u * 8, 1, 5);
  if (v <= far) return undefined;
  const isHigh = v < far + 0.06 && far < 0.4;
  return isHigh && v < far + 0.03 + 0.03 * smoothNoise(u * 30, 2, 8) ? snow : rock;
}

function depthOf(v: number): number {
  return (v - horizon) / (1 - horizon);
}

const path: Thing = {
  colour: (u, v, size) => mix([0.58, 0.48, 0.36], [0.82, 0.74, 0.6], texture(u, v, 60, 60, 31, size)),
};
const grass: Thing = {
  colour: (u, v, size) => {
    const blades = texture(u, v, 70, 28, 37, size);
    return mix([0.2, 0.38, 0.1], [0.58, 0.68, 0.24], blades * 0.7 + furrowAt(v, size) * 0.3);
  },
};
const flowers: Thing = {
  colour: (u, v, size) => mix(grass.colour(u, v, size), [0.86, 0.72, 0.2], 0.6 * furrowAt(v, size)),
};

/** A sine of the depth; its mean over the height of a pixel. */
function furrowAt(v: number, { height }: PixelSize): number {
  const far = Math.sqrt(depthOf(v) + 0.12);
  const turn = (60 / far) * (height / (1 - horizon));
  const contrast = Math.sin(turn / 2) / (turn / 2);
  return 0.5 + 0.5 * Math.sin(far * 120) * contrast;
}

function groundAt(u: number, v: number): Thing {
  const depth = depthOf(v);
  const middle = 0.36 + 0.16 * Math.sin(depth * 3.1 + 0.4);
  if (Math.abs(u - middle) < 0.014 + 0.1 * depth * depth) return path;
  return u > 0.62 && depth < 0.3 ? flowers : grass;
}

const roof: Thing = {
  colour: (_, v) => (Math.floor(v * 110) % 2 === 0 ? [0.6, 0.2, 0.14] : [0.47, 0.14, 0.1]),
  hasEdges: true,
};
const door: Thing = { colour: () => [0.3, 0.17, 0.1] };
const pane: Thing = { colour: () => [0.16, 0.24, 0.36] };
const bar: Thing = { colour: () => [0.95, 0.95, 0.9] };
const wall: Thing = {
  colour: (u, v) => {
    const row = Math.floor(v * 90);
    const mortar = (v * 90) % 1 < 0.18 || (u * 42 + (row % 2) * 0.5) % 1 < 0.1;
    const brick = smoothNoise(u * 42, row, 41);
    return mortar ? [0.84, 0.8, 0.74] : mix([0.7, 0.46, 0.34], [0.82, 0.6, 0.46], brick);
  },
  hasEdges: true,
};

const house = { roofTop: 0.43, eaves: 0.56, ground: 0.76, left: 0.6, right: 0.84, roofHalf: 0.14 };

function houseAt(u: number, v: number): Thing | undefined {
  const { roofTop, eaves } = house;
  if (v <= roofTop || v > house.ground || Math.abs(u - 0.72) > house.roofHalf) return undefined;
  if (v <= eaves) {
    const reach = ((v - roofTop) / (eaves - roofTop)) * house.roofHalf;
    return Math.abs(u - 0.72) > reach ? undefined : roof;
  }
  if (u < house.left || u > house.right) return undefined;
  if (u > 0.695 && u < 0.745 && v > 0.65) return door;
  const inWindow = (edge: number) => u > edge && u < edge + 0.05 && v > 0.605 && v < 0.665;
  if (!inWindow(0.625) && !inWindow(0.77)) return wall;
  const isBar = Math.abs((u - (u < 0.7 ? 0.625 : 0.77)) / 0.05 - 0.5) < 0.06 || Math.abs(v - 0.635) < 0.003;
  return isBar ? bar : pane;
}

const crown: Thing = {
  colour: (u, v, size) => {
    const light = texture(u, v, 40, 40, 59, size) + (0.35 * (u - 0.17)) / 0.13 - (0.3 * (v - 0.46)) / 0.2;
    return mix([0.05, 0.17, 0.06], [0.44, 0.62, 0.2], light);
  },
};
const trunk: Thing = {
  colour: (u, v) => mix([0.2, 0.13, 0.08], [0.42, 0.3, 0.2], smoothNoise(u * 140, v * 18, 61)),
};

/** Half the crown's width and height, in those of its ellipse: at least, and how much more. */
const crownLeast = 0.82;
const crownRagged = 0.36;

function treeAt(u: number, v: number): Thing | undefined {
  if (u > 0.4) return undefined;
  const fromCrown = Math.hypot((u - 0.17) / 0.13, (v - 0.46) / 0.2);
  if (fromCrown < crownLeast) return crown;
  const isNear = fromCrown < crownLeast + crownRagged;
  if (isNear && fromCrown < crownLeast + crownRagged * layeredNoise(u * 24, v * 24, 53)) return crown;
  const halfWidth = 0.018 + 0.03 * Math.max(0, v - 0.74);
  const isTrunk = v > 0.5 && v < 0.82 && Math.abs(u - 0.17 + 0.01 * Math.sin(v * 30)) < halfWidth;
  return isTrunk ? trunk : undefined;
}
