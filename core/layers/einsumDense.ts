/** EinsumDense: a dense layer written as an einsum equation of input, kernel and output. */
import type { ConfigData } from "../graph/paramValue.ts";
import { type Dim, freeDim, knownDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { readActivation } from "./activationFunction.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage, outputWork } from "./convolutionCost.ts";
import { type EinsumEquation, readEquation, withoutDots } from "./einsumEquation.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const einsumDenseLayer: LayerSpec = {
  className: "EinsumDense",
  category: "core",
  description: "A dense layer over the axes that an einsum equation names.",
  params: [
    {
      name: "equation",
      description: "Einsum of input and kernel, such as `abc,cd->abd`; `...` stands for the other axes.",
    },
    {
      name: "output_shape",
      description:
        "Sizes of the output axes behind the batch, without those of `...`; null keeps the input's.",
    },
    { name: "bias_axes", description: "Output axes that have a bias; none where it is null.", default: null },
    ...sharedParams("activation"),
  ],
  infer: inferEinsum,
};

function inferEinsum(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const written = readEquation(reader);
  const shape = singleInput(reader, call.inputs);
  const activation = readActivation(reader);
  if (!written || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const equation = withoutDots(written, shape.dims.length);
  const sizes = labelSizes(reader, equation, shape);
  if (!sizes) return notInferred(reader);
  const output = rankedShape([
    shape.dims[0] ?? knownDim(1),
    ...[...equation.output].slice(1).map((label, index) => outputDim(label, index, equation, shape, sizes)),
  ]);
  const kernel = [...equation.kernel].map((label) => sizes.known.get(label));
  const biasAxes = reader.data("bias_axes");
  const sized = new Set([...equation.kernel, ...(typeof biasAxes === "string" ? biasAxes : "")]);
  for (const [axis, dim] of shape.dims.entries()) {
    const label = equation.input[axis];
    if (dim.kind === "unknown" && label !== undefined && sized.has(label) && !sizes.known.has(label))
      return notInferred(reader, dim.reason);
  }
  if (!kernel.every((size) => size !== undefined)) {
    reader.report("size-not-known", `The kernel of "${call.node.name}" has an axis whose size is free.`, {
      param: "equation",
    });
    return notInferred(reader);
  }
  const weights: WeightSpec[] = [
    {
      name: "kernel",
      shape: kernel,
      trainable: true,
      initializer: readInitializer(reader, "kernel_initializer", "GlorotUniform"),
    },
  ];
  if (typeof biasAxes === "string" && biasAxes !== "") {
    weights.push({
      name: "bias",
      shape: biasShape(equation, biasAxes, sizes.known),
      trainable: true,
      initializer: readInitializer(reader, "bias_initializer", "Zeros"),
    });
  }
  const batchAxes = [...equation.input]
    .map((label, axis) => ({ label, dim: shape.dims[axis] as Dim }))
    .slice(1);
  const positions = batchAxes.filter(({ label }) => !equation.kernel.includes(label)).map(({ dim }) => dim);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "einsumDense", equation, useBias: weights.length > 1, activation },
    weights,
    macs: [
      macStage("einsum", { meaning: "positions", dims: positions }, [{ meaning: "kernel", values: kernel }]),
    ],
    elementary: outputWork(output, weights.length > 1, activation),
  });
}

interface LabelSizes {
  /** Sizes of the output behind the batch, as Keras declares them. */
  readonly declared: readonly (number | null)[];
  readonly known: ReadonlyMap<string, number>;
}

function labelSizes(
  reader: ConfigReader,
  equation: EinsumEquation,
  shape: RankedShape,
): LabelSizes | undefined {
  if (equation.input.length !== shape.dims.length) {
    reader.report(
      "wrong-rank",
      `The equation of "${reader.node.name}" names ${equation.input.length} input axes and its input ${formatShape(shape)} has ${shape.dims.length} with the batch.`,
      { param: "equation" },
    );
    return undefined;
  }
  const data = reader.data("output_shape");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? null];
  const named = list.map((size) => (typeof size === "number" ? size : null));
  const declared =
    equation.leading > 0 ? [...new Array<null>(equation.leading - 1).fill(null), ...named] : named;
  const known = new Map<string, number>();
  for (const [axis, label] of [...equation.output].slice(1).entries()) {
    const size = declared[axis];
    if (typeof size === "number") known.set(label, size);
  }
  for (const [axis, label] of [...equation.input].entries()) {
    const dim = shape.dims[axis];
    if (dim?.kind === "known") known.set(label, dim.value);
  }
  return { declared, known };
}

/** A size that the file leaves open is that of the input's axis of the same letter. */
function outputDim(
  label: string,
  index: number,
  equation: EinsumEquation,
  shape: RankedShape,
  sizes: LabelSizes,
): Dim {
  const size = sizes.declared[index];
  if (typeof size === "number") return knownDim(size);
  return shape.dims[equation.input.indexOf(label)] ?? freeDim(`N${index + 1}`);
}

/** The bias spans the output from its first named axis on, with 1 where an axis has none. */
function biasShape(equation: EinsumEquation, axes: string, known: ReadonlyMap<string, number>): number[] {
  const labels = [...equation.output];
  const first = labels.findIndex((label) => axes.includes(label));
  return labels.slice(first).map((label) => (axes.includes(label) ? (known.get(label) ?? 1) : 1));
}
