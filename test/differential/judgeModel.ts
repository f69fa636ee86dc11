/** Holds what the analysis makes of a whole model against what TensorFlow.js states of it. */
import { countToNumber } from "../../core/cost/count.ts";
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { freeSizeNames } from "../../core/graph/freeSizes.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { readDocument } from "../../server/parse/readDocument.ts";
import type { WholeModelAnswer, WholeModelLayer } from "../support/tensorflowJs.ts";

export interface Verdict {
  readonly kind: "equal" | "named by a row" | "wrong in both";
  /** Layers compared, those of models inside too. */
  readonly layers: number;
  /** What neither agrees nor is named. */
  readonly different: readonly string[];
}

/** A model as the analysis sees it: as declared, and with numbers in place of its free sizes. */
export interface OurModel {
  readonly declared: ModelAnalysis;
  readonly run: ModelAnalysis;
}

/** The analysis of a `model_config` as a file of TensorFlow.js; it runs with `freeSize` in place of each free size. */
export function analyseConfig(config: unknown, freeSize: number): OurModel {
  const text = JSON.stringify({ format: "layers-model", modelTopology: { model_config: config } });
  const document = readDocument({ text, languageId: "json", fileName: "model.json" });
  const graph = document?.models[0];
  if (graph?.dialect !== "tfjs") throw new Error(`read as ${graph?.dialect}: ${text}`);
  const freeSizes = Object.fromEntries(freeSizeNames(graph).map((name) => [name, freeSize]));
  const [declared, run] = [analyseModel(graph), analyseModel(graph, { freeSizes })];
  const problems = document?.problems ?? [];
  return {
    declared: { ...declared, problems: [...problems, ...declared.problems] },
    run: { ...run, problems: [...problems, ...run.problems] },
  };
}

export function judgeModel({ declared, run }: OurModel, theirs: WholeModelAnswer): Verdict {
  const errors = declared.problems.filter(isError);
  const named = declared.problems.some(({ code }) => code.startsWith("tfjs-"));
  const kind = named ? "named by a row" : errors.length > 0 ? "wrong in both" : "equal";
  if (theirs.refuses !== undefined) {
    // A tensor of another shape than the analysis shows may be refused by any layer behind it.
    const explained =
      errors.length > 0 || declared.problems.some(({ code }) => code === "tfjs-shape-differs");
    return { kind, layers: 0, different: explained ? [] : ["refused without an error"] };
  }
  const different: string[] = [];
  const unsure = layersInDoubt(declared.graph, declared.problems);
  const layers = compareLayers(declared, theirs.layers, unsure, different);
  if (unsure.size === 0) {
    const { totals } = declared;
    for (const what of ["parameters", "trainable"] as const) {
      const total = countToNumber(totals[what]);
      if (total !== theirs[what]) different.push(`total ${what}: ${total}, and ${theirs[what]}`);
    }
  }
  different.push(...compareRuns({ declared, run }, theirs));
  return { kind, layers, different };
}

/** Whether it runs, and to which shapes. */
function compareRuns(
  { declared, run }: OurModel,
  { ran, fails }: Exclude<WholeModelAnswer, { refuses: string }>,
): string[] {
  const mayFail = run.problems.some(
    (problem) =>
      isError(problem) || problem.code === "tfjs-cannot-run" || problem.code === "tfjs-shape-differs",
  );
  if (fails !== undefined) return mayFail ? [] : ["fails without an error"];
  const different: string[] = [];
  for (const [index, { name, shape }] of mayFail ? [] : run.outputs.entries()) {
    const [shown, came] = [shapeToNumbers(shape), ran?.[index]];
    if (!fits(shown, came)) different.push(`${name} runs to ${came}, not ${shown}`);
  }
  const wrong = (problem: Problem) => isError(problem) && !mayRun(problem);
  // Formulas that are never equal still merge for a size that makes one of them 1.
  const neverEqual = (problem: Problem) => problem.code === "shapes-do-not-merge";
  if (ran?.every(isShape)) {
    // A CenterCrop writes its size over a free one of the input, so the model ran with others than ours.
    const otherInput = declared.problems.some(({ code }) => code === "tfjs-shape-differs");
    if (run.problems.some(wrong) && !otherInput) different.push("an error, and it runs");
    else if (declared.problems.some((problem) => wrong(problem) && !neverEqual(problem)))
      different.push("an error with free sizes, and it runs");
  }
  return different;
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

function isShape(sizes: readonly unknown[]): boolean {
  return sizes.every((size) => typeof size === "number" && size > 0);
}

/** An error of these may be about values, or about a size that only shows later. */
function mayRun({ code, message }: Problem): boolean {
  return (
    code === "tfjs-ignores-argument" ||
    message.includes("TensorFlow.js builds it all the same") ||
    code === "tfjs-shape-differs"
  );
}

/** Names of layers with a problem that lets TensorFlow.js declare something else, and of all behind them. */
function layersInDoubt(graph: ModelGraph, problems: readonly Problem[]): ReadonlySet<string> {
  const doubtful = problems.filter(
    ({ code, severity }) =>
      code === "tfjs-shape-differs" || (severity === "error" && code !== "tfjs-ignores-argument"),
  );
  const found = new Set<string>();
  // A CenterCrop changes the shape of the tensor before it, wherever that came from.
  const everything = doubtful.some(({ message }) => message.includes("CenterCrop"));
  addDoubtful(graph, everything ? [{ range: graph.range }] : doubtful, found);
  return found;
}

/** Layers are written in the order in which they run, but for calls of shared ones: so until nothing is added. */
function addDoubtful(model: ModelGraph, places: readonly Pick<Problem, "range">[], found: Set<string>): void {
  const before = found.size;
  for (const node of model.layers) {
    if (node.model) addDoubtful(node.model, places, found);
    const own = places.some(({ range }) => node.range.start < range.end && range.start < node.range.end);
    const sources = node.calls.flatMap(({ inputs }) =>
      inputs.map((ref) => model.layers[ref.layer]?.name ?? ""),
    );
    if (own || sources.some((name) => found.has(name))) found.add(node.name);
  }
  if (found.size > before) addDoubtful(model, places, found);
}

function compareLayers(
  { layers }: ModelAnalysis,
  theirs: readonly WholeModelLayer[],
  unsure: ReadonlySet<string>,
  different: string[],
): number {
  const byName = new Map(layers.map((layer) => [layer.node.name, layer]));
  const missing = theirs.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (missing.length > 0 || theirs.length !== layers.length) {
    different.push(`${layers.length} layers, and ${theirs.length}; without ${missing}`);
  }
  let compared = 0;
  for (const layer of theirs) {
    const own = byName.get(layer.name);
    if (own && !unsure.has(layer.name)) compared += compareLayer(own, layer, unsure, different);
  }
  return compared;
}

function compareLayer(
  own: LayerAnalysis,
  theirs: WholeModelLayer,
  unsure: ReadonlySet<string>,
  different: string[],
): number {
  const { name } = theirs;
  const shapes = JSON.stringify(own.calls.map((call) => call.outputs.map(shapeToNumbers)));
  // A model inside was called once already when it was built.
  const declared = JSON.stringify(own.node.model ? theirs.calls.slice(1) : theirs.calls);
  if (shapes !== declared) different.push(`${name} gives ${shapes}, and ${declared}`);
  for (const what of ["parameters", "trainable"] as const) {
    const count = countToNumber(own[what]);
    if (count !== theirs[what]) different.push(`${name} has ${count} ${what}, and ${theirs[what]}`);
  }
  if (!own.node.model || !theirs.layers) return 1;
  // The layers inside keep what the model declares of itself, whatever it is called on.
  return 1 + compareLayers(analyseModel(own.node.model), theirs.layers, unsure, different);
}

function fits(shown: readonly (number | null)[] | null, ran: readonly number[] | undefined): boolean {
  if (!shown || !ran || shown.length !== ran.length) return false;
  return shown.every((size, axis) => size === null || size === ran[axis]);
}
