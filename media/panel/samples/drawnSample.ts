/** A sample at a size, drawn once: a layer is run again at every keystroke, on the same picture. */
import { sampleById } from "./index.ts";
import type { Picture } from "./picture.ts";

/** Pixels of all pictures that are kept, at 12 bytes each. */
const mostPixels = 2e6;

const drawn = new Map<string, Picture>();

/** The sample of that id, `width` by `height` pixels; the same object for the same size, so that it must not be written into. */
export function drawnSample(id: string, width: number, height: number): Picture {
  const key = `${sampleById(id).id} ${width} ${height}`;
  const picture = drawn.get(key) ?? sampleById(id).draw(width, height);
  // What was used last stands last.
  drawn.delete(key);
  drawn.set(key, picture);
  let pixels = 0;
  for (const [known, { rgb }] of [...drawn].reverse()) {
    pixels += rgb.length / 3;
    if (pixels > mostPixels && known !== key) drawn.delete(known);
  }
  return picture;
}
