/** RNN with a cell of its own choice: SimpleRNNCell, LSTMCell, GRUCell, several of them stacked, or an unknown one. */

import type { LayerNode } from "../graph/modelGraph.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { rankedShape, type Shape } from "../shape/shape.ts";
import { cellNode, deepestStack } from "./cellNode.ts";
import { biasesOf, cellWork } from "./cellWork.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import { checkInitialState } from "./initialState.ts";
import type { ElementaryWork, MacStage } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import {
  cellParams,
  readCellSettings,
  readWalk,
  recurrentCells,
  recurrentWeights,
  sequenceInput,
  walkParams,
} from "./recurrent.ts";
import { inferred, notInferred } from "./result.ts";
import type { RecurrentCell } from "./sequenceOperations.ts";

/** What one step of a cell, or of a stack of cells, comes to. */
interface CellFacts {
  readonly output: number;
  readonly states: readonly number[];
  readonly cells: readonly RecurrentCell[];
  readonly weights: readonly WeightSpec[];
  readonly macs: readonly MacStage[];
  readonly elementary: readonly ElementaryWork[];
}

export const recurrentCellLayers: readonly LayerSpec[] = [
  {
    className: "RNN",
    category: "recurrent",
    description: "Runs a cell, or a stack of cells, along a sequence.",
    params: [
      { name: "cell", description: "The cell, or a list of cells, that makes each step." },
      ...walkParams,
    ],
    infer: inferRnn,
  },
  ...recurrentCells.map(
    (cell): LayerSpec => ({
      className: `${cell.className}Cell`,
      category: "recurrent",
      description: `One step of: ${cell.description}`,
      params: cellParams(cell),
      infer: inferStep,
    }),
  ),
  {
    className: "StackedRNNCells",
    category: "recurrent",
    description: "Several cells, each on the output of the one before, as one cell.",
    params: [{ name: "cells", description: "The cells, from the input on." }],
    infer: inferStep,
  },
];

function inferRnn(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const walk = readWalk(reader);
  const cell = cellNode(call.node, reader.data("cell"));
  const [shape] = call.inputs;
  if (!cell) {
    reader.report(
      "missing-argument",
      `RNN "${call.node.name}" needs the cell that makes its steps; add cell.`,
    );
  }
  if (!walk || !cell || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = sequenceInput(reader, shape);
  const facts = input && readCell(reader, call, cell, { features: input.features, times: [input.steps] });
  if (!facts || typeof facts === "string") return notInferred(reader, facts);
  checkInitialState(reader, call, facts.states);
  const state = (size: number): Shape => rankedShape([input.batch, knownDim(size)]);
  const output = walk.returnSequences
    ? rankedShape([input.batch, input.steps, knownDim(facts.output)])
    : state(facts.output);
  return inferred(reader, {
    outputs: [output, ...(walk.returnState ? facts.states.map(state) : [])],
    operation: { op: "recurrent", ...walk, cells: facts.cells },
    weights: facts.weights,
    macs: facts.macs,
    elementary: facts.elementary,
  });
}

/** A cell called as a layer: the input of one step, then its states. */
function inferStep(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const [shape] = call.inputs;
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const [batch, features] = shape.dims;
  if (features?.kind === "unknown") return notInferred(reader, features.reason);
  if (!batch || features?.kind !== "known" || shape.dims.length !== 2) {
    return notInferred(reader, `"${call.node.name}" works on the features of one step`);
  }
  const facts = readCell(reader, call, call.node, { features: features.value, times: [] });
  if (!facts || typeof facts === "string") return notInferred(reader, facts);
  return inferred(reader, {
    outputs: [facts.output, ...facts.states].map((size) => rankedShape([batch, knownDim(size)])),
    operation: { op: "recurrentStep", cells: facts.cells },
    weights: facts.weights,
    macs: facts.macs,
    elementary: facts.elementary,
  });
}

interface CellInput {
  readonly features: number;
  /** The steps, where the cell runs along a sequence. */
  readonly times: readonly Dim[];
}

/** A text is the reason why a cell is not known; `undefined` means it was reported. */
function readCell(
  outer: ConfigReader,
  call: LayerCallContext,
  node: LayerNode,
  input: CellInput,
  depth = 0,
): CellFacts | string | undefined {
  const reader = readConfig(node);
  if (node.className === "StackedRNNCells") return readStack(outer, call, node, input, depth);
  const kind = recurrentCells.find(({ className }) => node.className === `${className}Cell`);
  if (!kind) return `${node.className} is not a cell that ConvLens knows`;
  const units = reader.integer("units");
  const useBias = reader.boolean("use_bias", true);
  if (units === undefined || useBias === undefined) {
    outer.problems.push(...reader.problems);
    return undefined;
  }
  const { features, times } = input;
  const columns = kind.gates * units;
  const gates = { meaning: "gates and units", values: [kind.gates, units] };
  const steps = { meaning: "steps", dims: times };
  const weights = recurrentWeights(reader, { ...call, node }, { features, units, columns, useBias });
  return {
    output: units,
    states: new Array<number>(kind.states).fill(units),
    cells: [readCellSettings(reader, { ...call, node }, kind, features, units)],
    weights,
    elementary: cellWork({ kind: kind.kind, columns, units, biases: biasesOf(weights), times }),
    macs: [
      macStage("input", steps, [{ meaning: "input features", values: [features] }, gates]),
      macStage("recurrence", steps, [{ meaning: "units", values: [units] }, gates]),
    ],
  };
}

function readStack(
  outer: ConfigReader,
  call: LayerCallContext,
  node: LayerNode,
  input: CellInput,
  depth: number,
): CellFacts | string | undefined {
  const list = readConfig(node).data("cells");
  if (!Array.isArray(list) || list.length === 0 || depth > deepestStack) {
    return `the cells of "${outer.node.name}" cannot be read`;
  }
  const parts: CellFacts[] = [];
  let { features } = input;
  for (const [index, data] of list.entries()) {
    const inner = cellNode(node, data);
    if (!inner) return `cell ${index} of "${outer.node.name}" cannot be read`;
    const facts = readCell(outer, call, inner, { ...input, features }, depth + 1);
    if (!facts || typeof facts === "string") return facts;
    const rename = (name: string) => `cell_${index}/${name}`;
    parts.push({
      ...facts,
      weights: facts.weights.map((weight) => ({ ...weight, name: rename(weight.name) })),
      cells: facts.cells.map((cell) => ({ ...cell, prefix: rename(cell.prefix) })),
      macs: facts.macs.map((stage) => ({ ...stage, label: `cell ${index} ${stage.label}` })),
    });
    features = facts.output;
  }
  return {
    output: features,
    states: parts.flatMap(({ states }) => states),
    cells: parts.flatMap(({ cells }) => cells),
    weights: parts.flatMap(({ weights }) => weights),
    macs: parts.flatMap(({ macs }) => macs),
    elementary: parts.flatMap(({ elementary }) => elementary),
  };
}
