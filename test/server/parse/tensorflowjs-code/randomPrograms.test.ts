/**
 * Random models written as programs in random styles: what ConvLens reads of each equals what TensorFlow.js 4.22 makes of it. A
 * failure names its seed; `SEED=n` runs that one alone and prints its program, `FIRST_SEED=n` another thousand.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { type RandomProgram, randomProgram } from "./random/program.ts";
import { read } from "./readCode.ts";
import { runnable } from "./runnable.ts";
import { assertSameModels } from "./sameModels.ts";

const programCount = 1_000;
const firstSeed = Number(process.env.FIRST_SEED ?? 1);
const shownFailures = 10;
const only = process.env.SEED === undefined ? undefined : Number(process.env.SEED);

test(`${programCount} random programs give the models that TensorFlow.js makes of them`, {
  timeout: 300_000,
}, async (t) => {
  t.diagnostic(`seeds ${firstSeed} to ${firstSeed + programCount - 1}`);
  const programs =
    only === undefined
      ? Array.from({ length: programCount }, (_, index) => randomProgram(firstSeed + index))
      : [randomProgram(only)];
  if (only !== undefined) console.log(programs[0]?.text);
  const answers = await modelsOfPrograms(
    programs.map(({ text, fileName }) => runnable(text, fileName)),
    280,
  );
  const failures: string[] = [];
  for (const [index, program] of programs.entries()) {
    const answer = answers[index];
    const message =
      answer === undefined || "throws" in answer
        ? `TensorFlow.js throws: ${answer?.throws}`
        : difference(program, answer.models);
    if (message !== undefined) failures.push(`seed ${program.seed}: ${message}`);
  }
  assert.equal(
    failures.length,
    0,
    `${failures.length} of ${programs.length} differ\n${failures.slice(0, shownFailures).join("\n")}`,
  );
});

function difference(
  { text, fileName }: RandomProgram,
  models: Parameters<typeof assertSameModels>[1],
): string | undefined {
  try {
    const document = read(text, fileName);
    assert.deepEqual(document.problems, []);
    assert.ok(models.length > 0);
    assertSameModels(document, models);
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 600);
  }
}
