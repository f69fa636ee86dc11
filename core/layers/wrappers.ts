/** TimeDistributed and Bidirectional: a layer applied to every step, or to a sequence in both directions. */
import { type Count, repeatCount, scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { LayerNode } from "../graph/modelGraph.ts";
import type { Inferred } from "../graph/problem.ts";
import { addDims, type Dim, formatDim, knownDim, whyNotKnown } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerInference, MacStage } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { LayerOperation, WeightSpec } from "./operation.ts";
import { notInferred } from "./result.ts";
import type { BidirectionalOperation } from "./sequenceOperations.ts";

const layerParam = { name: "layer", description: "The layer inside." };

export const wrapperLayers: readonly LayerSpec[] = [
  {
    className: "TimeDistributed",
    category: "core",
    description: "Applies one layer, with the same weights, to every step of a sequence.",
    params: [layerParam],
    infer: inferTimeDistributed,
  },
  {
    className: "Bidirectional",
    category: "recurrent",
    description: "Runs a recurrent layer forwards and a copy of it backwards, and merges their outputs.",
    params: [
      layerParam,
      {
        name: "merge_mode",
        description: "`concat`, `sum`, `ave`, `mul`, or null for two outputs.",
        default: "concat",
      },
    ],
    infer: inferBidirectional,
  },
];

function inferTimeDistributed(call: LayerCallContext): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const inner = innerLayer(reader);
  const [shape] = call.inputs;
  if (!inner || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const [batch, steps, ...rest] = shape.dims;
  if (!batch || !steps || rest.length === 0) {
    reader.report(
      "wrong-rank",
      `TimeDistributed "${call.node.name}" needs steps and at least one axis more, and is given ${formatShape(shape)}.`,
    );
    return notInferred(reader);
  }
  const result = call.inferInner(inner, [rankedShape([batch, ...rest])]);
  const [output] = result.value.outputs;
  const { value } = result;
  return {
    value: {
      ...value,
      operation: { op: "timeDistributed", inner: value.operation },
      outputs: [output?.kind === "ranked" ? withSteps(output, steps) : (output ?? shape)],
      macs: value.macs.map((stage) => timesSteps(stage, steps)),
      elementary: value.elementary.map((work) => ({ ...work, count: repeat(work.count, steps) })),
    },
    problems: [...reader.problems, ...result.problems],
  };
}

function inferBidirectional(call: LayerCallContext): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const inner = innerLayer(reader);
  const given = reader.data("merge_mode");
  const mode = given === null ? null : reader.choice("merge_mode", ["concat", "sum", "ave", "mul"], "concat");
  const [shape] = call.inputs;
  if (!inner || mode === undefined || !shape) return notInferred(reader);
  const result = call.inferInner(inner, [shape]);
  const { value } = result;
  const [sequence, ...states] = value.outputs;
  if (sequence?.kind !== "ranked" || value.weights === null) {
    return { value, problems: [...reader.problems, ...result.problems] };
  }
  const merged = mode === null ? [sequence, sequence] : [mode === "concat" ? doubleLast(sequence) : sequence];
  const named = (side: string): WeightSpec[] =>
    (value.weights ?? []).map((weight) => ({ ...weight, name: `${side}/${weight.name}` }));
  return {
    value: {
      ...value,
      operation: bidirectional(value.operation, mode),
      outputs: [...merged, ...states, ...states],
      weights: [...named("forward"), ...named("backward")],
      macs: ["forward", "backward"].flatMap((side) =>
        value.macs.map((stage) => ({ ...stage, label: `${side} ${stage.label}` })),
      ),
      elementary: [
        ...value.elementary.map((work) => ({ ...work, count: scaleCount(work.count, 2) })),
        ...(mode === null || mode === "concat"
          ? []
          : [{ label: "merge" as const, count: countElements(sequence) }]),
      ],
    },
    problems: [...reader.problems, ...result.problems],
  };
}

/** The backward layer is a copy that walks the other way; Keras zeroes the outputs of absent steps of both. */
function bidirectional(
  operation: LayerOperation | null,
  merge: BidirectionalOperation["merge"],
): BidirectionalOperation | null {
  if (operation?.op !== "recurrent" && operation?.op !== "convolutionalLstm") return null;
  const forward = { ...operation, zeroMasked: operation.returnSequences };
  return { op: "bidirectional", forward, backward: { ...forward, goBackwards: !forward.goBackwards }, merge };
}

function innerLayer(reader: ConfigReader): LayerNode | undefined {
  const inner = reader.node.wrapped;
  if (!inner) {
    reader.report(
      "missing-argument",
      `${reader.node.className} "${reader.node.name}" needs the layer that it wraps; add layer.`,
    );
  }
  return inner;
}

function withSteps(output: RankedShape, steps: Dim): RankedShape {
  const [batch, ...rest] = output.dims;
  return rankedShape([batch ?? knownDim(1), steps, ...rest]);
}

function doubleLast(shape: RankedShape): RankedShape {
  const last = shape.dims.at(-1) ?? knownDim(0);
  return rankedShape([...shape.dims.slice(0, -1), addDims([last, last])]);
}

function timesSteps(stage: MacStage, steps: Dim): MacStage {
  const count = repeat(stage.count, steps);
  if (steps.kind !== "known") return { ...stage, count };
  return { ...stage, count, factors: [{ meaning: "steps", values: [steps.value] }, ...stage.factors] };
}

function repeat(count: Count, steps: Dim): Count {
  return repeatCount(
    count,
    steps,
    whyNotKnown(steps) ?? `depends on the number of steps, and ${formatDim(steps)} is free`,
  );
}
