// How numbers are written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exactCount, unknownCount } from "../../../core/cost/count.ts";
import {
  formatBytes,
  formatCount,
  formatExact,
  formatScaled,
  formatScaledCount,
} from "../../../server/features/numbers.ts";

test("exact numbers get separators", () => {
  assert.equal(formatExact(0), "0");
  assert.equal(formatExact(864), "864");
  assert.equal(formatExact(4_253_864), "4,253,864");
  assert.equal(formatExact(Number.MAX_SAFE_INTEGER), "9,007,199,254,740,991");
  assert.equal(formatExact(-1234), "−1,234");
});

test("large numbers get a prefix of ten", () => {
  assert.equal(formatScaled(640, "MACs"), "640 MACs");
  assert.equal(formatScaled(10_838_016, "MACs"), "10.8 MMACs");
  assert.equal(formatScaled(568_740_352, "MACs"), "568.7 MMACs");
  assert.equal(formatScaled(3_857_973_248), "3.86 G");
  assert.equal(formatScaled(25_300, "MACs"), "25.3 kMACs");
});

test("a number that rounds up takes the next prefix", () => {
  assert.equal(formatScaled(999_949), "999.9 k");
  assert.equal(formatScaled(999_950), "1.00 M");
  assert.equal(formatScaled(9_995_000), "10.0 M");
  assert.equal(formatScaled(9_994_000), "9.99 M");
});

test("bytes are in powers of 1024", () => {
  assert.equal(formatBytes(1023), "1023 B");
  assert.equal(formatBytes(17_015_456), "16.2 MiB");
});

test("an unknown count is never a number", () => {
  assert.equal(formatCount(unknownCount("free")), "?");
  assert.equal(formatCount({ kind: "unknown", reason: "free", atLeast: 1200 }), "at least 1,200");
  assert.equal(formatScaledCount(unknownCount("free"), "MACs"), "? MACs");
  assert.equal(formatScaledCount(exactCount(0), "MACs"), "0 MACs");
});
