/** Models written anew and read back, for the tests that compare both. */
import assert from "node:assert/strict";
import { countToNumber } from "../../../core/cost/count.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import { analyseDocument } from "../../../server/analysis/analysis.ts";
import { CannotWriteError, type WriteTarget, writeModel } from "../../../server/write/index.ts";

export interface Source {
  readonly name: string;
  readonly languageId: "json" | "typescript";
  readonly text: string;
}

export function modelsOf({ name, languageId, text }: Source): readonly ModelAnalysis[] {
  const uri = languageId === "json" ? "file:///m.json" : `file:///${name}`;
  return analyseDocument({ uri, version: 1, languageId, text }).models;
}

export function readBack(text: string, to: WriteTarget, name: string): ModelAnalysis | undefined {
  const languageId = to === "tfjs-code" ? "typescript" : "json";
  const models = modelsOf({ name: to === "tfjs-code" ? "m.ts" : "m.json", languageId, text });
  return models.find(({ graph }) => graph.name === name) ?? models[0];
}

/** Name and output shapes of every layer. */
export function shapesOf({ layers }: ModelAnalysis): readonly string[] {
  return layers.map(
    ({ node, calls }) =>
      `${node.name} ${calls.map(({ outputs }) => outputs.map(formatShape).join()).join(";")}`,
  );
}

export interface Written {
  readonly model: ModelAnalysis;
  readonly to: WriteTarget;
  readonly text: string;
}

/** What is written of all models in these forms, after it was read back and compared; the reasons where it is not. */
export function writeAll(
  sources: readonly Source[],
  targets: readonly WriteTarget[],
  known: ReadonlySet<string>,
) {
  const written: Written[] = [];
  const refused: string[] = [];
  const differing: string[] = [];
  for (const source of sources) {
    for (const model of modelsOf(source)) {
      for (const to of targets) {
        try {
          const text = writeModel(model, to);
          const again = readBack(text, to, model.graph.name);
          const found = new Set(again ? shapesOf(again) : []);
          const lost = shapesOf(model).filter((shape) => !found.has(shape));
          const same =
            countToNumber(model.totals.parameters) === (again && countToNumber(again.totals.parameters));
          if (lost.length > 0 || !same) differing.push(`${source.name} ${to}`);
          else written.push({ model, to, text });
          const unexpected = (lost.length > 0 || !same) && !known.has(`${source.name} ${to}`);
          assert.ok(!unexpected, `${source.name} as ${to} loses ${lost.slice(0, 3).join(" | ")}`);
        } catch (error) {
          if (!(error instanceof CannotWriteError)) throw error;
          refused.push(`${source.name} ${to}: ${error.message}`);
        }
      }
    }
  }
  return { written, refused, differing };
}
