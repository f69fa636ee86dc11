/** Code that may run or not: its branches do not see one another, and what they disagree on is unknown, never one of the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { constant, read, reason } from "./readCode.ts";

const start = `import * as tf from "@tensorflow/tfjs";
import { settings } from "./settings";
const dense = (units) => tf.layers.dense({ units, inputShape: [4] });
`;

/** Units of the first model's layers: a number, or the reason why it is not known. */
function units(document: ParsedDocument): unknown[] {
  return (document.models[0]?.layers ?? []).map(({ config }) => {
    const param = config.units;
    return param?.kind === "notComputable" ? reason(param) : constant(param);
  });
}

function withUnits(code: string): ParsedDocument {
  return read(`${start}${code}`, "model.js");
}

test("a list that both branches fill holds what one of them has put in, with a message", () => {
  const document = withUnits(`const layers = [dense(1)];
if (settings.big) layers.push(dense(100), dense(50)); else layers.push(dense(10));
tf.sequential({ layers });`);
  assert.deepEqual(units(document), [1, 100, 50]);
  assert.match(document.problems[0]?.message ?? "", /depends on `settings\.big`, which is not known/);
});

const unknownValues: Readonly<Record<string, string>> = {
  "the length of a list": "const list = [1]; if (settings.big) list.push(2); const n = list.length;",
  "an item behind the end": "const list = [1]; if (settings.big) list.push(2); const n = list[1];",
  "the last item of a list":
    "const list = [1]; for (const one of settings.list) list.push(one); const n = list.at(-1);",
  "a sum over a list":
    "const list = [1]; if (settings.big) list.push(2); const n = list.reduce((a, b) => a + b);",
  "an item that one branch changes": "const list = [1, 2]; if (settings.big) list[1] = 5; const n = list[1];",
  "an entry of an object": "const o = { n: 1 }; if (settings.big) o.n = 2; const n = o.n;",
  "an entry that may be there": "const o = {}; if (settings.big) o.n = 2; const n = o.n;",
  "an entry that may be deleted": "const o = { n: 3 }; settings.big && delete o.n; const n = o.n;",
  "an entry by a name that is not known": "const o = { n: 3 }; o[settings.name] = 4; const n = o.n;",
  "a part of a Map": "const m = new Map([['a', 1]]); if (settings.big) m.set('a', 2); const n = m.get('a');",
  "the size of a Set": "const s = new Set([1]); if (settings.big) s.add(2); const n = s.size;",
  "a variable that a function changes": "let n = 1; const grow = () => { n = 2; }; if (settings.big) grow();",
  "what a loop without end has counted": "let n = 0; while (true) { n++; }",
  "what a long loop has collected":
    "const list = []; for (let i = 0; i < 1e6; i++) list.push(i); const n = list.length;",
  "what an endless generator gives":
    "function* all() { let i = 0; while (true) yield i++; } const n = [...all()].length;",
  "a search in a list with an unknown item": "const n = [settings.a, 2].indexOf(2);",
  "a part of a list up to an unknown place": "const n = [1, 2, 3].slice(0, settings.end).length;",
  "a text with an unknown item": "const n = [settings.a, 2].join().length;",
  "what is found by an unknown condition": "const n = [1, 2].find((one) => one > settings.least);",
};

for (const [name, code] of Object.entries(unknownValues)) {
  test(`${name} is unknown, with its line`, () => {
    const document = withUnits(`${code}\ntf.sequential({ layers: [dense(n)] });`);
    assert.match(String(units(document)[0]), /^`.+` \(line [24]\) /);
  });
}

const knownValues: Readonly<Record<string, readonly [code: string, value: number]>> = {
  "a list that is the same in the end": [
    "const list = [1]; if (settings.big) { list.push(2); list.pop(); } const n = list.length;",
    1,
  ],
  "what comes before in a list": ["const list = [7]; if (settings.big) list.push(2); const n = list[0];", 7],
  "what both branches agree on": [
    "const o = { n: 1 }; if (settings.big) o.n = 5; else o.n = 5; const n = o.n;",
    5,
  ],
  "another entry of the object": ["const o = { n: 6, x: 1 }; if (settings.big) o.x = 2; const n = o.n;", 6],
  "a list made in a branch": [
    "let n = 0; const f = (l) => l.length; if (settings.big) { const l = [1]; l.push(2); n = f(l); } else n = 2;",
    2,
  ],
};

for (const [name, [code, value]] of Object.entries(knownValues)) {
  test(`${name} stays known`, () => {
    assert.deepEqual(units(withUnits(`${code}\ntf.sequential({ layers: [dense(n)] });`)), [value]);
  });
}

test("what goes through a list that is not known is shown once", () => {
  const document = withUnits(`const net = tf.sequential();
net.add(dense(4));
settings.hidden.forEach((width) => net.add(dense(width)));
net.add(dense(2));`);
  const [first, second, third] = units(document);
  assert.deepEqual([first, third], [4, 2]);
  assert.match(String(second), /goes through a list that is not known/);
  assert.match(document.problems[0]?.message ?? "", /How often this runs depends on .*shows it run once/);
});

test("a function that calls itself by a condition that is not known is followed once", () => {
  const document = withUnits(`function grow(x, depth) {
  const y = tf.layers.dense({ units: 3 }).apply(x);
  return depth > settings.depth ? grow(y, depth - 1) : y;
}
const input = tf.input({ shape: [2] });
tf.model({ inputs: input, outputs: grow(input, 3) });`);
  assert.deepEqual(
    document.models[0]?.layers.map(({ className }) => className),
    ["InputLayer", "Dense"],
  );
});

test("a model that is built where loading may fail is shown", () => {
  const document = withUnits(`async function load() {
  try {
    return await settings.load();
  } catch {
    const net = tf.sequential();
    net.add(dense(8));
    return net;
  }
}
load();`);
  assert.deepEqual(units(document), [8]);
});

test("layers frozen by a condition that is not known are told", () => {
  const document = withUnits(`const net = tf.sequential({ layers: [dense(1)] });
if (settings.freeze) net.layers[0].trainable = false;`);
  assert.match(document.problems[0]?.message ?? "", /depends on `settings\.freeze`/);
});

// `Sequential model cannot be built: model is empty` is what TensorFlow.js 4.22 throws there.
test("a Sequential model cannot be applied before it has a layer", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
const x = tf.input({ shape: [4] });
const head = tf.sequential();
export const whole = tf.model({ inputs: x, outputs: head.apply(x) as tf.SymbolicTensor });
`;
  const messages = read(text, "empty.ts").problems.map(({ message }) => message);
  assert.equal(messages.length, 1);
  assert.match(
    messages[0] ?? "",
    /`head\.apply\(x\)` \(line 4\) applies a Sequential model that has no layers yet/,
  );
});
