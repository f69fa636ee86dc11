/** What a person may type for free sizes, and the words for what cannot be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { freeSizesText, readFreeSizes } from "../../client/freeSizesText.ts";

const plane = ["H", "W"];

test("sizes are read by name or in their order", () => {
  const read = (text: string, names = plane) => readFreeSizes(text, names);
  assert.deepEqual(read("H = 512, W = 384"), { sizes: { H: 512, W: 384 } });
  assert.deepEqual(read("w=384"), { sizes: { W: 384 } });
  assert.deepEqual(read("512x384"), { sizes: { H: 512, W: 384 } });
  assert.deepEqual(read(" 512 × 384 "), { sizes: { H: 512, W: 384 } });
  assert.deepEqual(read("224"), { sizes: { H: 224, W: 224 } });
  assert.deepEqual(read("128", ["T"]), { sizes: { T: 128 } });
  assert.deepEqual(read("16", ["D", "H", "W"]), { sizes: { D: 16 } });
  assert.deepEqual(read("  "), { sizes: {} });
});

test("what is no size is told with the name it was meant for", () => {
  const message = (text: string) => {
    const read = readFreeSizes(text, plane);
    return "message" in read ? read.message : undefined;
  };
  assert.equal(message("H = 0"), '"0" is no size for H; type a positive whole number, such as H = 224.');
  assert.match(message("512x3.5") ?? "", /"3.5" is no size for W/);
  assert.match(message("512x384x3") ?? "", /3 numbers for 2 free sizes: H, W/);
  assert.match(message("C = 3") ?? "", /"C = 3" names no free size of this file; they are H, W/);
  assert.match(message("H = 3 = 4") ?? "", /names no free size/);
  assert.match(message("-5") ?? "", /"-5" is no size for H/);
  assert.match(message("9007199254740993") ?? "", /is no size/);
});

test("the text of sizes reads back as the same sizes", () => {
  const sizes = { H: 512, W: 384 };
  assert.equal(freeSizesText(plane, sizes), "H = 512, W = 384");
  assert.deepEqual(readFreeSizes(freeSizesText(plane, sizes), plane), { sizes });
  assert.equal(freeSizesText(plane, { H_2: 4 }), "");
});
