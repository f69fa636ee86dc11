// Laying JSON out changes white space alone, keeps every spelling, and copes with broken text.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { layOutJson, sameOffset } from "../../client/jsonLayout.ts";

const options = { indent: "  ", lineEnd: "\n" };
const withoutSpace = (text: string) => text.replace(/[ \t\r\n]/g, "");

test("a layer stands on lines of its own, short lists stay on one", () => {
  const text = '{"class_name":"Conv2D","config":{"kernel_size":[3,3],"rate":1e-05,"x":{}}}';
  assert.equal(
    layOutJson(text, options),
    `{
  "class_name": "Conv2D",
  "config": {
    "kernel_size": [3, 3],
    "rate": 1e-05,
    "x": {}
  }
}`,
  );
});

test("NaN, -Infinity and the spelling of numbers survive", () => {
  const text = '{"a":[NaN,-Infinity,1.50,1E+3],"b":"{[,: \\" }"}';
  const laidOut = layOutJson(text, options);
  assert.equal(withoutSpace(laidOut), withoutSpace(text));
  assert.match(laidOut, /"a": \[NaN, -Infinity, 1\.50, 1E\+3\]/);
});

test("any JSON value is still the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const laidOut = layOutJson(JSON.stringify(value), options);
      assert.equal(JSON.stringify(JSON.parse(laidOut)), JSON.stringify(value));
      assert.equal(layOutJson(laidOut, options), laidOut, "laying out twice changes nothing more");
    }),
    { seed: 7 },
  );
});

test("any text at all keeps its visible characters, and values stay apart", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a b"',
    "12",
    "NaN",
    " ",
    "\n",
    '"',
    "// c\n",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      assert.equal(withoutSpace(layOutJson(text, options)), withoutSpace(text));
    }),
    { seed: 7 },
  );
  assert.equal(layOutJson("[1 2]", options), "[1 2]");
});

test("comments of JSONC end their line", () => {
  const laidOut = layOutJson('{"a":1, // one\n"b":2 // two\n,"c":3}', options);
  assert.match(laidOut, /\/\/ one\n/);
  assert.match(laidOut, /\/\/ two\n/);
});

test("the cursor stays behind the same character", () => {
  const before = '{"a":[1,2],"b":{"c":3}}';
  const after = layOutJson(before, options);
  for (const mark of ["[", "2", '"c"', "3"]) {
    const offset = before.indexOf(mark) + mark.length;
    assert.equal(after.slice(0, sameOffset(before, after, offset)).endsWith(mark), true, mark);
  }
});

test("two megabytes on one line are laid out", () => {
  const layer = '{"class_name":"Dense","config":{"units":10,"kernel":[0.25,-0.5,1,2,3]}}';
  const text = `[${Array.from({ length: 30_000 }, () => layer).join(",")}]`;
  assert.equal(layOutJson(text, options).split("\n").length > 100_000, true);
});
