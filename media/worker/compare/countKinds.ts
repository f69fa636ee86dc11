/** The seven kinds in a layer's place, counted: shapes, parameters, MACs and bytes moved, before anything runs. */
import { countToNumber } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { type KindVariant, kindVariants } from "../../../core/replacement/kinds/kindVariants.ts";
import { isKinded, type KindedOperation } from "../../../core/replacement/kinds/sevenKind.ts";
import { variantGraph } from "../../../core/replacement/kinds/variantGraph.ts";
import { formatShape, shapeToNumbers } from "../../../core/shape/shape.ts";
import { elementCount } from "../../../engine/tensor/tensor.ts";
import { type FoundLayer, findLayer, shownCall } from "../findLayer.ts";
import type { ComparedKind, Comparison, KindCounts } from "./comparison.ts";

/** A kind's layers, analysed on the layer's own input. */
export interface KindModel {
  readonly row: ComparedKind;
  /** `null` where there is nothing to run. */
  readonly model: ModelAnalysis | null;
}

export interface CountedKinds {
  readonly comparison: Comparison;
  /** In the order of the comparison's kinds; none where the layer is none of them. */
  readonly models: readonly KindModel[];
  readonly operation: KindedOperation | null;
}

export function countKinds(analysis: ModelAnalysis, layerPath: readonly string[]): CountedKinds {
  const found = findLayer(analysis, layerPath);
  const call = found && shownCall(found);
  const operation = call?.inference?.operation;
  const [input] = call?.inputs ?? [];
  if (!found || !isKinded(operation)) {
    return none(`${layerPath.at(-1) ?? "This"} is no convolution, so there are no other kinds of it.`, found);
  }
  const sizes = input && sizesOf(input);
  if (!sizes) return none("The sizes of the layer's input are not known, so nothing can be counted.", found);
  const { node } = found.layer;
  const { dialect } = found.model.graph;
  const own = modelOf(null);
  const ownOutput = outputOf(own);
  const models = kindVariants(node.className, operation).map((variant): KindModel => {
    if (variant.state === "none") return { row: emptyRow(variant, variant.reason), model: null };
    const model = variant.state === "own" ? own : modelOf(variant.layers);
    const obstacle = obstacleOf(model);
    if (obstacle !== null) return { row: emptyRow(variant, obstacle), model: null };
    return {
      row: { ...emptyRow(variant, null), layers: stagesOf(model), counts: countsOf(model, ownOutput) },
      model,
    };
  });
  const [, ...shape] = shapeToNumbers(outputOf(own)) ?? [];
  return {
    comparison: {
      kind: "seven",
      layerPath,
      kinds: models.map(({ row }) => row),
      output: mapSizes(
        shape.map((size) => size ?? 1),
        operation,
      ),
      toMeasure: 0,
    },
    models,
    operation,
  };

  function modelOf(layers: Parameters<typeof variantGraph>[1]): ModelAnalysis {
    return analyseModel(variantGraph(node, layers, sizes ?? [], dialect));
  }
}

/** Its layers without the input. */
export function stages(model: ModelAnalysis): readonly LayerAnalysis[] {
  return model.layers.slice(1);
}

function emptyRow(variant: KindVariant, obstacle: string | null): ComparedKind {
  return {
    kind: variant.kind,
    own: variant.state === "own",
    layers: [],
    words: variant.state === "variant" ? variant.words : [],
    obstacle,
    counts: null,
    measured: null,
  };
}

/** Why the layers cannot work: an error of theirs, or that TensorFlow.js has no such thing. */
function obstacleOf({ problems, layers }: ModelAnalysis): string | null {
  const problem = problems.find(({ severity, code }) => severity === "error" || code.startsWith("tfjs-"));
  if (problem) return problem.message;
  const unknown = layers.find(({ calls }) => !calls[0]?.inference?.operation);
  return unknown ? `What ${unknown.node.className} does here is not known.` : null;
}

function countsOf(model: ModelAnalysis, ownOutput: ReturnType<typeof outputOf>): KindCounts {
  const output = outputOf(model);
  const { parameters, macs } = model.totals;
  return {
    output: formatShape(output),
    sameShape: formatShape(output) === formatShape(ownOutput),
    parameters: countToNumber(parameters) ?? Number.NaN,
    macs: countToNumber(macs) ?? Number.NaN,
    bytesMoved: stages(model).reduce((sum, stage) => sum + bytesOf(stage), 0),
  };
}

function bytesOf({ calls, weights }: LayerAnalysis): number {
  const [call] = calls;
  const tensors = [...(call?.inputs ?? []), ...(call?.outputs ?? [])].map((shape) =>
    elementCount((shapeToNumbers(shape) ?? []).map((size) => size ?? 1)),
  );
  const values = (weights ?? []).map((weight) => elementCount(weight.shape));
  return 4 * [...tensors, ...values].reduce((a, b) => a + b, 0);
}

/** `Conv2D 3×3`, `UpSampling2D 2×2`. */
function stagesOf(model: ModelAnalysis): readonly string[] {
  return stages(model).map(({ node, calls }) => {
    const operation = calls[0]?.inference?.operation;
    return [node.className, operation && sizeText(operation)].filter(Boolean).join(" ");
  });
}

function sizeText(operation: NonNullable<LayerAnalysis["calls"][number]["inference"]>["operation"]): string {
  switch (operation?.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "pooling": {
      const { windows } = operation;
      const along = (pick: (window: (typeof windows)[number]) => number) => windows.map(pick).join("×");
      const dilated = windows.some(({ dilation }) => dilation > 1);
      const strided = operation.op !== "pooling" && windows.some(({ stride }) => stride > 1);
      return [
        along(({ kernel }) => kernel),
        dilated ? `rate ${along(({ dilation }) => dilation)}` : "",
        strided ? `stride ${along(({ stride }) => stride)}` : "",
      ]
        .filter(Boolean)
        .join(" ");
    }
    case "upSampling":
      return operation.factors.join("×");
    default:
      return "";
  }
}

function outputOf(model: ModelAnalysis) {
  return model.outputs[0]?.shape ?? { kind: "unranked" as const, reason: "there is no output" };
}

/** Batch 1; `undefined` while a size is free. */
function sizesOf(shape: Parameters<typeof shapeToNumbers>[0]): readonly number[] | undefined {
  const [, ...sizes] = shapeToNumbers(shape) ?? [null];
  const known = sizes.filter((size) => size !== null);
  return known.length === sizes.length && sizes.length > 0 ? [1, ...known] : undefined;
}

function mapSizes(shape: readonly number[], { dataFormat }: KindedOperation) {
  const first = dataFormat === "channels_first";
  const channels = (first ? shape[0] : shape.at(-1)) ?? 1;
  const [columns = 1, rows = 1, slices = 1] = [...(first ? shape.slice(1) : shape.slice(0, -1))].reverse();
  return { channels, slices, rows, columns };
}

const mostOthers = 8;

function none(reason: string, found: FoundLayer | undefined): CountedKinds {
  const layers = found?.model.layers ?? [];
  const distance = (at: number) => Math.abs(at - (found?.index ?? 0));
  const outer = found?.outer.map(({ model, index }) => model.layers[index]?.node.name ?? "") ?? [];
  const others = layers
    .flatMap(({ node, calls }, at) =>
      isKinded(calls[0]?.inference?.operation) ? [{ name: node.name, at }] : [],
    )
    .sort((a, b) => distance(a.at) - distance(b.at))
    .slice(0, mostOthers)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => [...outer, name]);
  return { comparison: { kind: "none", reason, others }, models: [], operation: null };
}
