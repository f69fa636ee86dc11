// Programs of several files: what an import leads to, and where what it makes is shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../../../core/graph/modelGraph.ts";
import { formatShape } from "../../../../../core/shape/shape.ts";
import type { ParsedDocument } from "../../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { type FilesInMemory, filesInMemory, workspaceRoot } from "../../../../support/filesInMemory.ts";
import { dense, head, importWays, use } from "./importWays.ts";

function read(files: FilesInMemory, path: string): ParsedDocument {
  const document = readTensorflowJsCode(files.textOf(path), workspaceRoot + path, { files });
  assert.ok(document, `${path} has no model`);
  return document;
}

/** Every layer as `name output`. */
function layersOf(graph: ModelGraph | undefined): string[] {
  assert.ok(graph);
  return analyseModel(graph).layers.map(
    ({ node, calls }) =>
      `${node.name} ${formatShape(calls[0]?.outputs[0] ?? { kind: "unranked", reason: "" })}`,
  );
}

/** The text that a place of the document marks; `undefined` for what has none. */
function marked(files: FilesInMemory, path: string, { start, end }: ModelGraph["range"]): string | undefined {
  return start < 0 ? undefined : files.textOf(path).slice(start, end);
}

for (const [what, texts] of importWays) {
  test(`an import by ${what}`, () => {
    const files = filesInMemory(texts);
    const main = Object.keys(texts)[0] ?? "";
    const document = read(files, main);
    assert.deepEqual(document.problems, []);
    const shapes = layersOf(document.models[0]).map((layer) => layer.split(" ")[1]);
    assert.deepEqual(shapes, ["3", "2"]);
  });
}

test("what cannot be found is unknown, with the reason", () => {
  const reasonOf = (texts: Record<string, string>) => {
    const layer = read(filesInMemory(texts), "main.ts").models[0]?.layers[0];
    return layer?.unreadable ?? "";
  };
  assert.match(
    reasonOf({ "main.ts": use('import { layer } from "./gone";') }),
    /`layer` \(line 2\) comes from ".\/gone", and the workspace has no such file/,
  );
  assert.match(
    reasonOf({ "main.ts": use('import { layer } from "some-package";') }),
    /comes from "some-package", which is no file of the workspace/,
  );
  assert.match(
    reasonOf({ "main.ts": use('import { other } from "./layers";', "other"), "layers.ts": dense("3") }),
    /`other` \(line 2\) is not exported by layers.ts/,
  );
  const size = read(
    filesInMemory({
      "main.ts": use('import { layer } from "./layers";'),
      "layers.ts": `${head}const units = Math.random();\nexport const layer = tf.layers.dense({ units, inputShape: [4] });`,
    }),
    "main.ts",
  ).models[0]?.layers[0]?.config.units;
  assert.match(
    size?.kind === "notComputable" ? size.reason : "",
    /`Math.random\(\)` \(line 2 of layers.ts\)/,
  );
});

test("a file that is not read yet is said to be so", () => {
  const files = filesInMemory({ "main.ts": use('import { layer } from "./layers";') });
  const document = readTensorflowJsCode(files.textOf("main.ts"), `${workspaceRoot}main.ts`, {
    files: { read: () => undefined },
  });
  assert.match(document?.models[0]?.layers[0]?.unreadable ?? "", /which is being read/);
});

const blocks = `${head}export function block(x: tf.SymbolicTensor, filters: number) {
  const y = tf.layers.conv2d({ filters, kernelSize: 3 }).apply(x);
  return tf.layers.reLU().apply(y);
}
`;
const caller = `${head}import { block } from "./blocks";
const input = tf.input({ shape: [16, 16, 3] });
let x = input;
for (const filters of [4, 8]) {
  x = block(x, filters);
}
const model = tf.model({ inputs: input, outputs: x });
`;

test("layers of another file are shown at the call that makes them", () => {
  const files = filesInMemory({ "main.ts": caller, "blocks.ts": blocks });
  const [graph] = read(files, "main.ts").models;
  assert.deepEqual(layersOf(graph), [
    "input1 16×16×3",
    "conv2d_Conv2D1 14×14×4",
    "re_lu_ReLU1 14×14×4",
    "conv2d_Conv2D2 12×12×8",
    "re_lu_ReLU2 12×12×8",
  ]);
  const [, conv, relu, next] = graph?.layers ?? [];
  for (const layer of [conv, relu, next]) {
    assert.ok(layer);
    assert.equal(marked(files, "main.ts", layer.range), "block(x, filters)");
    assert.equal(files.textOf("main.ts").slice(layer.anchor - 2, layer.anchor + 1), ");\n");
  }
  assert.deepEqual(conv?.origin, {
    calls: [{ name: "block", line: 6, start: files.textOf("main.ts").indexOf("block(x") }],
    elsewhere: { uri: `${workspaceRoot}blocks.ts`, line: 3 },
    call: 0,
  });
  assert.equal(relu?.origin?.call, 0);
  assert.equal(next?.origin?.call, 1);
  // No argument of another file stands at a place of this one.
  for (const param of Object.values(conv?.config ?? {})) {
    assert.equal(marked(files, "main.ts", param.range), "block(x, filters)");
  }
});

test("a function is followed from the files that call it", () => {
  const files = filesInMemory({ "main.ts": caller, "blocks.ts": blocks });
  const withImporters = { ...files, importersOf: () => [`${workspaceRoot}main.ts`] };
  const document = readTensorflowJsCode(blocks, `${workspaceRoot}blocks.ts`, { files: withImporters });
  assert.equal(document?.models.length, 1);
  const graph = document?.models[0];
  assert.equal(graph?.range.start, -1);
  assert.deepEqual(
    graph?.layers.map(({ range }) => marked(files, "blocks.ts", range)?.slice(0, 16)),
    [undefined, "tf.layers.conv2d", "tf.layers.reLU()", "tf.layers.conv2d", "tf.layers.reLU()"],
  );
  assert.deepEqual(graph?.layers[1]?.origin, {
    calls: [
      {
        name: "block",
        line: 6,
        start: caller.indexOf("block(x"),
        uri: `${workspaceRoot}main.ts`,
        callee: blocks.indexOf("export function block"),
      },
    ],
  });
});

test("a document that calls its own functions shows each model once, whoever else calls them", () => {
  const net = `${head}export function net(units: number) {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, inputShape: [4] }));
  return model;
}
const small = net(2);
`;
  const files = filesInMemory({
    "net.ts": net,
    "other.ts": `import { net } from "./net";\nexport const large = net(20);\n`,
  });
  const withImporters = { ...files, importersOf: () => [`${workspaceRoot}other.ts`] };
  const document = readTensorflowJsCode(net, `${workspaceRoot}net.ts`, { files: withImporters });
  assert.deepEqual(document?.models.flatMap(layersOf), ["dense_Dense1 2", "dense_Dense2 20"]);
});

test("a file that builds its model through another one is read without naming TensorFlow.js", () => {
  const files = filesInMemory({
    "main.ts": 'import { build } from "./net";\nconst network = build(3);\n',
    "net.ts": 'export * from "./deep";',
    "deep.ts": `${head}export const build = (units: number) => tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2] })] });`,
  });
  const [graph] = read(files, "main.ts").models;
  assert.equal(graph?.name, "network");
  assert.equal(marked(files, "main.ts", graph?.range ?? { start: -1, end: -1 }), "build(3)");
  const other = filesInMemory({
    "main.ts": 'import { build } from "./net";\nbuild(3);',
    "net.ts": "export const build = 1;",
  });
  assert.equal(
    readTensorflowJsCode(other.textOf("main.ts"), `${workspaceRoot}main.ts`, { files: other }),
    null,
  );
});

test("names that files hand to each other in a circle are unknown", () => {
  const texts = {
    "main.ts": use('import { layer } from "./a";'),
    "a.ts": 'import { layer } from "./b";\nexport { layer };',
    "b.ts": 'import { layer } from "./a";\nexport { layer };',
    "c.ts": use('import { layer } from "./d";'),
    "d.ts": 'export { layer } from "./e";',
    "e.ts": 'export { layer } from "./d";\nexport * from "./e";',
  };
  for (const main of ["main.ts", "c.ts"]) {
    const layer = read(filesInMemory(texts), main).models[0]?.layers[0];
    assert.match(layer?.unreadable ?? "", /in a circle|handed on by more than|is not exported/);
  }
});

test("a program of very many files costs one reason, not a hang", () => {
  const texts: Record<string, string> = { "main.ts": use('import { layer } from "./f0";') };
  for (let index = 0; index < 400; index++)
    texts[`f${index}.ts`] = `export * from "./f${index + 1}";\nimport "./f${index + 2}";\n`;
  texts["f400.ts"] = dense("3");
  const document = read(filesInMemory(texts), "main.ts");
  assert.match(
    document.models[0]?.layers[0]?.unreadable ?? "",
    /is not exported by f0.ts|more than the 200 files|handed on by more than 32/,
  );
});
