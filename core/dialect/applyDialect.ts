/** Makes a layer's inference that of TensorFlow.js, with one problem for each way in which it departs from Keras. */
import type { LayerNode } from "../graph/modelGraph.ts";
import type { LayerConfig } from "../graph/paramValue.ts";
import type { Inferred, Problem } from "../graph/problem.ts";
import { rangeOf } from "../layers/configReader.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layers/layerSpec.ts";
import { formatShape } from "../shape/shape.ts";
import { nameOf } from "./argumentValue.ts";
import type { DepartureCode, ReplacedPart, Replacement } from "./departure.ts";
import { departuresOf } from "./departures.ts";
import { findingRemedies, replacementRemedies } from "./remedies.ts";
import { findUnknownClass, unknownClassRow } from "./rows/classes.ts";
import { findIgnoredFreezing, trainingRows } from "./rows/training.ts";

interface Replaced {
  readonly row: Replacement;
  readonly part: ReplacedPart;
}

/** Shapes, weights and work of the layer as TensorFlow.js has them; by Keras's rules where it cannot have the layer. */
export function inferForTensorflowJs(spec: LayerSpec, call: LayerCallContext): Inferred<LayerInference> {
  const unknown = findUnknownClass(call);
  const rows = departuresOf(call.node.className);
  if (unknown) {
    const { value, problems } = spec.infer(call);
    return { value, problems: [problemOf(call, unknownClassRow, unknown), ...problems] };
  }
  if (rows.length === 0) return spec.infer(call);
  const replaced: Replaced[] = [];
  for (const row of rows) {
    const part = row.kind === "replacement" ? row.replace(call) : undefined;
    if (row.kind === "replacement" && part) replaced.push({ row, part });
  }
  const layer = spec.infer(withReplacements(call, replaced));
  const found: Problem[] = replaced.length === 0 ? [] : replacementProblems(spec, call, replaced, layer);
  const failed = layer.problems.some((problem) => problem.severity === "error");
  for (const row of rows) {
    // The first cause only: a layer that is wrong in both has no need of more.
    const part = row.kind === "finding" && !failed ? row.find(call, layer) : undefined;
    if (row.kind !== "finding" || !part) continue;
    const remedies = findingRemedies(row.id, call, part.argument, layer.value);
    found.push({ ...problemOf(call, row, part), remedies });
  }
  const problems = layer.problems.map((problem) => {
    const row = rows.find((candidate) => candidate.kind === "remark" && candidate.about === problem.code);
    if (row?.kind !== "remark") return problem;
    return { ...problem, message: problem.message + row.remark(call, spec.infer) };
  });
  return { value: layer.value, problems: [...found, ...problems] };
}

/** What TensorFlow.js does otherwise with a model inside a model, whose own layers have their say besides. */
export function modelDepartures(node: LayerNode): Problem[] {
  const part = findIgnoredFreezing(node);
  return part
    ? trainingRows.flatMap((row) => (row.kind === "finding" ? [problemOf({ node }, row, part)] : []))
    : [];
}

function withReplacements(call: LayerCallContext, replaced: readonly Replaced[]): LayerCallContext {
  if (replaced.length === 0) return call;
  const config: Record<string, LayerConfig[string]> = Object.assign(Object.create(null), call.node.config);
  let { inputs } = call;
  for (const { part } of replaced) {
    const param = config[part.argument];
    if (part.inputs) inputs = part.inputs;
    else if (part.instead === undefined || !param) delete config[part.argument];
    else config[part.argument] = { kind: "constant", value: part.instead, range: param.range };
  }
  return { ...call, inputs, node: { ...call.node, config } };
}

function replacementProblems(
  spec: LayerSpec,
  call: LayerCallContext,
  replaced: readonly Replaced[],
  layer: Inferred<LayerInference>,
): Problem[] {
  const keras = spec.infer({ ...call, dialect: "keras" });
  return replaced.map(({ row, part }) => {
    const instead =
      part.inputs || part.instead !== undefined
        ? `takes ${part.argument} of ${nameOf(call.node)} in its own way`
        : `leaves ${part.argument} of ${nameOf(call.node)} out of account`;
    const message = `TensorFlow.js ${instead}: ${comparison(layer.value, keras)}. ${row.advice}`;
    const remedies = replacementRemedies(row, part);
    return { ...problemOf(call, row, { message, argument: part.argument }), remedies };
  });
}

/** Both values, of the first thing that differs: shape, parameters, or the numbers computed. */
function comparison(tfjs: LayerInference, keras: Inferred<LayerInference>): string {
  const shapes = (inference: LayerInference) => inference.outputs.map(formatShape).join(" and ");
  const parameters = (inference: LayerInference) =>
    (inference.weights ?? [])
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
      .toLocaleString("en-US");
  const refused = keras.problems.find((problem) => problem.severity === "error");
  const [here, there] = [shapes(tfjs), shapes(keras.value)];
  if (refused)
    return `the output is ${here}, where Keras refuses the layer (${refused.message.replace(/\.$/, "")})`;
  if (here !== there) return `the output is ${here}, where Keras gives ${there}`;
  const [own, other] = [parameters(tfjs), parameters(keras.value)];
  if (own !== other) return `it has ${own} parameters, where Keras has ${other}`;
  return "its values differ from those of Keras";
}

function problemOf(
  call: Pick<LayerCallContext, "node">,
  row: { readonly code: DepartureCode; readonly severity: Problem["severity"] },
  part: { readonly message: string; readonly argument?: string },
): Problem {
  const { node } = call;
  return {
    code: row.code,
    severity: row.severity,
    message: part.message,
    range: rangeOf(node, part.argument),
    layer: node.name,
  };
}
