/** Every bound of an evaluation: reaching it costs one message, which names the bound and says what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseDocument } from "../../../../server/analysis/analysis.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { limits, timeLimit } from "../../../../server/parse/tensorflowjs-code/language/budget.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { filesInMemory, workspaceRoot } from "../../../support/filesInMemory.ts";

const start = `import * as tf from "@tensorflow/tfjs";
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [2], name: "before" }));
`;
const end = `
net.add(tf.layers.dense({ units: 1, name: "after" }));`;

interface Bound {
  readonly code: string;
  /** Names the bound. */
  readonly message: RegExp;
  /** Says what to do. */
  readonly advice: RegExp;
}

const fileOfItsOwn = /Put the code that builds the model into a file of its own, or let it do less\.$/;

const bounds: Readonly<Record<string, Bound>> = {
  steps: {
    code: "function f(n) { return n < 1 ? 1 : f(n - 1) + f(n - 1); } f(40);",
    message: new RegExp(`follows a file for ${limits.steps} steps; this one takes more`),
    advice: fileOfItsOwn,
  },
  "the depth of calls": {
    code: "function again(n) { return again(n + 1); } again(0);",
    message: new RegExp(`is called more than ${limits.calls} calls deep`),
    advice: /See that it comes to an end, or write it as a loop\.$/,
  },
  "the depth of expressions": {
    code: `const t = ${"1 + ".repeat(2000)}1;`,
    message: new RegExp(`stands more than ${limits.depth} expressions deep`),
    advice: /Split it up\.$/,
  },
  "rounds of a loop": {
    code: "let sum = 0; for (let i = 0; i < 1e9; i++) sum += i;",
    message: new RegExp(`follows a loop for ${limits.iterations} rounds`),
    advice: /See that it comes to an end, or write down what it computes\.$/,
  },
  "memory of lists": {
    code: `const big = Array(40000).fill(1); ${"big.slice();".repeat(14)}`,
    message: new RegExp(`makes up to ${limits.items} items of lists, objects and texts; this one makes more`),
    advice: fileOfItsOwn,
  },
  "memory of objects": {
    code: "const big = Array(9000).fill(1); for (let i = 0; i < 9000; i++) ({ ...big });",
    message: /items of lists, objects and texts; this one makes more/,
    advice: fileOfItsOwn,
  },
  "memory of texts": {
    code: "const all = []; for (let i = 0; i < 9000; i++) all.push('x'.repeat(9990) + i);",
    message: /items of lists, objects and texts; this one makes more/,
    advice: fileOfItsOwn,
  },
  "memory of arguments": {
    code: "const big = Array(90000).fill(1); const f = (...all) => all.length; for (let i = 0; i < 99; i++) f(...big);",
    message: /items of lists, objects and texts; this one makes more/,
    advice: fileOfItsOwn,
  },
  "memory of lists made longer": {
    code: "const f = () => { const all = []; all.length = 99999; return all; }; Array(50).fill(0).map(f).map(f).map(f);",
    message: /items of lists, objects and texts; this one makes more/,
    advice: fileOfItsOwn,
  },
  "layers of all models": {
    code: `const i = tf.input({ shape: [4] }); let x = i;
for (let k = 0; k < 400; k++) { x = tf.layers.dense({ units: 3 }).apply(x); tf.model({ inputs: i, outputs: x }); }`,
    message: new RegExp(`have more than ${limits.layers} layers in all; this model and those made after it`),
    advice: /Put some of them into a file of their own\.$/,
  },
  "items of a generator": {
    code: "function* count() { for (let i = 0; ; i++) yield i; } const all = [...count()];",
    message: new RegExp(
      `works out ${limits.generatorItems} items of a generator; \`\\.\\.\\.count\\(\\)\` has more`,
    ),
    advice: /See that it comes to an end, or leave the loop over it\.$/,
  },
  "a loop over a generator": {
    code: "function* count() { for (let i = 0; ; i++) yield i; } for (const each of count()) each + 1;",
    message: new RegExp(`works out ${limits.generatorItems} items of a generator`),
    advice: /or leave the loop over it\.$/,
  },
  "two bounds": {
    code: "function again(n) { return again(n + 1); } again(0); for (let i = 0; i < 1e9; i++) i + 1;",
    message: new RegExp(`is called more than ${limits.calls} calls deep`),
    advice: /or write it as a loop\.$/,
  },
  "the length of a file": {
    code: `x();${" ".repeat(limits.fileLength)}`,
    message: new RegExp(`has \\d+ characters; ConvLens reads models in code of up to ${limits.fileLength}`),
    advice: /Open the source that it was built from, or put the model into a file of its own\.$/,
  },
  "what the parser takes": {
    code: "(".repeat(100_000),
    message: /nests its expressions too deep to be parsed/,
    advice: /Split its longest expressions up\.$/,
  },
};

for (const [name, { code, message, advice }] of Object.entries(bounds)) {
  test(`${name}: one message, with what to do`, () => {
    const document = read(start + code + end);
    const messages = document.problems.map((problem) => problem.message);
    assert.equal(messages.length, 1, messages.join("\n"));
    assert.match(messages[0] ?? "", message);
    assert.match(messages[0] ?? "", advice);
    assert.equal(document.problems[0]?.severity, "information");
    if (document.models.length > 0) assert.equal(document.models[0]?.layers[0]?.name, "before");
  });
}

test("time: one message, and what was read before stays", () => {
  // Each look at the clock takes a tenth of the time there is.
  let now = 0;
  const watch = timeLimit(() => {
    now += limits.milliseconds / 10;
    return now;
  });
  const document = readTensorflowJsCode(`${start}for (let i = 0; i < 9999; i++) i + 1;${end}`, "slow.ts", {
    watch,
  });
  assert.deepEqual(
    document?.problems.map((problem) => problem.message),
    [
      `ConvLens follows a file for ${limits.milliseconds / 1000} seconds; this one takes longer, so only what comes before that is shown. Put the code that builds the model into a file of its own, or let it do less.`,
    ],
  );
  assert.deepEqual(
    document?.models[0]?.layers.map(({ name }) => name),
    ["before"],
  );
});

test("what the watch throws ends an analysis between two steps", () => {
  class Overtaken extends Error {}
  const text = `${start}try { for (let i = 0; i < 9999; i++) i + 1; } catch { net.pop(); }${end}`;
  const input = { uri: "file:///a.ts", version: 1, languageId: "typescript", text };
  let looks = 0;
  analyseDocument({ ...input, watch: () => ++looks > 0 });
  const whole = looks;
  assert.ok(whole > 100, `${whole} looks`);
  for (const last of [1, 2, Math.floor(whole / 2), whole]) {
    looks = 0;
    const watch = (): boolean => {
      if (++looks === last) throw new Overtaken();
      return true;
    };
    assert.throws(() => analyseDocument({ ...input, watch }), Overtaken);
    assert.equal(looks, last);
  }
});

test("a file that uses the document and takes too long is named", () => {
  const address = `${workspaceRoot}net.ts`;
  const text = `import * as tf from "@tensorflow/tfjs";
export function build(units: number) {
  return tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });
}`;
  const train = `import { build } from "./net";
build(4);
function f(n) { return n < 1 ? 1 : f(n - 1) + f(n - 1); }
f(40);
build(5);`;
  const files = filesInMemory({ "net.ts": text, "train.ts": train });
  const document = readTensorflowJsCode(text, address, {
    files: { ...files, importersOf: () => [`${workspaceRoot}train.ts`] },
  });
  assert.deepEqual(
    document?.problems.map((problem) => problem.message),
    [
      `ConvLens follows a file for ${limits.steps} steps; train.ts, which uses this one, takes more, so only what comes before that is shown. Put the code that builds the model into a file of its own, or let it do less.`,
    ],
  );
  const units = document?.models[0]?.layers[0]?.config.units;
  assert.equal(units?.kind === "constant" && units.value, 4);
});

test("files of a program: one message, and the model of the files that were followed", () => {
  const count = limits.files + 20;
  const parts = Array.from({ length: count }, (_, index) => [
    `part${index}.ts`,
    `export const u${index} = 2;`,
  ]);
  const imports = parts.map((_, index) => `import { u${index} } from "./part${index}";`).join("\n");
  const document = readTensorflowJsCode(`${imports}\n${start}`, `${workspaceRoot}net.ts`, {
    files: filesInMemory(Object.fromEntries(parts)),
  });
  const messages = (document?.problems ?? []).map(({ message }) => message);
  assert.equal(messages.length, 1, messages.join("\n"));
  assert.match(
    messages[0] ?? "",
    new RegExp(`follows a program through ${limits.files} files; this one needs more`),
  );
  assert.equal(document?.models[0]?.layers[0]?.name, "before");
});

test("files that use the document: one message, which counts them", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
export const build = (units: number) => tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });`;
  const messagesFor = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `use${index}.ts`);
    const uses = names.map((name) => [name, 'import { build } from "./net";\nbuild(4);']);
    const files = filesInMemory({ "net.ts": text, ...Object.fromEntries(uses) });
    const importersOf = () => names.map((name) => `${workspaceRoot}${name}`);
    const document = readTensorflowJsCode(text, `${workspaceRoot}net.ts`, {
      files: { ...files, importersOf },
    });
    return (document?.problems ?? []).map(({ message }) => message);
  };
  assert.deepEqual(messagesFor(limits.importers), []);
  assert.deepEqual(messagesFor(limits.importers + 2), [
    `ConvLens follows the calls from ${limits.importers} files that use this one; ${limits.importers + 2} do, so the calls of the others are not shown. Open one of those to see what it makes.`,
  ]);
});

test("problems of a file: those of the bound, and one message", () => {
  const lines = Array.from(
    { length: limits.problems + 50 },
    (_, index) => `net.add(tf.layers.dense({ units: ${index + 1}, use_bias: true }));`,
  );
  const { problems } = read(start + lines.join("\n"));
  assert.equal(problems.length, limits.problems + 1);
  const bounds = problems.filter(({ code }) => code === "too-large");
  assert.deepEqual(
    bounds.map(({ message }) => message),
    [
      `ConvLens shows ${limits.problems} problems of a file; this one has more. Mend the first ones to see the others.`,
    ],
  );
});

test("no bound is near for a long and honest program", () => {
  const blocks = Array.from(
    { length: 400 },
    (_, index) =>
      `net.add(tf.layers.dense({ units: widths[${index % 5}] * 2, name: \`block_\${${index}}\` }));`,
  );
  const document = read(`${start}const widths = [4, 8, 16, 32, 64];\n${blocks.join("\n")}`);
  assert.deepEqual(document.problems, []);
  assert.equal(document.models[0]?.layers.length, 401);
});

function read(text: string): ParsedDocument {
  const document = readTensorflowJsCode(text, "bounds.js");
  assert.ok(document);
  return document;
}
