/** Completes the message of branches that do not fit: which layer lost the row, and which input sizes would work. */
import type { ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { LayerCall, LayerNode, TensorRef } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import { type AnalyseAgain, findInputSizes, type InputSizes } from "./findInputSizes.ts";

/** The analysis with its merge errors explained; the same where there are none. */
export function adviseOnMerges(analysis: ModelAnalysis, analyse: AnalyseAgain): ModelAnalysis {
  if (!analysis.problems.some(isMergeError)) return analysis;
  const sizes = findInputSizes(analysis, analyse);
  return {
    ...analysis,
    problems: analysis.problems.map((problem) =>
      isMergeError(problem) ? explained(problem, analysis, sizes) : problem,
    ),
  };
}

function isMergeError({ code, severity }: Problem): boolean {
  return code === "shapes-do-not-merge" && severity === "error";
}

function explained(problem: Problem, analysis: ModelAnalysis, sizes: InputSizes | undefined): Problem {
  const loss = findLoss(analysis, problem);
  const working = sizes ? workingSizes(sizes) : "";
  if (!loss && working === "") return problem;
  const parts = [problem.message, ...(loss ? [lossText(loss)] : []), ...(working === "" ? [] : [working])];
  const related = loss ? [{ message: lossText(loss), range: loss.node.classRange }] : [];
  return {
    ...problem,
    message: parts.join(" "),
    ...(related.length > 0 ? { related: [...(problem.related ?? []), ...related] } : {}),
  };
}

/** `Input heights 352 or 360 work.`, for each axis that does not fit; empty where another size is no remedy. */
function workingSizes({ axes }: InputSizes): string {
  const wrong = axes.filter(({ nearest }) => nearest.length > 0);
  const texts = wrong.map(({ name, nearest, text }) => ({
    name,
    text: `${nearest.join(" or ")}${nearest.length > 1 ? " work" : " works"} (${text})`,
  }));
  const [first] = texts;
  if (!first) return "";
  if (texts.every(({ text }) => text === first.text)) {
    return `Input ${texts.map(({ name }) => name).join(" and ")} ${first.text}.`;
  }
  return texts.map(({ name, text }) => `Input ${name} ${text}.`).join(" ");
}

/** A strided layer whose steps do not come out even. */
interface Loss {
  readonly node: LayerNode;
  readonly axis: string;
  readonly input: number;
  readonly output: number;
  readonly stride: number;
}

function lossText({ node, axis, input, output, stride }: Loss): string {
  return `The cause is "${node.name}", which makes ${output} of ${axis} ${input}: steps of ${stride} do not come out even.`;
}

/** The nearest such layer on the way back that lies on some of the branches, not before all of them. */
function findLoss(analysis: ModelAnalysis, problem: Problem): Loss | undefined {
  const { graph } = analysis;
  const index = graph.layers.findIndex(
    (node) =>
      node.name === problem.layer &&
      node.range.start <= problem.range.start &&
      problem.range.start <= node.range.end,
  );
  const inputs = graph.layers[index]?.calls[0]?.inputs ?? [];
  const branches = inputs.map((input) => before(graph.layers, input));
  for (const layer of new Set(branches.flatMap((branch) => [...branch]))) {
    if (branches.every((branch) => branch.has(layer))) continue;
    const loss = lossOf(analysis, layer);
    if (loss) return loss;
  }
  return undefined;
}

/** Layers that a tensor comes from, the nearest first. */
function before(layers: readonly LayerNode[], from: TensorRef): ReadonlySet<number> {
  const met = new Set([from.layer]);
  // A set is walked in order of insertion, what is added meanwhile included.
  for (const layer of met) {
    const calls: readonly LayerCall[] = layers[layer]?.calls ?? [];
    for (const input of calls.flatMap((call) => call.inputs)) met.add(input.layer);
  }
  return met;
}

function lossOf(analysis: ModelAnalysis, layer: number): Loss | undefined {
  const node = analysis.graph.layers[layer];
  const operation = analysis.layers[layer]?.calls[0]?.inference?.operation;
  if (!node || !operation || !("windows" in operation)) return undefined;
  if (operation.op === "transposedConvolution") return undefined;
  const names =
    operation.windows.length === 1
      ? ["length"]
      : ["depth", "height", "width"].slice(-operation.windows.length);
  for (const [axis, { input, output, stride, span, padding }] of operation.windows.entries()) {
    if (input.kind !== "known" || output.kind !== "known" || stride === 1) continue;
    const rest = padding === "valid" ? input.value - span : input.value;
    if (rest % stride === 0) continue;
    return { node, axis: names[axis] ?? "axis", input: input.value, output: output.value, stride };
  }
  return undefined;
}
