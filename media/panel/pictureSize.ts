/** Format and size of an image file from its first bytes, so that a file that would fill the memory is never decoded. */

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** `undefined` where the bytes are none of PNG, JPEG, GIF, WebP and BMP, or break off before the size. */
export function pictureSize(bytes: ArrayBuffer): PictureSize | undefined {
  const view = new DataView(bytes);
  for (const read of [pngSize, gifSize, bmpSize, webpSize, jpegSize]) {
    const size = read(view);
    if (size && size.width > 0 && size.height > 0) return size;
  }
  return undefined;
}

function pngSize(view: DataView): PictureSize | undefined {
  if (!startsWith(view, 0, "\x89PNG\r\n\x1a\n") || view.byteLength < 24) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(view: DataView): PictureSize | undefined {
  if (!startsWith(view, 0, "GIF8") || view.byteLength < 10) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** Rows may be listed upwards, with a negative height. */
function bmpSize(view: DataView): PictureSize | undefined {
  if (!startsWith(view, 0, "BM") || view.byteLength < 26) return undefined;
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** Plain, lossless and extended files keep their size in different places. */
function webpSize(view: DataView): PictureSize | undefined {
  if (!startsWith(view, 0, "RIFF") || !startsWith(view, 8, "WEBP") || view.byteLength < 30) return undefined;
  if (startsWith(view, 12, "VP8 ")) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (startsWith(view, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  return startsWith(view, 12, "VP8X") ? { width: uint24(24) + 1, height: uint24(27) + 1 } : undefined;
}

/** Segments follow one another, each with its length; the frame's header (SOF) has the size. */
function jpegSize(view: DataView): PictureSize | undefined {
  if (!startsWith(view, 0, "\xff\xd8\xff")) return undefined;
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const isFill = marker === 0xff;
    at += isFill ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function startsWith(view: DataView, at: number, text: string): boolean {
  if (at + text.length > view.byteLength) return false;
  return Array.from(text).every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0));
}
