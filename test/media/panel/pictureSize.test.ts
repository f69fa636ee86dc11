/** Sizes from the first bytes of image files of other people's encoders; damaged files give nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encode as encodePng } from "fast-png";
import jpeg from "jpeg-js";
import { pictureSize } from "../../../media/panel/pictureSize.ts";

/** 5 columns and 3 rows. WebP from Chromium's encoder; GIF and BMP by their specifications, up to the colours. */
const files: Readonly<Record<string, Uint8Array>> = {
  PNG: encodePng({ width: 5, height: 3, channels: 3, depth: 8, data: new Uint8Array(45) }),
  JPEG: Uint8Array.from(jpeg.encode({ width: 5, height: 3, data: new Uint8Array(60) }, 50).data),
  "lossy WebP": fromBase64(
    "UklGRjgAAABXRUJQVlA4ICwAAACQAQCdASoFAAMAAsBMJaACdLoAA5gA/u5DH+5sc4twV/9tD/9aH/60P+lAAA==",
  ),
  "lossless WebP": fromBase64("UklGRhwAAABXRUJQVlA4TA8AAAAvBIAAAAcQ/Y/+ByKi/wEA"),
  "extended WebP": fromBase64("UklGRhoCAABXRUJQVlA4WAoAAAAgAAAABAAAAgAA"),
  GIF: new TextEncoder().encode("GIF89a\x05\0\x03\0\0\0\0"),
  // Rows from the top: the height is −3.
  BMP: Uint8Array.from([
    66, 77, 90, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 5, 0, 0, 0, 253, 255, 255, 255,
  ]),
};

for (const [format, bytes] of Object.entries(files)) {
  test(`the size of a ${format} file stands in its first bytes`, () => {
    assert.deepEqual(pictureSize(bytes.slice().buffer), { width: 5, height: 3 });
  });

  test(`a ${format} file that breaks off gives its size or nothing, never an exception`, () => {
    for (let length = 0; length < bytes.length; length++) {
      const size = pictureSize(bytes.slice(0, length).buffer);
      assert.ok(size === undefined || (size.width === 5 && size.height === 3), `${length} bytes`);
    }
  });
}

test("any bytes at all are looked at without an exception", () => {
  const starts = Object.values(files).map((bytes) => fc.constant(bytes.slice(0, 16)));
  const hostile = fc.tuple(fc.oneof(...starts), fc.uint8Array({ maxLength: 64 }));
  fc.assert(
    fc.property(hostile, ([start, rest]) => {
      const size = pictureSize(Uint8Array.from([...start, ...rest]).buffer);
      assert.ok(size === undefined || (size.width > 0 && size.height > 0));
    }),
    { seed: 3 },
  );
});

test("text and vector pictures have no size", () => {
  for (const text of ["<svg xmlns='http://www.w3.org/2000/svg' width='5' height='3'/>", "%PDF-1.7", ""]) {
    assert.equal(pictureSize(new TextEncoder().encode(text).slice().buffer), undefined);
  }
});

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}
