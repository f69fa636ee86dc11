/** Brings a picture to the size a model wants: the centre of the right proportions, then averaged or interpolated. */
import type { Picture } from "../panel/samples/picture.ts";

/** The largest centred part of a picture with the proportions `width : height`. */
export function cropToProportions(picture: Picture, width: number, height: number): Picture {
  const scale = Math.min(picture.width / width, picture.height / height);
  const cropWidth = Math.max(1, Math.round(width * scale));
  const cropHeight = Math.max(1, Math.round(height * scale));
  if (cropWidth === picture.width && cropHeight === picture.height) return picture;
  const left = Math.floor((picture.width - cropWidth) / 2);
  const top = Math.floor((picture.height - cropHeight) / 2);
  const rgb = new Float32Array(3 * cropWidth * cropHeight);
  for (let y = 0; y < cropHeight; y++) {
    const from = 3 * ((top + y) * picture.width + left);
    rgb.set(picture.rgb.subarray(from, from + 3 * cropWidth), 3 * y * cropWidth);
  }
  return { width: cropWidth, height: cropHeight, rgb };
}

/**
 * Resizes each axis by itself: shrinking averages the area under each new pixel, growing interpolates linearly between
 * pixel centres (half-pixel centres, edges repeated).
 */
export function resizePicture(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const columns = axisWeights(picture.width, width);
  const rows = axisWeights(picture.height, height);
  const wide = new Float32Array(3 * width * picture.height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [from, weight] of columns[x] ?? []) {
        for (let part = 0; part < 3; part++) {
          const at = 3 * (y * width + x) + part;
          wide[at] = (wide[at] ?? 0) + weight * (picture.rgb[3 * (y * picture.width + from) + part] ?? 0);
        }
      }
    }
  }
  const rgb = new Float32Array(3 * width * height);
  const rowLength = 3 * width;
  for (let y = 0; y < height; y++) {
    for (const [from, weight] of rows[y] ?? []) {
      for (let i = 0; i < rowLength; i++) {
        rgb[y * rowLength + i] = (rgb[y * rowLength + i] ?? 0) + weight * (wide[from * rowLength + i] ?? 0);
      }
    }
  }
  return { width, height, rgb };
}

/** For each new position, the old positions it takes from and their shares, which add up to 1. */
function axisWeights(from: number, to: number): (readonly [position: number, weight: number])[][] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, position) => {
    if (ratio > 1) return areaWeights(position * ratio, (position + 1) * ratio, from);
    const centre = Math.max(0, Math.min(from - 1, (position + 0.5) * ratio - 0.5));
    const below = Math.min(from - 1, Math.floor(centre));
    const share = centre - below;
    return share === 0 ? [[below, 1] as const] : [[below, 1 - share] as const, [below + 1, share] as const];
  });
}

function areaWeights(start: number, end: number, size: number): (readonly [number, number])[] {
  const weights: [number, number][] = [];
  for (let i = Math.floor(start); i < Math.min(size, Math.ceil(end)); i++) {
    const covered = Math.min(end, i + 1) - Math.max(start, i);
    if (covered > 1e-9) weights.push([i, covered / (end - start)]);
  }
  return weights;
}
