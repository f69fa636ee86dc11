/**
 * Replacements of layers, in every form that files have them: the text is analysed again, the shapes of all other layers
 * are the same, and the figures of the title are those of the new model. Of code TensorFlow.js 4.22 itself makes the model.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countToNumber } from "../../../core/cost/count.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { applyEdits } from "../../../server/edits/index.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { formatExact, formatScaled } from "../../../server/features/numbers.ts";
import { replaceActions } from "../../../server/features/replaceActions.ts";
import { type ModelText, modelTexts, type TextLayer } from "./modelTexts.ts";
import { conv, type Offer, replaceCases } from "./replaceCases.ts";
import { checkByTensorflowJs, expectationOf, type ProgramExpectation } from "./tensorflowExpectation.ts";

/** Something before and behind, whose shapes must not change. */
const before: TextLayer = { className: "ReLU", factory: "reLU", config: { name: "first" } };
const behind: TextLayer = { className: "ReLU", factory: "reLU", config: { name: "last" } };

const analyse = ({ text, languageId }: Pick<ModelText, "text" | "languageId">): Analysis =>
  analyseDocument({
    uri: languageId === "json" ? "file:///m.json" : "file:///m.ts",
    version: 1,
    languageId,
    text,
  });

for (const { name, input, layer, offers } of replaceCases) {
  test(`${name}: ${offers.length} replacements`, async () => {
    const programs: ProgramExpectation[] = [];
    for (const written of modelTexts(input, [before, layer, behind])) {
      const analysis = analyse(written);
      const [model] = analysis.models;
      assert.ok(model, written.form);
      const node = model.layers.find((each) => each.node.name === "it")?.node;
      const actions = replaceActions(analysis, (node?.classRange.start ?? 0) + 1);
      // A Conv1D in TensorFlow.js has no separable form.
      const expected = offers.map(([what, params, macs]) => titleOf(what, params, macs));
      assert.deepEqual(
        actions.map(({ title }) => title),
        expected,
        written.form,
      );
      for (const [index, { edits, title }] of actions.entries()) {
        const text = applyEdits(written.text, edits);
        const after = analyse({ text, languageId: written.languageId });
        const what = `${written.form}: ${title}\n${text}`;
        checkReplaced(model, after, offers[index] as Offer, what);
        if (written.languageId === "typescript") programs.push(expectationOf(text, after));
      }
    }
    await checkByTensorflowJs(programs);
  });
}

function titleOf(what: string, params: readonly [number, number], macs: readonly [number, number]): string {
  const change = ([old, now]: readonly [number, number], text: string) => {
    const percent = Math.round((100 * (now - old)) / old);
    const sign = percent < 0 ? `−${-percent}%` : `+${percent}%`;
    return `${text} (${now === old ? "same" : sign})`;
  };
  const parameters = change(params, `${formatExact(params[1])} params`);
  return `Replace by ${what}: ${parameters}, ${change(macs, formatScaled(macs[1], "MACs"))}`;
}

function checkReplaced(model: ModelAnalysis, after: Analysis, offer: Offer, what: string): void {
  const [, params, macs, count] = offer;
  const [changed] = after.models;
  assert.ok(changed, what);
  const errors = diagnostics(after).filter(({ severity }) => severity === "error");
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
    what,
  );
  assert.equal(changed.layers.length, model.layers.length + count - 1, what);
  const shapes = (analysis: ModelAnalysis) =>
    analysis.layers
      .filter(({ node }) => !/^it_\d/.test(node.name))
      .map(
        ({ node, calls }) => `${node.name} ${calls.map(({ outputs }) => outputs.map(formatShape)).join()}`,
      );
  // The replaced layer keeps its name and shape, and so do all others.
  assert.deepEqual(
    shapes(changed).filter((shape) => !/_\d+_/.test(shape)),
    shapes(model),
    what,
  );
  assert.equal(countToNumber(changed.totals.parameters), params[1], what);
  assert.equal(countToNumber(changed.totals.macs), macs[1], what);
  assert.equal(countToNumber(model.totals.parameters), params[0], what);
  assert.equal(countToNumber(model.totals.macs), macs[0], what);
}

test("Flatten and Dense by global average pooling: each channel one weight", () => {
  const layers: TextLayer[] = [
    conv({ filters: 8, kernel_size: [3, 3] }),
    { className: "Flatten", factory: "flatten", config: { name: "flat" } },
    { className: "Dense", factory: "dense", config: { name: "head", units: 10 } },
  ];
  for (const written of modelTexts([12, 12, 3], layers)) {
    const analysis = analyse(written);
    for (const name of ["flat", "head"]) {
      const node = analysis.models[0]?.layers.find((each) => each.node.name === name)?.node;
      const [action, ...more] = replaceActions(analysis, (node?.classRange.start ?? 0) + 1);
      assert.deepEqual(more, []);
      // 10×10×8 values: 8,010 weights become 90.
      assert.equal(
        action?.title,
        'Replace Flatten by global average pooling: with "head" 90 params (−99%), 80 MACs (−99%)',
        written.form,
      );
      const after = analyse({ ...written, text: applyEdits(written.text, action.edits) });
      const [head] = after.models[0]?.layers.slice(-1) ?? [];
      assert.equal(head && formatShape(head.calls[0]?.outputs[0] ?? { kind: "unranked", reason: "" }), "10");
      assert.equal(countToNumber(head?.parameters ?? { kind: "unknown", reason: "" }), 90);
    }
  }
});

test("free sizes: parameters by number, MACs by formula, shapes kept", () => {
  const [written] = modelTexts([null, null, 3], [conv({ filters: 8, kernel_size: [3, 3], padding: "same" })]);
  assert.ok(written);
  const analysis = analyse(written);
  const titles = replaceActions(analysis, written.text.indexOf("Conv2D") + 1).map(({ title }) => title);
  assert.equal(titles[0], "Replace by a depthwise separable convolution: 59 params (−74%), 51·H·W MACs");
});

test("what cannot be written is not offered", () => {
  const codes: readonly (readonly [string, string, readonly RegExp[]])[] = [
    // A kernel that is computed stays; the class can change all the same.
    [
      "const k = 5;",
      "m.add(tf.layers.conv2d({ inputShape: [16, 16, 8], filters: 8, kernelSize: k }));",
      [/depthwise separable/],
    ],
    // A layer that is kept in a variable cannot become two.
    [
      "",
      "const it = tf.layers.conv2d({ inputShape: [16, 16, 8], filters: 8, kernelSize: 3 });\nm.add(it);",
      [/depthwise separable/],
    ],
    // As a lone statement behind an if it could not either.
    [
      "",
      "if (m) m.add(tf.layers.conv2d({ inputShape: [16, 16, 8], filters: 8, kernelSize: 3 }));",
      [/depthwise separable/],
    ],
    // Without the namespace the other factory may not be there.
    [
      "const { conv2d } = tf.layers;",
      "m.add(conv2d({ inputShape: [16, 16, 8], filters: 8, kernelSize: 3 }));",
      [/spatially separable/],
    ],
    [
      "const options = { inputShape: [16, 16, 8], filters: 8, kernelSize: 3 };",
      "m.add(tf.layers.conv2d(options));",
      [],
    ],
  ];
  for (const [lines, layer, titles] of codes) {
    const text = `import * as tf from "@tensorflow/tfjs";\n${lines}\nconst m = tf.sequential();\n${layer}\n`;
    const analysis = analyse({ text, languageId: "typescript" });
    const found = replaceActions(analysis, text.lastIndexOf("conv2d") + 1);
    assert.equal(found.length, titles.length, `${layer}: ${found.map(({ title }) => title).join(" | ")}`);
    for (const [index, title] of titles.entries()) assert.match(found[index]?.title ?? "", title);
  }
});

test("a loop: all layers of the line change, and the saving is that of all", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
const m = tf.sequential();
m.add(tf.layers.inputLayer({ inputShape: [16, 16, 8] }));
for (const width of [8, 16]) {
  m.add(tf.layers.conv2d({ filters: width, kernelSize: 3, padding: "same" }));
}
`;
  const [action] = replaceActions(analyse({ text, languageId: "typescript" }), text.indexOf("conv2d") + 1);
  const [old, now] = [9 * 64 + 8 + 9 * 128 + 16, 72 + 64 + 8 + 72 + 128 + 16];
  assert.match(
    action?.title ?? "",
    new RegExp(`: ${now} params \\(−${Math.round((100 * (old - now)) / old)}%\\)`),
  );
});

test("a shared layer keeps its calls where one layer takes its place, and is not split", () => {
  const text = `import * as tf from "@tensorflow/tfjs";
const shared = tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: "same", name: "it" });
const a = tf.input({ shape: [16, 16, 8] });
const b = shared.apply(shared.apply(a)) as tf.SymbolicTensor;
export const m = tf.model({ inputs: a, outputs: b });
`;
  const actions = replaceActions(analyse({ text, languageId: "typescript" }), text.indexOf("conv2d") + 1);
  assert.deepEqual(
    actions.map(({ title }) => title.slice(0, 45)),
    ["Replace by a depthwise separable convolution:"],
  );
  // Two calls of 16·16·8·(9 + 8) each.
  assert.match(actions[0]?.title ?? "", /69\.6 kMACs/);
});
