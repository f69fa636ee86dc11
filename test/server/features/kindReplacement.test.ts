/**
 * Each of the seven kinds written in the place of each other, in every form that files have: the text is analysed again and
 * holds the new kind, and nothing around it changes. Of code TensorFlow.js 4.22 itself makes the model.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { type SevenKind, sevenKindNames } from "../../../core/layers/convolutionKind.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { applyEdits } from "../../../server/edits/index.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { kindReplacement } from "../../../server/features/kindReplacement.ts";
import { type ModelText, modelTexts, type TextLayer } from "./modelTexts.ts";
import { checkByTensorflowJs, expectationOf, type ProgramExpectation } from "./tensorflowExpectation.ts";

const before: TextLayer = { className: "ReLU", factory: "reLU", config: { name: "first" } };
const behind: TextLayer = { className: "ReLU", factory: "reLU", config: { name: "last" } };

const layer = (className: string, factory: string, config: TextLayer["config"]): TextLayer => ({
  className,
  factory,
  config: { name: "it", ...config },
});
const window = { filters: 6, kernel_size: [3, 3] };

/** One of each kind, over three channels. */
const layers: Readonly<Record<SevenKind, TextLayer>> = {
  standard: layer("Conv2D", "conv2d", { ...window, strides: [2, 2], padding: "same", activation: "relu" }),
  pointwise: layer("Conv2D", "conv2d", { filters: 6, kernel_size: 1 }),
  transposed: layer("Conv2DTranspose", "conv2dTranspose", { ...window, strides: [2, 2], use_bias: false }),
  dilated: layer("Conv2D", "conv2d", { ...window, dilation_rate: [2, 2], kernel_initializer: "ones" }),
  "spatially-separable": layer("Conv2D", "conv2d", { filters: 6, kernel_size: [5, 1], padding: "same" }),
  depthwise: layer("DepthwiseConv2D", "depthwiseConv2d", { kernel_size: [3, 3], depth_multiplier: 2 }),
  "depthwise-separable": layer("SeparableConv2D", "separableConv2d", { ...window, activation: "relu" }),
};

const analyse = ({ text, languageId }: Pick<ModelText, "text" | "languageId">): Analysis =>
  analyseDocument({
    uri: languageId === "json" ? "file:///m.json" : "file:///m.ts",
    version: 1,
    languageId,
    text,
  });

for (const own of sevenKindNames) {
  test(`${own}: the other six kinds in its place`, async () => {
    const programs: ProgramExpectation[] = [];
    for (const written of modelTexts([12, 10, 3], [before, layers[own], behind])) {
      const analysis = analyse(written);
      const [model] = analysis.models;
      assert.ok(model, written.form);
      for (const kind of sevenKindNames) {
        const replacement = kindReplacement(analysis, { modelIndex: 0, layerPath: ["it"], kind });
        if (kind === own) {
          assert.equal(replacement.kind, "refused");
          continue;
        }
        const what = `${written.form}: ${own} by ${kind}`;
        if (own === "dilated" && kind === "depthwise" && written.languageId === "typescript") {
          // TensorFlow.js's depthwise layer is not dilated, whatever it is told.
          assert.match(replacement.kind === "refused" ? replacement.reason : "", /TensorFlow\.js/, what);
          continue;
        }
        assert.ok(replacement.kind === "edits", `${what}: ${JSON.stringify(replacement)}`);
        const text = applyEdits(written.text, replacement.edits);
        const after = analyse({ text, languageId: written.languageId });
        checkWritten(model, after, kind, `${what}\n${text}`);
        if (written.languageId === "typescript") programs.push(expectationOf(text, after));
      }
    }
    await checkByTensorflowJs(programs);
  });
}

function checkWritten(model: ModelAnalysis, after: Analysis, kind: SevenKind, what: string): void {
  const [changed] = after.models;
  assert.ok(changed, what);
  const errors = diagnostics(after).filter(({ severity }) => severity === "error");
  assert.deepEqual(errors, [], what);
  const outputs = (analysis: ModelAnalysis) =>
    new Map(
      analysis.layers.map(
        ({ node, calls }) => [node.name, calls[0]?.outputs.map(formatShape).join()] as const,
      ),
    );
  const now = outputs(changed);
  // The layer keeps its name and shape, and so do all others.
  for (const [name, shape] of outputs(model)) {
    if (!/_\d+_/.test(name)) assert.equal(now.get(name), shape, what);
  }
  const kinds = changed.layers.flatMap((each) => each.kinds);
  assert.ok(kinds.includes(kind), `${kinds.join()} ${what}`);
}

test("only what changes is written", () => {
  const text =
    'import * as tf from "@tensorflow/tfjs";\nconst n = 8;\n' +
    "export const m = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [16, 16, 3], filters: 2 * n, kernelSize: 3, padding: 'same' })] });\n";
  const analysis = analyse({ text, languageId: "typescript" });
  const name = analysis.models[0]?.layers.find(({ node }) => node.className === "Conv2D")?.node.name ?? "";
  const wanted = { modelIndex: 0, layerPath: [name], kind: "depthwise-separable" as const };
  const replacement = kindReplacement(analysis, wanted);
  assert.ok(replacement.kind === "edits", JSON.stringify(replacement));
  const written = applyEdits(text, replacement.edits);
  assert.equal(written, text.replace("conv2d", "separableConv2d"));
});

test("what cannot be written says why", () => {
  const [written] = modelTexts(
    [12, 10, 3],
    [before, layer("Conv2D", "conv2d", { filters: 5, kernel_size: 3 })],
  );
  assert.ok(written);
  const analysis = analyse(written);
  const reason = (layerPath: readonly string[], kind: SevenKind) => {
    const replacement = kindReplacement(analysis, { modelIndex: 0, layerPath, kind });
    return replacement.kind === "refused" ? replacement.reason : "";
  };
  assert.match(reason(["gone"], "dilated"), /no layer "gone"/);
  assert.match(reason(["first"], "dilated"), /no convolution/);
  assert.match(reason(["it"], "standard"), /already/);
  assert.match(reason(["it"], "depthwise"), /another shape/);
});
