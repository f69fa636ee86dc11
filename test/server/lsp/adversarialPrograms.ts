/** Programs made to hang, to fill the memory or to overflow the stack of whatever follows them. */

export interface AdversarialProgram {
  readonly text: string;
  /** What the one message about a bound says; absent where no bound is reached. */
  readonly bound?: RegExp;
  readonly fileName?: string;
}

const start = `import * as tf from "@tensorflow/tfjs";
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [2], name: "before" }));
`;
const end = `
net.add(tf.layers.dense({ units: 1, name: "after" }));
`;

const steps = /follows a file for 200000 steps/;
const items = /makes up to 500000 items/;
const loop = /follows a loop for 10000 rounds/;
const generated = /works out 300 items of a generator/;
const problems = /shows 200 problems of a file/;
const calls = /is called more than 64 calls deep/;
const depth = /stands more than 600 expressions deep/;
const layers = /more than 20000 layers in all/;
const unparsed = /nests its expressions too deep to be parsed/;
const length = /ConvLens reads models in code of up to/;
const endless = /This loop never ends/;

function many(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

/** One statement of a minified bundle. */
const minified = (index: number) =>
  `var a${index}=function(e,t,n){"use strict";for(var r=0;r<t.length;r++){var o=t[r];e[o.k]=o.v||n&&n[o.k]||function(){return this.x=o}}return e};`;
const bundle = (size: number) => many(Math.ceil(size / 137), minified).replaceAll("\n", "");
const page = (scripts: string) =>
  `<!doctype html><script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>\n${scripts}`;
const pageModel = "tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });";

const programs: Readonly<Record<string, readonly [code: string, bound?: RegExp]>> = {
  "a loop without end": ["for (;;) { }", endless],
  "a loop that goes on with another one for ever": ["a: for (;;) { for (;;) { continue a; } }", endless],
  "a loop of 10^9 rounds": ["let n = 0; for (let i = 0; i < 1e9; i++) n += i;", loop],
  "loops of 10^9 rounds in one another": [
    "const l = Array(9000).fill(0); l.map(() => l.map(() => l.map(() => 1)));",
    steps,
  ],
  "recursion without end": ["function f(n) { return f(n + 1); } f(0);", calls],
  "functions that call each other for ever": ["const f = (n) => g(n); const g = (n) => f(n); f(1e6);", calls],
  "branching recursion": ["function f(n) { return n < 1 ? 1 : f(n - 1) + f(n - 1); } f(40);", steps],
  "the function of Ackermann": [
    "const A = (m, n) => (m ? (n ? A(m - 1, A(m, n - 1)) : A(m - 1, 1)) : n + 1); A(4, 9);",
    calls,
  ],
  "a callback that never ends": ["[3, 1, 2].sort(() => { for (;;) ; });", endless],
  "generators that never end": [
    "function* g() { for (;;) yield 1; } const [a] = g(); for (const b of g()) a + b; [...g()]; new Set(g());",
    generated,
  ],
  "timers that set themselves": [
    "function t() { setTimeout(t, 0); setTimeout(t, 0); } t(); setInterval(t, 1);",
  ],
  "promises that wait for each other": [
    "async function f() { while (await g()) {} } const g = async () => f(); f();",
    calls,
  ],
  "a list of 10^9 items": [
    "new Array(1e9).fill(0); Array.from({ length: 1e8 }); const a = []; a.length = 1e9; a[1e9] = 1;",
  ],
  "lists of many items, kept": [
    "const all = []; for (let i = 0; i < 9000; i++) all.push(Array(99999));",
    loop,
  ],
  "copies of a list by spread": [
    "const b = Array(90000).fill(1); const all = []; for (let i = 0; i < 9; i++) all.push({ ...b });",
    items,
  ],
  "copies of a list as arguments": [
    "const b = Array(90000).fill(1); const f = (...a) => a; for (let i = 0; i < 9; i++) f(...b);",
    items,
  ],
  "a list that is cut up": [
    "const s = 'x'.repeat(9990); const all = []; for (let i = 0; i < 60; i++) all.push(s.split(''));",
    items,
  ],
  "a list that doubles": ["let l = [1]; for (let i = 0; i < 60; i++) l = l.concat(l);", loop],
  "a list within itself": [
    "const l = [1]; l.push(l); '' + l; JSON.stringify(l); l.flat(Infinity); l.join();",
  ],
  "a list of lists, 2^60 in all": [
    "let o = [1]; for (let i = 0; i < 60; i++) o = [o, o]; JSON.stringify(o); '' + o;",
    steps,
  ],
  "an object of all that it has been": [
    "const o = {}; for (let i = 0; i < 9999; i++) o['k' + i] = { ...o };",
    loop,
  ],
  "a chain of 10^4 prototypes": [
    "let p = {}; for (let i = 0; i < 9999; i++) p = Object.create(p); p.x; p.toString();",
    loop,
  ],
  "a chain of 5,000 classes": [
    "let C = class {}; for (let i = 0; i < 5000; i++) C = class extends C {}; new C().x;",
  ],
  "a text that doubles": [
    "let s = 'x'; for (let i = 0; i < 60; i++) s += s; for (let i = 0; i < 60; i++) s = s.concat(s);",
  ],
  "texts of 10^9 characters": [
    "'y'.repeat(2 ** 30); 'x'.padStart(1e9); Array(99999).join('abcdefgh'); 'x'.repeat(-1);",
  ],
  "many long texts, kept": [
    "const all = []; for (let i = 0; i < 9000; i++) all.push('x'.repeat(9990) + i);",
    items,
  ],
  "huge numbers": [
    "10n ** 1000000000n; 2 ** 1e9; (1e21).toString(36); 0.1.toFixed(1000); 1n << 10000000000n;",
  ],
  "searches that take for ever": [
    "const e = 'a'.repeat(9000) + 'b'; /^(a+)+$/.test(e); e.match(/(a*)*c/); e.replace(/(a|aa)+$/g, 'x'); e.split(/(a|a?)+c/); new RegExp('(x+x+)+y').exec('x'.repeat(50)); /\\s*,\\s*/.test(' '.repeat(1900)); /a*a*a*a*b/.test('a'.repeat(1900));",
  ],
  "getters that throw": [
    "const o = { get x() { throw new Error('no'); } }; o.x; try { o.x; } catch { } net.add(tf.layers.dense({ ...o, units: 2 }));",
  ],
  "conversions that go on for ever": [
    "class A { get x() { return this.x; } toString() { return '' + this; } valueOf() { return +this; } toJSON() { return JSON.stringify(this); } get [Symbol.iterator]() { return this[Symbol.iterator]; } } const a = new A(); a.x; String(a); +a; JSON.stringify(a); [...a]; a == 1;",
    calls,
  ],
  "prototype tricks": [
    `({}).__proto__.polluted = 1; Object.prototype.units = 7; Array.prototype.map = () => 1; Object.setPrototypeOf(net, null); net.__proto__ = null;
const c = JSON.parse('{"__proto__": {"units": 9}}'); net.add(tf.layers.dense({ ...c, units: 5 })); tf.layers["__proto__"]; tf.layers["constructor"]("return process")();
[].constructor.constructor("while(1);")(); tf.layers["toString"](); net["__defineGetter__"]("x", () => 1); net.constructor.prototype.add = null; const d = { ["__proto__"]: 1, constructor: 2, toString: 3 }; d.hasOwnProperty("x");`,
  ],
  "a proxy of everything": [
    "const p = new Proxy({}, { get() { return p; } }); p.a.b.c(); Reflect.construct(Function, ['return 1']); [...p]; String(p);",
  ],
  "models inside models inside models": [
    "let m = net; for (let i = 0; i < 300; i++) { const outer = tf.sequential(); outer.add(m); m = outer; }",
  ],
  "a model that is used twice in one that is used twice": [
    "let m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }); for (let i = 0; i < 40; i++) { const x = tf.input({ shape: [1] }); m = tf.model({ inputs: x, outputs: m.apply(m.apply(x)) }); }",
  ],
  "wrappers of wrappers of a model": [
    "let m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }); for (let i = 0; i < 40; i++) { const o = tf.sequential(); o.add(tf.layers.timeDistributed({ layer: m, inputShape: [2, 1] })); o.add(tf.layers.timeDistributed({ layer: m })); m = o; }",
  ],
  "a model for each of its layers": [
    "const i = tf.input({ shape: [4] }); let x = i; for (let k = 0; k < 400; k++) { x = tf.layers.dense({ units: 3 }).apply(x); tf.model({ inputs: i, outputs: x }); }",
    layers,
  ],
  "a layer of all layers before it": [
    "const i = tf.input({ shape: [4] }); const xs = [i]; for (let k = 0; k < 300; k++) xs.push(tf.layers.concatenate().apply([...xs])); tf.model({ inputs: i, outputs: xs.at(-1) });",
    loop,
  ],
  "10^4 layers": ["for (let i = 0; i < 1e6; i++) net.add(tf.layers.dense({ units: 1 }));", loop],
  "a shape of 10^5 sizes": ["net.add(tf.layers.dense({ units: 3, inputShape: Array(99999).fill(1) }));"],
  "a config of 2^60 values": [
    "let o = [1]; for (let i = 0; i < 60; i++) o = [o, o]; net.add(tf.layers.dense({ units: 3, weights: o, kernelInitializer: o }));",
  ],
  "20,000 lines": [many(20_000, (index) => `console.log("line ${index}", { a: ${index} });`)],
  "20,000 lines of layers": [
    many(20_000, (index) => `net.add(tf.layers.dense({ units: ${(index % 7) + 1} }));`),
    steps,
  ],
  "20,000 lines, and nothing read and called in them again and again": [
    `let x; const set = () => (x = 1); class A {} const a = new A(); for (let i = 0; i < 2000; i++) { x.y; a.z(); }
${many(20_000, (index) => `const v${index} = [${index}];`)}
a.z = 1;`,
  ],
  "20,000 variables, each from the one before": [
    many(20_000, (index) => `const v${index} = ${index ? `v${index - 1} + 1` : 0};`),
  ],
  "5,000 functions that call each other in a ring": [
    many(
      5_000,
      (index) =>
        `function f${index}(x) { return tf.layers.dense({ units: x }).apply(f${(index + 1) % 5_000}(x)); }`,
    ),
    calls,
  ],
  "3,000 layers behind 3,000 conditions": [
    many(3_000, (index) => `if (x${index}) net.add(tf.layers.dense({ units: 1, name: "d${index}" }));`),
    problems,
  ],
  "loops of unknown length in one another": [
    `${"for (const e of zz) ".repeat(40)}net.add(tf.layers.dense({ units: 2 }));`,
  ],
  "a sum of 20,000 terms": [`const s = ${"'a' + ".repeat(20_000)}'b';`, depth],
  "a list of 200,000 numbers": [`const x = [${many(200_000, String).replaceAll("\n", ",")}];`],
  "brackets without end": ["(".repeat(100_000), unparsed],
  "conditions without end": [`${"if (a) b(); else ".repeat(20_000)} c();`, unparsed],
  "templates without end": ["`${".repeat(10_000), unparsed],
  "elements without end": [`const j = ${"<a>".repeat(10_000)};`, unparsed],
  "types without end": [`type T = ${"Array<".repeat(10_000)}number${">".repeat(10_000)};`, unparsed],
  "a comment of a megabyte": [`/* ${"x ".repeat(500_000)}*/`],
  "a note of 50,000 sizes": [
    `/** @convlens inputShape=[${"1,".repeat(50_000)}1] */ export function build(inputShape) { return tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape })] }); }`,
  ],
};

export const adversarialPrograms: Readonly<Record<string, AdversarialProgram>> = {
  ...Object.fromEntries(
    Object.entries(programs).map(([name, [code, bound]]) => [
      name,
      { text: start + code + end, ...(bound ? { bound } : {}) },
    ]),
  ),
  "a minified bundle of 3 MB": {
    text: bundle(3_000_000) + start + end,
    bound: length,
    fileName: "app.min.js",
  },
  "a minified bundle of 1.9 MB": {
    text: bundle(1_900_000) + start + end,
    bound: /is minified, with \d+ characters/,
    fileName: "app.min.js",
  },
  "a minified bundle of 1.9 MB, within a function": {
    text: `!function(){${bundle(1_900_000)}${start.replace(/^.*\n/, 'const tf = require("@tensorflow/tfjs");')}${end}}();`,
    bound: /is minified, with \d+ characters/,
    fileName: "app.min.js",
  },
  "a page of 20,000 scripts": {
    text: page(`<script>${pageModel}</script>\n`.repeat(20_000)),
    fileName: "many.html",
  },
  "a page with 3 MB of scripts": {
    text: page(`<script>${bundle(3_000_000)}</script><script>${pageModel}</script>`),
    bound: length,
    fileName: "large.html",
  },
  "a page of tags that do not end": {
    text: page(`<script>${pageModel}</script>${"<script a=".repeat(100_000)}${"<!--".repeat(100_000)}`),
    fileName: "open.html",
  },
  "a page of one tag": {
    text: page(`<script>${pageModel}</script><script ${"a=b ".repeat(200_000)}`),
    fileName: "tag.html",
  },
  "a page of elements that are not closed": {
    text: page(`<script>${pageModel}</script>${"<style>".repeat(100_000)}${"<textarea ".repeat(100_000)}`),
    fileName: "style.html",
  },
};
