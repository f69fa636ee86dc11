/** Names that TensorFlow.js refuses: it gives each tensor the name of its layer, and names of tensors have few signs. */
import type { LayerNode, ModelGraph } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import { nameOf } from "./argumentValue.ts";

/** Text of the row on the page; the check itself stands apart, since it holds for all classes. */
export const layerNameRow = {
  id: "layer-name-signs",
  code: "tfjs-cannot-build",
  severity: "error",
  keras: "Takes layer names with any signs but `/`.",
  tfjs: "Takes names that begin with a letter or digit of ASCII and go on with those, `_`, `-`, `.` and `/`.",
} as const;

/** `tensorNameRegex` of tfjs-layers 4.22. */
const tensorName = /^[A-Za-z0-9][-\w./]*$/;

/** One problem for each layer that is called under such a name, in the model and in those inside it. */
export function layerNameProblems(graph: ModelGraph): Problem[] {
  if (graph.dialect !== "tfjs") return [];
  const problems: Problem[] = [];
  const seen = new Set([graph]);
  for (const model of seen)
    for (const node of model.layers) {
      const refused = node.unreadable === undefined ? refusedName(node) : undefined;
      if (refused) problems.push(problemOf(refused, node));
      if (node.model) seen.add(node.model);
    }
  return problems;
}

/** The layer whose name is refused: this one, or one inside whose weights are named by it. */
function refusedName(node: LayerNode): LayerNode | undefined {
  // A Sequential that begins with a model has its tensors without calling it.
  const isCalled = !node.model || node.calls.some(({ inputs }) => inputs.length > 0);
  if (isCalled && !tensorName.test(node.name)) return node;
  const inside = node.className === "Bidirectional" ? node.wrapped : undefined;
  return inside && !tensorName.test(`forward_${inside.name}`) ? inside : undefined;
}

function problemOf(refused: LayerNode, { name, classRange }: LayerNode): Problem {
  const message = `TensorFlow.js refuses the name of ${nameOf(refused)} ("Not a valid tensor name"): names begin with a letter or digit and go on with letters from A to Z, digits, "_", "-", "." and "/". Give it another name.`;
  return {
    code: layerNameRow.code,
    severity: layerNameRow.severity,
    message,
    range: classRange,
    layer: name,
  };
}
