/** 500 random models of Keras written anew: read back, all shapes, parameters and MACs are those of before. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { countToNumber } from "../../../core/cost/count.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { LayerNode } from "../../../core/graph/modelGraph.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { CannotWriteError, type WriteTarget, writeModel, writeTargets } from "../../../server/write/index.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { modelsOf, readBack, type Source } from "./roundTrip.ts";

const lines = gunzipSync(readFileSync(path.join(repositoryRoot, "test/data/keras-whole-models.jsonl.gz")));
const sources = lines
  .toString()
  .trimEnd()
  .split("\n")
  .map((line): Source => {
    const { number, model } = JSON.parse(line) as { number: number; model: unknown };
    return { name: `model ${number}`, languageId: "json", text: JSON.stringify(model) };
  });

for (const to of writeTargets) {
  test(`500 models of Keras as ${to}`, (context) => {
    let written = 0;
    let parting = 0;
    const refused: string[] = [];
    for (const source of sources) {
      for (const model of modelsOf(source)) {
        const text = textOf(model, to, refused);
        if (text === undefined) continue;
        written++;
        const again = readBack(text, to, model.graph.name);
        assert.ok(again, source.name);
        if (isDeepStrictEqual(factsOf(again), factsOf(model))) continue;
        // TensorFlow.js has other sizes and weights for some layers of Keras; the first that differs is told of.
        parting++;
        const cause = model.layers.find(
          (layer) => !isDeepStrictEqual(layerFacts(again, layer), layerFacts(model, layer)),
        );
        const names = cause ? namesWithin(cause.node) : [];
        const told = again.problems.some(
          ({ code, layer }) => code.startsWith("tfjs-") && names.includes(layer ?? ""),
        );
        assert.ok(
          told && to !== "keras-json",
          `${source.name} as ${to}: ${JSON.stringify(factsOf(again))} is not ${JSON.stringify(factsOf(model))}`,
        );
      }
    }
    context.diagnostic(
      `${written} written, ${parting} of them otherwise in TensorFlow.js, ${refused.length} refused`,
    );
    assert.ok(written > 50 && written + refused.length >= sources.length, `${written} written`);
    for (const reason of refused) {
      assert.match(reason, /operation of keras\.ops|has no such layer|has no words/, reason);
    }
  });
}

/** Shapes, parameters and MACs of the layer of that name. */
function layerFacts(model: ModelAnalysis, { node }: LayerAnalysis) {
  const layer = model.layers.find((each) => each.node.name === node.name);
  return layer?.calls.map(({ outputs, macs }) => ({
    outputs: outputs.map(formatShape),
    macs: countToNumber(macs),
    parameters: countToNumber(layer.parameters),
  }));
}

/** The layer's name, and those of the layers inside it. */
function namesWithin({ name, model, wrapped }: LayerNode): readonly string[] {
  const inner = [...(model?.layers ?? []), ...(wrapped ? [wrapped] : [])];
  return [name, ...inner.flatMap(namesWithin)];
}

/** Adds the reason to `refused` where there is none. */
function textOf(model: ModelAnalysis, to: WriteTarget, refused: string[]): string | undefined {
  try {
    return writeModel(model, to);
  } catch (error) {
    if (!(error instanceof CannotWriteError)) throw error;
    refused.push(error.message);
    return undefined;
  }
}

/** Layers that the target needs besides are left out; MACs are of all. */
function factsOf(model: ModelAnalysis) {
  const { parameters, macs } = model.totals;
  return {
    outputs: model.outputs.map(({ shape }) => formatShape(shape)),
    parameters: countToNumber(parameters),
    macs: countToNumber(macs),
  };
}
