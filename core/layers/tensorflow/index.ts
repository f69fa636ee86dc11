/** TFOpLambda, SlicingOpLambda and TensorFlowOpLayer: functions of TensorFlow that tf.keras 2 wrote as layers. */
import type { ConfigData, LayerConfig } from "../../graph/paramValue.ts";
import type { Inferred } from "../../graph/problem.ts";
import { rankedShape, type Shape } from "../../shape/shape.ts";
import { readConfig } from "../configReader.ts";
import type { LayerInference } from "../layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import { inferOpaque } from "../opaqueLayer.ts";
import { operationLayers } from "../operations/index.ts";
import { callArguments, inputsOf } from "../operations/operands.ts";
import { type TensorflowFunction, tensorflowFunction } from "./functions.ts";
import { readNode, type WrittenFunction } from "./graphNode.ts";
import { inferReshape, inferShapeOf, slicingKey, splitArguments } from "./specialFunctions.ts";

export const tensorflowLayers: readonly LayerSpec[] = [
  ...["TFOpLambda", "SlicingOpLambda"].map(
    (className): LayerSpec => ({
      className,
      category: "core",
      description: "Runs a function of TensorFlow, as tf.keras 2 wrote it.",
      params: [{ name: "function", description: "Name of the function, such as `math.add`." }],
      infer: (call) => inferFunction(call, lambdaCall(call)),
    }),
  ),
  {
    className: "TensorFlowOpLayer",
    category: "core",
    description: "Runs one node of a TensorFlow graph, as tf.keras 2.0 to 2.3 wrote it.",
    params: [
      { name: "node_def", description: "The node: its operation, inputs and attributes." },
      { name: "constants", description: "Inputs of the node that are no tensors, by their place." },
    ],
    infer: (call) =>
      inferFunction(
        call,
        readNode(
          readConfig(call.node).data("node_def"),
          readConfig(call.node).data("constants"),
          call.inputs.length,
        ),
      ),
  },
  ...["ClassMethod", "InstanceMethod", "InstanceProperty"].map(
    (className): LayerSpec => ({
      className,
      category: "core",
      description: "Reads a property, or calls a method, of a tensor, as tf.keras 2 wrote it.",
      params: [],
      opaque: true,
      infer: (call) =>
        inferOpaque(
          readConfig(call.node),
          call,
          `${className} is a piece of Python that ConvLens does not run`,
          { weights: [] },
        ),
    }),
  ),
];

/** A function, what it is given by place, and what by name. */
function lambdaCall({ node }: LayerCallContext): WrittenFunction | undefined {
  const reader = readConfig(node);
  const name = reader.data("function") ?? (node.className === "SlicingOpLambda" ? "getitem" : undefined);
  const written = reader.data(callArguments);
  if (typeof name !== "string" || !Array.isArray(written)) return undefined;
  const named: Record<string, ConfigData> = Object.create(null);
  for (const [key, value] of Object.entries(node.config)) {
    if (value.kind === "constant" && !notArguments.has(key)) named[key] = value.value;
  }
  return { name, operands: written as readonly ConfigData[], named };
}

const notArguments: ReadonlySet<string> = new Set([
  "function",
  "name",
  "trainable",
  "dtype",
  callArguments,
  "batch_shape",
]);

function inferFunction(
  call: LayerCallContext,
  written: WrittenFunction | undefined,
): Inferred<LayerInference> {
  if (!written) return unknown(call, `what "${call.node.name}" runs cannot be read`);
  const last = written.name.slice(written.name.lastIndexOf(".") + 1).toLowerCase();
  if (last === "shape" || last === "shape_v2") return inferShapeOf(call);
  if (last === "reshape") return inferReshape(call, written);
  if (last === "split" || last === "split_v" || last === "splitv") {
    const cuts = splitArguments(written);
    return cuts
      ? inferOperation(call, "Split", written.operands, cuts)
      : unknown(call, `the parts that "${call.node.name}" makes cannot be read`);
  }
  if (last === "getitem" || last === "stridedslice" || last === "strided_slice") {
    const key = slicingKey(written);
    if (!key) return unknown(call, `the slice that "${call.node.name}" takes cannot be read`);
    return inferOperation(call, "GetItem", [written.operands[0] ?? null, key], {});
  }
  const known = tensorflowFunction(written.name);
  if (!known)
    return unknown(call, `tf.${written.name} is a function of TensorFlow that ConvLens has no rules for`);
  const { named } = written;
  const operands = [
    ...written.operands,
    ...known.operands.flatMap((name) => (named[name] === undefined ? [] : [named[name]])),
  ];
  if (known.operation === "Einsum" && typeof operands[0] === "string") {
    return inferOperation(call, "Einsum", operands.slice(1), { subscripts: operands[0] });
  }
  const turned = known.operation === "Matmul" ? turnedFactors(named) : [];
  return inferOperation(call, known.operation, operands, argumentsOf(known, named), turned);
}

function unknown(call: LayerCallContext, reason: string): Inferred<LayerInference> {
  return inferOpaque(readConfig(call.node), call, reason, { weights: [] });
}

function argumentsOf(known: TensorflowFunction, named: Readonly<Record<string, ConfigData>>) {
  const config: Record<string, ConfigData> = Object.assign(Object.create(null), known.defaults);
  for (const [name, value] of Object.entries(named)) {
    const key = known.renamed[name] ?? name;
    config[key] = spatialOnly(key, dataFormat(value));
  }
  return config;
}

/** TensorFlow names the axes by letters. */
function dataFormat(value: ConfigData): ConfigData {
  if (value === "NHWC" || value === "NWC" || value === "NDHWC") return "channels_last";
  return value === "NCHW" || value === "NCW" || value === "NCDHW" ? "channels_first" : value;
}

/** TensorFlow's graph gives a window on all axes, `[1, 2, 2, 1]`, and Keras on the spatial ones. */
function spatialOnly(name: string, value: ConfigData): ConfigData {
  if (!["strides", "pool_size", "dilation_rate"].includes(name) || !Array.isArray(value)) return value;
  const list = value as readonly ConfigData[];
  return list.length >= 4 && list[0] === 1 && list.at(-1) === 1 ? list.slice(1, -1) : list;
}

/** Which of the factors `matmul` is told to transpose. */
function turnedFactors(named: Readonly<Record<string, ConfigData>>): readonly boolean[] {
  return ["a", "b"].map(
    (side, index) => named[`transpose_${side}`] === true || named[index === 0 ? "adj_x" : "adj_y"] === true,
  );
}

/** The operation of `keras.ops`, on the inputs in the order in which the operands name them. */
function inferOperation(
  call: LayerCallContext,
  operation: string,
  operands: readonly ConfigData[],
  named: Readonly<Record<string, ConfigData>>,
  turned: readonly boolean[] = [],
): Inferred<LayerInference> {
  const spec = operationLayers.find(({ className }) => className === `ops.${operation}`);
  if (!spec) return unknown(call, `ops.${operation} is not an operation that ConvLens knows`);
  const config: Record<string, LayerConfig[string]> = Object.create(null);
  for (const [name, value] of Object.entries({ ...named, [callArguments]: operands })) {
    config[name] = { kind: "constant", value, range: call.node.classRange };
  }
  const inputs = operands.flatMap((operand, place) =>
    inputsOf(operand).flatMap((index) => {
      const shape = call.inputs[index];
      return shape ? [turned[place] ? transposed(shape) : shape] : [];
    }),
  );
  const result = spec.infer({
    ...call,
    inputs: inputs.length > 0 ? inputs : call.inputs,
    node: { ...call.node, className: `ops.${operation}`, config },
  });
  return { ...result, value: { ...result.value, weights: [] } };
}

function transposed(shape: Shape): Shape {
  if (shape.kind === "unranked") return shape;
  const [rows, columns] = shape.dims.slice(-2);
  return rows && columns ? rankedShape([...shape.dims.slice(0, -2), columns, rows]) : shape;
}
