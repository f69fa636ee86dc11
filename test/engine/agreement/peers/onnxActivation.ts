/** Keras's activations as ONNX operators. */
import type { Activation } from "../../../../core/layers/operation.ts";
import type { OnnxGraph } from "../../../support/onnx/onnxGraph.ts";

/** Operators that are the activation as it is. */
const operators: Readonly<Record<string, string>> = {
  linear: "Identity",
  exponential: "Exp",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  softsign: "Softsign",
  elu: "Elu",
  selu: "Selu",
  celu: "Celu",
};

/** Name of the activated value; `undefined` for a function that has no operators here. */
export function onnxActivation(
  graph: OnnxGraph,
  x: string,
  { name, settings }: Activation,
): string | undefined {
  const operator = operators[name];
  if (operator !== undefined) return graph.node(operator, [x]);
  const scalar = (value: number) => graph.floats([], [value]);
  if (name === "relu") {
    const { max_value: most, negative_slope: slope = 0, threshold = 0 } = settings;
    const below = graph.node("Mul", [graph.node("Sub", [x, scalar(threshold)]), scalar(slope)]);
    const value = graph.node("Where", [graph.node("Less", [x, scalar(threshold)]), below, x]);
    return most === undefined ? value : graph.node("Min", [value, scalar(most)]);
  }
  if (name === "relu6") return graph.node("Clip", [x, scalar(0), scalar(6)]);
  if (name === "hard_tanh") return graph.node("Clip", [x, scalar(-1), scalar(1)]);
  if (name === "leaky_relu")
    return graph.node("LeakyRelu", [x], { alpha: { float: settings.negative_slope ?? 0.2 } });
  if (name === "hard_sigmoid") return graph.node("HardSigmoid", [x], hardSigmoid);
  if (name === "hard_silu") return graph.node("Mul", [x, graph.node("HardSigmoid", [x], hardSigmoid)]);
  if (name === "silu") return graph.node("Mul", [x, graph.node("Sigmoid", [x])]);
  if (name === "mish") return graph.node("Mul", [x, graph.node("Tanh", [graph.node("Softplus", [x])])]);
  if (name === "softmax") return graph.node("Softmax", [x], { axis: -1 });
  return undefined;
}

const hardSigmoid = { alpha: { float: 1 / 6 }, beta: { float: 0.5 } };
