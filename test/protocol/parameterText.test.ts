/** Values for parameters as people write them: what is read, what comes back as text, and what is said of mistakes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exampleFor,
  parametersText,
  readParameters,
  readParametersOf,
  type ShownParameter,
} from "../../protocol/parameterText.ts";

function values(text: string): unknown {
  const read = readParameters(text);
  return read.message ?? read.values;
}

test("pairs with commas, semicolons, lines or nothing but spaces between them", () => {
  const wanted = { width: 0.5, inputShape: [96, 96, 3] };
  for (const text of [
    "width = 0.5, inputShape = [96, 96, 3]",
    "width=0.5 inputShape=[96,96,3]",
    "width: 0.5; inputShape: [ 96 , 96 , 3 , ]",
    "  width =.5e0\n\tinputShape=[9_6,96,+3]  ",
  ])
    assert.deepEqual(values(text), wanted, text);
  assert.deepEqual(values(""), {});
});

test("texts, truths, null, lists in lists and objects", () => {
  assert.deepEqual(values("a='same' b=\"it's\" c=`x` d=true e=false f=null"), {
    a: "same",
    b: "it's",
    c: "x",
    d: true,
    e: false,
    f: null,
  });
  assert.deepEqual(values("blocks = [[3, 64], [4, -128]] options = {width: 2, 'deep': {list: []}}"), {
    blocks: [
      [3, 64],
      [4, -128],
    ],
    options: { width: 2, deep: { list: [] } },
  });
  assert.deepEqual(values("options.width = 2"), { "options.width": 2 });
});

test("what is no value is named, with its place", () => {
  for (const [text, message] of [
    ["width", /"width" has no value; write width = 0\.5/],
    ["= 3", /"= 3" is no name with a value/],
    ["width = 0.5 3", /"3" is no name with a value/],
    ["width = wide", /The value of width cannot be read at "wide"/],
    ["width = 0.5x", /The value of width cannot be read at "0\.5x"/],
    ["width = 1e999", /The value of width cannot be read/],
    ["shape = [1, 2", /The value of shape cannot be read at ""/],
    ["shape = [1 2]", /The value of shape cannot be read at "2\]"/],
    ["o = {__proto__: 1}", /The value of o cannot be read/],
    ["width = 1, width = 2", /width has two values/],
    ["name = 'open", /The value of name cannot be read at "'open"/],
    [`a = ${"[".repeat(3000)}`, /The value of a cannot be read/],
  ] as const)
    assert.match(String(values(text)), message, text);
});

test("what stands before a mistake is read", () => {
  assert.deepEqual(readParameters("width = 0.5, inputSh").values, { width: 0.5 });
  assert.deepEqual(readParameters("width = 0.5, inputShape = [96, 9").values, { width: 0.5 });
});

test("the text of values gives the same values again", () => {
  for (const text of [
    "width = 0.5, inputShape = [96, 96, 3]",
    'padding = "same", options = {"a":[1,{"b":null}]}, deep = [[true], [false, -1e-7]]',
    String.raw`quote = "a \"b\" \\ c"`,
  ]) {
    const read = readParameters(text);
    assert.equal(read.message, undefined, text);
    assert.deepEqual(readParameters(parametersText(read.values)), read, text);
  }
});

const parameters: readonly ShownParameter[] = [
  { name: "width", from: "default", text: "1.0", kind: "number" },
  { name: "x", from: "nothing", kind: "tensor" },
  { name: "options.depth", from: "nothing" },
];

test("names and kinds must be those of the function", () => {
  const message = (text: string) => readParametersOf(text, parameters).message ?? "";
  assert.equal(message("width = 2, x = [56, 56, 64], options.depth = 3, options.other = 'a'"), "");
  assert.equal(message("options = {depth: 3}, width = null, x = [null, null, 3]"), "");
  assert.match(message("widht = 2"), /no parameter widht; its parameters are width, x, options\.depth/);
  assert.match(message('width = "2"'), /width is a number in the program, and "2" is a text in quotes/);
  assert.match(message("x = 5"), /x is a tensor, given as its sizes .*, and 5 is a number/);
  assert.match(message("x = [0, 3]"), /x is a tensor/);
  assert.match(message("x = [1.5, 3]"), /write x = \[56, 56, 64\]/);
});

test("an example has a value of the right kind for each parameter", () => {
  const example = exampleFor(parameters);
  assert.equal(example, "width = 32, x = [56, 56, 64], options.depth = 32");
  assert.equal(readParametersOf(example, parameters).message, undefined);
});
