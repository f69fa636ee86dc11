/**
 * The programs of `programs/` with small changes: each mutant gives the models that TensorFlow.js 4.22 makes of it, layer by layer,
 * and where TensorFlow.js throws there is a problem or an unknown with a reason. A failure names its seed; `SEED=n` runs that one
 * alone and prints it, `MUTANTS=n` makes another number of them, such as 300, in place of 100, and `FIRST=n` begins at that seed.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type Analysis, analyseDocument } from "../../../../server/analysis/analysis.ts";
import { diagnostics } from "../../../../server/features/diagnostics.ts";
import { defaultSettings } from "../../../../server/features/settings.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { randomNumbers } from "../../../support/randomModels.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import { modelsOfEachProgram, useOfEachProgram } from "../../../support/tensorflowJsEach.ts";
import { mutate } from "./mutants/mutate.ts";
import { callOf, runnable } from "./runnable.ts";
import { assertSameModels } from "./sameModels.ts";

const count = Number(process.env.MUTANTS ?? 100);
const firstSeed = Number(process.env.FIRST ?? 1);
const secondsEach = 15;
const only = process.env.SEED === undefined ? undefined : Number(process.env.SEED);
const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const fileNames = readdirSync(folder)
  .filter((file) => file.endsWith(".txt") && !file.endsWith(".html.txt"))
  .map((file) => file.replace(/\.txt$/, ""))
  .sort();

interface MutatedProgram {
  readonly seed: number;
  readonly fileName: string;
  readonly text: string;
  readonly changes: readonly string[];
}

function mutant(seed: number): MutatedProgram {
  const fileName = fileNames[seed % fileNames.length] ?? "";
  const text = readFileSync(path.join(folder, `${fileName}.txt`), "utf8");
  return { seed, fileName, ...mutate(text, fileName, randomNumbers(seed)) };
}

test("mutants give the models that TensorFlow.js makes of them, or say why not", {
  timeout: 590_000,
}, async (t) => {
  const mutants =
    only === undefined
      ? Array.from({ length: count }, (_, index) => mutant(firstSeed + index))
      : [mutant(only)];
  if (only !== undefined) console.log(mutants[0]?.text);
  const programs = mutants.map(({ text, fileName }) => runnable(text, fileName));
  const answers = await modelsOfEachProgram(programs, secondsEach);
  const different: Difference[] = [];
  for (const [index, each] of mutants.entries()) {
    const answer = answers[index];
    const code = programs[index] ?? "";
    if (answer === undefined || "throws" in answer) {
      if (!saysSomething(each))
        different.push({ mutant: each, code, message: `it throws, nothing is said: ${answer?.throws}` });
      continue;
    }
    const message = difference(each, answer.models);
    if (message !== undefined) different.push({ mutant: each, code, message });
  }
  const excused = await excusedOnes(different);
  const failures = different.filter((each) => !excused.has(each) && !isOfNoSize(each));
  const thrown = answers.filter((answer) => "throws" in answer).length;
  t.diagnostic(
    `${mutants.length} mutants, of which TensorFlow.js throws at ${thrown} and cannot run ${excused.size} others`,
  );
  const lines = failures.map(
    ({ mutant: { seed, fileName, changes }, message }) =>
      `seed ${seed} (${fileName}; ${changes.join(", ")}): ${message}`,
  );
  assert.equal(lines.length, 0, `${lines.length} of ${mutants.length} differ\n${lines.join("\n")}`);
});

interface Difference {
  readonly mutant: MutatedProgram;
  readonly code: string;
  readonly message: string;
}

/** Also read with the call that TensorFlow.js runs it with: its values may stand in that alone. */
function difference(
  { text, fileName }: MutatedProgram,
  models: Parameters<typeof assertSameModels>[1],
): string | undefined {
  const message = differenceOf(text, fileName, models);
  return message === undefined || differenceOf(withCall(text), fileName, models) === undefined
    ? undefined
    : message;
}

function differenceOf(
  text: string,
  fileName: string,
  models: Parameters<typeof assertSameModels>[1],
): string | undefined {
  try {
    const document = readTensorflowJsCode(text, fileName);
    // Layers that no model takes are shown as an unfinished one, which no line of the program makes. A function that nothing calls
    // is shown for itself, and TensorFlow.js does not run it.
    const alone = document?.functions?.filter(({ calls }) => calls.length === 0) ?? [];
    const made =
      document?.models.filter(
        ({ name, range }) =>
          name !== "unfinished model" &&
          !alone.some((each) => each.range.start <= range.start && range.end <= each.range.end),
      ) ?? [];
    assertSameModels({ ...document, format: "tfjs-code", problems: [], models: made }, models);
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).slice(0, 400);
  }
}

function withCall(text: string): string {
  return `${text}\n${callOf(text) ?? ""};`;
}

/** ConvLens may report an error, or an argument that is none, where TensorFlow.js goes on to something that it cannot run, or leaves out a layer that it refuses. */
async function excusedOnes(different: readonly Difference[]): Promise<ReadonlySet<Difference>> {
  const withError = different.filter(({ mutant: { text, fileName } }) =>
    diagnosticsOf(text, fileName).some(
      ({ severity, code }) => severity === "error" || code === "argument-not-computable",
    ),
  );
  const answers = await useOfEachProgram(
    withError.map(({ code }) => code),
    secondsEach,
  );
  return new Set(
    withError.filter((_, index) => {
      const answer = answers[index];
      return answer && "fails" in answer && answer.fails.length > 0;
    }),
  );
}

/**
 * ConvLens takes no size of 0 and no list with a size for another number of axes, and says so. TensorFlow.js builds some of these
 * and works with tensors of no values or of sizes that are no numbers, so that there is nothing to compare.
 */
function isOfNoSize({ mutant: { text, fileName }, message }: Difference): boolean {
  if (message.startsWith("it throws")) return false;
  return diagnosticsOf(text, fileName).some((each) =>
    /positive (?:whole number|integer)|must be a list of \d/.test(each.message),
  );
}

/** Whether there is a problem, or an unknown with its reason, in the program with the call that TensorFlow.js runs it with. */
function saysSomething({ text: written, fileName }: MutatedProgram): boolean {
  const text = withCall(written);
  if (diagnosticsOf(text, fileName).length > 0) return true;
  const layers = analysisOf(text, fileName).models.flatMap((model) => model.layers);
  return layers.some(({ unknown }) => unknown.length > 0);
}

function diagnosticsOf(text: string, fileName: string): ReturnType<typeof diagnostics> {
  return diagnostics(analysisOf(text, fileName), defaultSettings);
}

function analysisOf(text: string, fileName: string): Analysis {
  return analyseDocument({ uri: `file:///${fileName}`, version: 1, languageId: "typescript", text });
}
