/**
 * Random single layers in TensorFlow.js 4.22, over all of its classes: what it declares, what its weights are and what comes
 * out when it runs is equal to the analysis, or a row of the table names the difference.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { askTensorflowJs, type TensorflowJsAnswer } from "../../support/tensorflowJs.ts";
import { layerClasses, type RandomLayer, randomLayer } from "./randomLayers.ts";
import { analyse, caseOf, type Ours } from "./singleLayers.ts";

const count = 3000;

test(`${count} random layers: equal, or named by a row`, async (context) => {
  const layers = Array.from({ length: count }, (_, number) => randomLayer(number));
  const answers = await askTensorflowJs(layers.map(caseOf));
  const tally = { equal: 0, named: 0, wrongInBoth: 0 };
  const different: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const theirs = answers[index] as TensorflowJsAnswer;
    const ours = analyse(layer);
    const problems = judge(layer, theirs, ours);
    if (problems.length > 0) {
      const facts = {
        layer,
        theirs,
        ours: { ...ours, problems: ours.problems.map(({ message }) => message) },
      };
      different.push(`${index}: ${problems.join("; ")} ${JSON.stringify(facts)}`);
    } else if (ours.problems.some(({ code }) => code.startsWith("tfjs-"))) tally.named += 1;
    else if (hasError(ours)) tally.wrongInBoth += 1;
    else tally.equal += 1;
  }
  context.diagnostic(
    `${layerClasses.length} classes: ${tally.equal} equal, ${tally.named} named by a row, ${tally.wrongInBoth} wrong in both`,
  );
  assert.deepEqual(different.slice(0, 10), [], `${different.length} differ without a row`);
  assert.ok(tally.equal > count / 2, "most layers are equal, so equality is really tested");
  assert.ok(tally.named > count / 20, "rows are met");
});

/** What neither agrees nor is named. */
function judge(layer: RandomLayer, theirs: TensorflowJsAnswer, ours: Ours): string[] {
  const codes = new Set(ours.problems.map(({ code }) => code));
  const failing = hasError(ours);
  if (theirs.refuses !== undefined) return failing ? [] : ["refused without an error"];
  // A size that cannot be stops the chain here; the remark tells what TensorFlow.js builds.
  if (ours.problems.some(({ message }) => message.includes("TensorFlow.js builds it all the same")))
    return [];
  const named = [...codes].some((code) => code.startsWith("tfjs-"));
  if (theirs.fails !== undefined && failing && !named) return [];
  const found: string[] = [];
  if (sum(ours.weights) !== sum(theirs.weights ?? null)) found.push("parameters differ");
  const shapesMayDiffer = codes.has("tfjs-shape-differs") || codes.has("tfjs-cannot-run");
  const declared = JSON.stringify(ours.outputs) === JSON.stringify(theirs.outputs);
  if (!declared && !shapesMayDiffer) found.push("shapes differ");
  if (theirs.fails !== undefined) {
    if (!failing && runs(layer)) found.push("fails without an error");
    return found;
  }
  if (failing && !codes.has("tfjs-ignores-argument") && !shapesMayDiffer)
    found.push("an error for a layer that runs");
  const [ran] = theirs.ran ?? [];
  const [shown] = ours.outputs;
  if (!shapesMayDiffer && !fits(shown, ran)) found.push("runs to another shape");
  // Where it runs and no error is shown, the shape shown is the one that comes out.
  if (!failing && !fits(shown, ran) && runs(layer)) found.push("shows a shape that does not come out");
  return found;
}

function hasError(ours: Ours): boolean {
  return ours.problems.some(({ severity }) => severity === "error");
}

/** False where free sizes must be of one value for the layer to run, which the run does not know. */
function runs({ className, inputs, config }: RandomLayer): boolean {
  const free = inputs.some((shape) => shape.slice(1).includes(null));
  return (
    !free ||
    (inputs.length === 1 &&
      !/Reshape|CenterCrop/.test(JSON.stringify([className, config])) &&
      config.input_length === undefined)
  );
}

function fits(
  shown: readonly (number | null)[] | null | undefined,
  ran: readonly number[] | undefined,
): boolean {
  if (!shown || !ran || shown.length !== ran.length) return false;
  return shown.every((size, axis) => size === null || size === ran[axis]);
}

function sum(weights: readonly (readonly number[])[] | null): number | null {
  return (
    weights?.reduce((total, shape) => total + shape.reduce((product, size) => product * size, 1), 0) ?? null
  );
}
