/** Programs made to hang, to overflow or to run something: each costs a message at most, and what stands before it is read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";

const start = `import * as tf from "@tensorflow/tfjs";
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [2], name: "before" }));
`;
const end = `
net.add(tf.layers.dense({ units: 1, name: "after" }));`;

const survived: Readonly<Record<string, string>> = {
  "a loop without end": "let n = 0; while (true) { n++; }",
  "a loop of 10^9 rounds": "let sum = 0; for (let i = 0; i < 1e9; i++) sum += i;",
  "a do loop without end": "do { 1; } while (1);",
  "recursion without end": "function again(n) { return again(n + 1); } again(0);",
  "a function calling another for ever": "const a = () => b(); const b = () => a(); a();",
  "a huge list": "const big = new Array(1e9).fill(0); const bigger = Array.from({ length: 1e8 });",
  "a huge text": "let s = 'x'; for (let i = 0; i < 60; i++) s += s; const t = 'y'.repeat(1e9);",
  "a doubling list": "let l = [1, 2]; for (let i = 0; i < 40; i++) l = [...l, ...l].slice(0, 9);",
  "a getter that throws": "const o = { get x() { throw new Error(); } }; o.x;",
  "prototype tricks":
    "const p = { __proto__: null, constructor: 1, toString: 2 }; p.__proto__.y = 3; Object.prototype.z = 1; p['constructor']['constructor']('return 1')();",
  "a sum of 5,000 terms": `const t = ${"1 + ".repeat(5000)}1;`,
  "a throw in the middle": "try { throw new Error('x'); } catch { } finally { }",
  "a regular expression": "const r = /(a+)+$/.test('a'.repeat(50));",
  "a long chain of calls": `const c = x${".y()".repeat(3000)};`,
  "nested conditions": `${"if (a) ".repeat(500)}b();`,
};

for (const [name, code] of Object.entries(survived)) {
  test(`${name} does not keep what comes after from being read`, () => {
    assert.deepEqual(names(read(start + code + end)), ["before", "after"]);
  });
}

const messages: Readonly<Record<string, string>> = {
  "a loop without end": survived["a loop without end"] ?? "",
  "recursion without end": survived["recursion without end"] ?? "",
  "nested loops of 10^5 rounds": "for (let i = 0; i < 9999; i++) for (let j = 0; j < 9999; j++) i + j;",
  "branching recursion": "function f(n) { f(n); f(n); f(n); } f(1);",
};

for (const [name, code] of Object.entries(messages)) {
  test(`${name} gives one message`, () => {
    const document = read(start + code + end);
    assert.equal(document.problems.length, 1, document.problems.map((problem) => problem.message).join("\n"));
    assert.equal(document.problems[0]?.severity, "information");
    assert.equal(names(document)[0], "before");
  });
}

test("work without bound ends with one message, and what was read before stays", () => {
  const loops = Array.from(
    { length: 12 },
    (_, index) => `for (let i${index} = 0; i${index} < 9e9; i${index}++) 1;`,
  );
  const document = read(start + loops.join("\n") + end);
  assert.equal(document.problems.filter((problem) => /follows a file for/.test(problem.message)).length, 1);
  assert.deepEqual(names(document), ["before"]);
});

test("a model of very many layers is cut, and its total is not known", () => {
  const document = read(`${start}for (let i = 0; i < 1e6; i++) net.add(tf.layers.dense({ units: 1 }));`);
  const [model] = document.models;
  assert.ok(
    model && model.layers.length > 100 && model.layers.length < 20_000,
    `${model?.layers.length} layers`,
  );
  const { parameters } = analyseModel(model).totals;
  assert.match(
    parameters.kind === "unknown" ? parameters.reason : "",
    /\(line 4\) is a loop that .* only in part/,
  );
});

const endless: Readonly<Record<string, string>> = {
  "a loop that nothing leaves": "for (;;) net.add(tf.layers.dense({ units: 1 }));",
  "a loop whose counter stays": "for (let i = 0; i < 3; ) net.add(tf.layers.dense({ units: 1 }));",
  "a loop that compares constants": "const n = 3; while (n > 2) net.add(tf.layers.dense({ units: 1 }));",
};

for (const [name, code] of Object.entries(endless)) {
  test(`${name} is shown run once, with a message`, () => {
    const document = read(`${start}${code}${end}`);
    assert.equal(document.models[0]?.layers.length, 3);
    assert.equal(document.problems.length, 1);
    assert.match(
      document.problems[0]?.message ?? "",
      /^This loop never ends: nothing in it .* shows it run once\.$/,
    );
  });
}

test("a loop whose head is being typed is shown run once", () => {
  for (const head of ["for (let i = 0; i < 3", "for (let i = 0; i < 3; i+", "for (let i = 2; i >= 0; i-"]) {
    const document = read(`${start}${head}${end}`);
    assert.deepEqual(names(document), ["before", "after"], head);
  }
});

test("nesting too deep for the parser gives a message", () => {
  for (const deep of ["(", "[", "{a:", "x=>", "!", "-"]) {
    const document = readTensorflowJsCode(`${start}const d = ${deep.repeat(200_000)}1;`, "a.ts");
    assert.ok(document === null || document.problems.length <= 1);
  }
});

test("deep nesting is followed to a bound, or told when it is too deep for the parser", () => {
  let followed = 0;
  for (const depth of [200, 500, 1000, 2000, 4000]) {
    for (const nested of [
      `${"[".repeat(depth)}1${"]".repeat(depth)}`,
      `${"f(".repeat(depth)}1${")".repeat(depth)}`,
      `${"(() => ".repeat(depth)}1${")()".repeat(depth)}`,
      `${"a ? b : ".repeat(depth)}c`,
    ]) {
      const document = read(`${start}const d = ${nested};${end}`);
      if (document.models.length > 0) {
        assert.deepEqual(names(document), ["before", "after"]);
        followed++;
      } else
        assert.deepEqual(
          document.problems.map(({ code }) => code),
          ["nested-too-deep"],
        );
    }
  }
  assert.ok(followed >= 8, `${followed} of 20 followed`);
});

test("deep calls of deep expressions stay within the stack", () => {
  const body = `${"(1 + [".repeat(100)}down(n + 1)${"].length)".repeat(100)}`;
  const document = read(`${start}function down(n) { return ${body}; }\ndown(0);${end}`);
  assert.deepEqual(names(document), ["before", "after"]);
});

test("models inside models inside models stop at a bound", () => {
  const document = read(`import * as tf from "@tensorflow/tfjs";
let m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
for (let i = 0; i < 300; i++) { const outer = tf.sequential(); outer.add(m); m = outer; }`);
  assert.ok(document.models.length > 200);
});

test("a model put into itself is no end", () => {
  const document = read(`${start}net.add(net);`);
  assert.match(document.models[0]?.layers[1]?.unreadable ?? "", /into itself/);
});

test("a very large file gives one message", () => {
  const document = readTensorflowJsCode(start + "x();\n".repeat(500_000), "bundle.js");
  assert.deepEqual(document?.models, []);
  assert.deepEqual(
    document?.problems.map((problem) => problem.code),
    ["too-large"],
  );
});

test("nothing of the file runs", () => {
  const seen: string[] = [];
  Reflect.set(globalThis, "convlensProbe", (what: string) => seen.push(what));
  read(`${start}convlensProbe("global"); eval('convlensProbe("eval")'); new Function('convlensProbe("new")')();
const h = { toString() { convlensProbe("toString"); return "x"; }, valueOf() { convlensProbe("valueOf"); return 1; } };
const s = \`\${h}\` + h * 2; globalThis.convlensProbe("this"); [1].constructor.constructor("convlensProbe('c')")();
net.add(tf.layers.dense({ units: h, get name() { convlensProbe("getter"); return "n"; } }));`);
  Reflect.deleteProperty(globalThis, "convlensProbe");
  assert.deepEqual(seen, []);
});

function read(text: string): ParsedDocument {
  const document = readTensorflowJsCode(text, "hostile.js");
  assert.ok(document);
  for (const model of document.models) analyseModel(model);
  return document;
}

function names(document: ParsedDocument): string[] {
  return document.models[0]?.layers.map((layer) => layer.name) ?? [];
}
