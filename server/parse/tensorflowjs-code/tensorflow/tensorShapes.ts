/** Shapes of tensors while the program is followed, for programs that read `x.shape` and go on with the sizes. */
import type ts from "typescript";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { missingInputShape } from "../../../../core/graph/graphProblems.ts";
import { type InferModel, inferLayer } from "../../../../core/layers/inferLayer.ts";
import { declaredInputShape } from "../../../../core/layers/inputLayer.ts";
import type { Dim } from "../../../../core/shape/dim.ts";
import { formatShape, type Shape, unrankedShape } from "../../../../core/shape/shape.ts";
import { type SizeExpression, whyOpen } from "../../../../core/shape/sizeExpression.ts";
import { newGraphBuilder, settingsNode } from "../graph/buildModelGraph.ts";
import { limits, spend } from "../language/budget.ts";
import { type Evaluation, rangeOf, reasonOf, unknownAt } from "../language/evaluation.ts";
import { openSize } from "../language/openNumbers.ts";
import { isUnknown, newArray, type Unknown, type Value } from "../language/values.ts";
import {
  type CallRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  neededBy,
  type TensorValue,
} from "./records.ts";

/** Steps that the sizes of one call cost. */
const stepsOfShape = 5;

/** Output shapes of a call, batch first; worked out once. */
export function outputShapes(call: CallRecord, evaluation: Evaluation): readonly Shape[] {
  return shapesWithin(call, { evaluation, depth: 0, known: evaluation.shapes });
}

export function tensorShape(tensor: TensorValue | Unknown, evaluation: Evaluation): Shape {
  if (isUnknown(tensor)) return unrankedShape(reasonOf(tensor));
  return outputShapes(tensor.call, evaluation)[tensor.index] ?? noSuchTensor;
}

/** `x.shape` as the program sees it: a list of numbers, `null` where the size is free. */
export function shapeValue(shape: Shape, node: ts.Node, evaluation: Evaluation): Value {
  if (shape.kind === "unranked") return unknownAt(evaluation, node, `is not known: ${shape.reason}`);
  const range = rangeOf(evaluation, node);
  return newArray(shape.dims.map((dim) => ({ value: sizeValue(dim, node, evaluation), range })));
}

function sizeValue(dim: Dim, node: ts.Node, evaluation: Evaluation): Value {
  switch (dim.kind) {
    case "known":
      return dim.value;
    case "symbol":
      return sizeOfOpen(dim.expression, node, evaluation) ?? null;
    default:
      return unknownAt(evaluation, node, `holds a size that is not known: ${dim.reason}`);
  }
}

/** A size that the program fixes and that is not known here; `undefined` for one that stays free, which is `null` there. */
function sizeOfOpen(size: SizeExpression, node: ts.Node, evaluation: Evaluation): Value {
  const why = whyOpen(size);
  if (why === undefined) return undefined;
  return openSize(unknownAt(evaluation, node, `holds a size that is not known: ${why}`), size);
}

const noSuchTensor = unrankedShape("the layer gives no such tensor");

/** The program itself, or one use of a nested model with the shapes that this use gives to its inputs. */
interface Level {
  readonly evaluation: Evaluation;
  readonly depth: number;
  readonly known: Map<CallRecord, readonly Shape[]>;
}

function shapesWithin(target: CallRecord, level: Level): readonly Shape[] {
  const { evaluation, known } = level;
  if (!known.has(target)) {
    for (const call of waiting(target, level)) {
      spend(evaluation.budget, stepsOfShape);
      known.set(call, shapesOfCall(call, level));
    }
  }
  return known.get(target) ?? [];
}

/** Calls whose shapes are needed and not known yet, in order: a call's inputs are made before it. */
function waiting(target: CallRecord, { known }: Level): CallRecord[] {
  const found = new Set<CallRecord>([target]);
  for (const call of found)
    for (const input of neededBy(call))
      if (!isUnknown(input) && !known.has(input.call)) found.add(input.call);
  return [...found].sort((a, b) => a.id - b.id);
}

function shapesOfCall(call: CallRecord, level: Level): readonly Shape[] {
  const { layer } = call;
  const inputs = call.inputs.map((tensor) =>
    isUnknown(tensor)
      ? unrankedShape(reasonOf(tensor))
      : (level.known.get(tensor.call)?.[tensor.index] ?? noSuchTensor),
  );
  if (layer.model) return shapesOfModel(layer.model, inputs, level);
  const node = settingsNode(newGraphBuilder(level.evaluation), layer, layer.name);
  if (layer.className === "InputLayer")
    return [declaredInputShape(node) ?? unrankedShape(missingInputShape(node).reason)];
  return inferLayer(node, inputs, "tfjs", { inferModel }).value.outputs;
}

/** A model in which an input's shape is not known goes by what it declares itself. */
function shapesOfModel(model: ModelRecord, inputs: readonly Shape[], level: Level): readonly Shape[] {
  const { evaluation, depth } = level;
  if (depth >= limits.modelsInsideModels)
    return [unrankedShape(`models stand more than ${limits.modelsInsideModels} deep inside one another`)];
  const known = new Map<CallRecord, readonly Shape[]>();
  const inner = { evaluation, depth: depth + 1, known };
  for (const [index, tensor] of modelInputs(model).entries()) {
    const shape = inputs[index];
    if (shape?.kind !== "ranked") continue;
    if (!isUnknown(tensor)) known.set(tensor.call, [shape]);
    // A Sequential that starts with a model hands its input on to it.
    else if (model.stack[0]?.layer.model)
      known.set(model.stack[0], shapesOfModel(model.stack[0].layer.model, [shape], inner));
  }
  const key = `${model.stack.length} ${model.stack.at(-1)?.id} ${inputs.map(formatShape).join(" ")}`;
  const memo = evaluation.modelShapes.get(model) ?? new Map<string, readonly Shape[]>();
  evaluation.modelShapes.set(model, memo);
  const shapes =
    memo.get(key) ??
    modelOutputs(model).map((tensor) =>
      isUnknown(tensor)
        ? unrankedShape(reasonOf(tensor))
        : (shapesWithin(tensor.call, inner)[tensor.index] ?? noSuchTensor),
    );
  memo.set(key, shapes);
  return shapes;
}

/** A model inside a wrapper, of which only the outputs are asked for here. */
const inferModel: InferModel = (graph, [input]) => {
  const { outputs } = analyseModel(graph, input?.kind === "ranked" ? { inputDims: input.dims.slice(1) } : {});
  const value = { operation: null, weights: null, macs: [], elementary: [], sizeSteps: [], unknown: [] };
  return { value: { ...value, outputs: outputs.map(({ shape }) => shape) }, problems: [] };
};
