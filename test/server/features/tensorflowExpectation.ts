/** Code with layers replaced, and what TensorFlow.js itself must make of it. */
import assert from "node:assert/strict";
import { countToNumber } from "../../../core/cost/count.ts";
import { formatShape } from "../../../core/shape/shape.ts";
import type { Analysis } from "../../../server/analysis/analysis.ts";
import { modelsOfPrograms } from "../../support/tensorflowJs.ts";
import { runnable } from "../parse/tensorflowjs-code/runnable.ts";

export interface ProgramExpectation {
  readonly code: string;
  /** Shapes of the layers' outputs, inputs left out. */
  readonly layers: readonly string[];
  readonly parameters: number | null;
}

/** What the analysis says of a text of `modelTexts`. */
export function expectationOf(text: string, { models: [model] }: Analysis): ProgramExpectation {
  const called = text.includes("function build") ? `// run: build()\n${text}` : text;
  const outputs = (model?.layers ?? [])
    .filter(({ node }) => node.className !== "InputLayer")
    .map(({ calls }) => calls.map(({ outputs: [shape] }) => (shape ? formatShape(shape) : "?")).join());
  return {
    code: runnable(called, "m.ts"),
    layers: outputs,
    parameters: model ? countToNumber(model.totals.parameters) : null,
  };
}

/** TensorFlow.js makes of the new text the layers and parameters that the analysis says. */
export async function checkByTensorflowJs(programs: readonly ProgramExpectation[]): Promise<void> {
  if (programs.length === 0) return;
  const answers = await modelsOfPrograms(programs.map(({ code }) => code));
  for (const [index, { code, layers, parameters }] of programs.entries()) {
    const answer = answers[index];
    assert.ok(answer && "models" in answer, `${JSON.stringify(answer)}\n${code}`);
    const [model] = answer.models;
    assert.equal(model?.parameters, parameters, code);
    const shapes = (model?.layers ?? [])
      .filter(([, className]) => className !== "InputLayer")
      .map(([, , , , [shape = "[]"]]) => (JSON.parse(shape) as number[]).slice(1).join("×"));
    assert.deepEqual(shapes, layers, code);
  }
}
