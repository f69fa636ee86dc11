/** Models made by hand for the tests of advice, and what is expected of it. */
import assert from "node:assert/strict";
import { adviseModel } from "../../../core/advice/index.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { Dialect } from "../../../core/graph/modelGraph.ts";
import type { Problem, ProblemCode } from "../../../core/graph/problem.ts";
import { type HandMadeLayer, handMadeGraph } from "../../support/handMadeGraph.ts";

export interface Fixture {
  readonly layers: readonly HandMadeLayer[];
  readonly dialect?: Dialect;
}

export const first = { data_format: "channels_first" };
export const conv = (name: string, config: HandMadeLayer["config"] = {}): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 8, kernel_size: 3, ...config },
});
export const layer = (
  className: string,
  name: string,
  config: HandMadeLayer["config"] = {},
): HandMadeLayer => ({
  className,
  name,
  config,
});
export const norm = (name: string, config: HandMadeLayer["config"] = {}) =>
  layer("BatchNormalization", name, config);
/** Gives a tensor of which nothing is known. */
export const unknown = layer("SomebodysOwnLayer", "own");

export function advice({ layers, dialect = "keras" }: Fixture): readonly Problem[] {
  return adviseModel(analyseModel({ ...handMadeGraph(layers), dialect }));
}

export interface Raised {
  readonly severity: Problem["severity"];
  /** Name of the layer that is marked. */
  readonly layer: string;
  readonly message: RegExp;
}

export function raises(code: ProblemCode, fixture: Fixture, wanted: Raised): void {
  const found = advice(fixture).filter((problem) => problem.code === code);
  assert.equal(found.length, 1, `${code}: ${JSON.stringify(found)}`);
  const [problem] = found;
  assert.equal(problem?.severity, wanted.severity);
  assert.equal(problem?.layer, wanted.layer);
  assert.match(problem?.message ?? "", wanted.message);
  const place = fixture.layers.findIndex(({ name }) => name === wanted.layer);
  assert.deepEqual(problem?.range, { start: place * 10, end: place * 10 + 9 });
}

export function silent(code: ProblemCode, ...layers: readonly HandMadeLayer[]): void {
  assert.deepEqual(
    advice({ layers }).filter((problem) => problem.code === code),
    [],
  );
}
