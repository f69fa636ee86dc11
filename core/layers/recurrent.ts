/** SimpleRNN, LSTM and GRU: one dense step per position of a sequence, with a state that is carried on. */
import { type Dim, formatDim, knownDim } from "../shape/dim.ts";
import { formatShape, type RankedShape, rankedShape, type Shape } from "../shape/shape.ts";
import { linearActivation, ofVersion, readActivation } from "./activationFunction.ts";
import { biasesOf, cellWork } from "./cellWork.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import { checkInitialState } from "./initialState.ts";
import type { LayerCallContext, LayerSpec, ParamSpec } from "./layerSpec.ts";
import type { Activation, WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred } from "./result.ts";
import type { RecurrentCell, SequenceWalk } from "./sequenceOperations.ts";

export interface CellKind {
  readonly className: string;
  readonly kind: RecurrentCell["kind"];
  readonly aliases: readonly string[];
  readonly description: string;
  /** Matrices of the size of one simple cell. */
  readonly gates: number;
  /** Tensors carried from step to step. */
  readonly states: number;
}

/** Arguments of every layer that walks along a sequence. */
export const walkParams: readonly ParamSpec[] = [
  {
    name: "return_sequences",
    description: "Whether the output of every step is given, or the last alone.",
    default: false,
  },
  {
    name: "return_state",
    description: "Whether the last state is given as further outputs.",
    default: false,
  },
  { name: "go_backwards", description: "Whether the sequence is taken from its end.", default: false },
];

export const recurrentCells: readonly CellKind[] = [
  {
    className: "SimpleRNN",
    kind: "simple",
    aliases: [],
    description: "Recurrent layer whose output is fed back at the next step.",
    gates: 1,
    states: 1,
  },
  {
    className: "LSTM",
    kind: "lstm",
    aliases: ["CuDNNLSTM"],
    description: "Recurrent layer with a memory and three gates.",
    gates: 4,
    states: 2,
  },
  {
    className: "GRU",
    kind: "gru",
    aliases: ["CuDNNGRU"],
    description: "Recurrent layer with two gates.",
    gates: 3,
    states: 1,
  },
];

export const recurrentLayers: readonly LayerSpec[] = recurrentCells.map((cell) => ({
  className: cell.className,
  aliases: cell.aliases,
  category: "recurrent",
  description: cell.description,
  params: [...cellParams(cell), ...walkParams],
  infer: (call) => inferRecurrent(call, cell),
}));

/** Arguments of the step itself, which a layer and its cell share. */
export function cellParams({ kind }: CellKind): readonly ParamSpec[] {
  const gates = { name: "recurrent_activation", description: "Function of the gates.", default: "sigmoid" };
  const reset = {
    name: "reset_after",
    description: "Whether the reset gate acts after the matrix product, with a second bias.",
    default: true,
  };
  return [
    { name: "units", description: "Size of the state and of the output of each step." },
    ...sharedParams("activation", "use_bias"),
    ...(kind === "simple" ? [] : [gates]),
    ...(kind === "gru" ? [reset] : []),
  ];
}

function inferRecurrent(call: LayerCallContext, cell: CellKind) {
  const reader = readConfig(call.node);
  const units = reader.integer("units");
  const useBias = reader.boolean("use_bias", true);
  const walk = readWalk(reader);
  const [shape] = call.inputs;
  if (units === undefined || useBias === undefined || !walk || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const sequence = sequenceInput(reader, shape);
  if (!sequence) return notInferred(reader);
  const { batch, steps, features } = sequence;
  checkInitialState(reader, call, new Array<number>(cell.states).fill(units));
  const last = rankedShape([batch, knownDim(units)]);
  const outputs: Shape[] = [walk.returnSequences ? rankedShape([batch, steps, knownDim(units)]) : last];
  if (walk.returnState) outputs.push(...Array.from({ length: cell.states }, () => last));
  const columns = cell.gates * units;
  const weights = recurrentWeights(reader, call, { features, units, columns, useBias });
  return inferred(reader, {
    outputs,
    operation: { op: "recurrent", ...walk, cells: [readCellSettings(reader, call, cell, features, units)] },
    weights,
    elementary: cellWork({ kind: cell.kind, columns, units, biases: biasesOf(weights), times: [steps] }),
    macs: [
      macStage("input", { meaning: "steps", dims: [steps] }, [
        { meaning: "input features", values: [features] },
        {
          meaning: cell.gates === 1 ? "units" : "gates and units",
          values: cell.gates === 1 ? [units] : [cell.gates, units],
        },
      ]),
      macStage("recurrence", { meaning: "steps", dims: [steps] }, [
        { meaning: "units", values: [units] },
        {
          meaning: cell.gates === 1 ? "units" : "gates and units",
          values: cell.gates === 1 ? [units] : [cell.gates, units],
        },
      ]),
    ],
  });
}

/** Batch, steps and the number of features of a sequence. */
export function sequenceInput(
  reader: ConfigReader,
  shape: RankedShape,
): { readonly batch: Dim; readonly steps: Dim; readonly features: number } | undefined {
  const [batch, steps, features] = shape.dims;
  if (shape.dims.length !== 3 || !batch || !steps || !features) {
    reader.report(
      "wrong-rank",
      `${reader.node.className} "${reader.node.name}" needs a sequence (steps, features) and is given ${formatShape(shape)}.`,
    );
    return undefined;
  }
  if (features.kind === "known") return { batch, steps, features: features.value };
  if (features.kind === "symbol") {
    reader.report(
      "size-not-known",
      `${reader.node.className} "${reader.node.name}" needs to know the number of features to have weights, but its input ${formatShape(shape)} leaves it free (${formatDim(features)}).`,
    );
  }
  if (features.kind === "unknown") reader.setUnsure(features.reason);
  return undefined;
}

/** `undefined` where an argument is wrong, which is reported. */
export function readWalk(reader: ConfigReader): SequenceWalk | undefined {
  const goBackwards = reader.boolean("go_backwards", false);
  const returnSequences = reader.boolean("return_sequences", false);
  const returnState = reader.boolean("return_state", false);
  const zeroMasked = reader.boolean("zero_output_for_mask", false);
  if (goBackwards === undefined || returnSequences === undefined) return undefined;
  if (returnState === undefined || zeroMasked === undefined) return undefined;
  return { goBackwards, returnSequences, returnState, zeroMasked };
}

/** What one step computes; `units` and the bias were checked before. */
export function readCellSettings(
  reader: ConfigReader,
  call: LayerCallContext,
  { kind }: CellKind,
  inputFeatures: number,
  units: number,
): RecurrentCell {
  const useBias = reader.boolean("use_bias", true) ?? true;
  const double = hasTwoBiases(reader, call);
  const cudnn = call.node.writtenClass.startsWith("CuDNN");
  return {
    kind,
    units,
    inputFeatures,
    activation: readActivation(reader, "activation", { name: "tanh", settings: {} }),
    recurrentActivation:
      kind === "simple" ? linearActivation : readRecurrentActivation(reader, call.dialect, cudnn),
    bias: !useBias ? "none" : double ? "double" : "single",
    resetAfter: kind === "gru" && (double || cudnn || (!useBias && writtenResetAfter(reader, call))),
    prefix: "",
  };
}

/** Keras 1 and TensorFlow.js take the hard sigmoid where nothing is written. */
export function readRecurrentActivation(
  reader: ConfigReader,
  dialect: LayerCallContext["dialect"],
  cudnn = false,
): Activation {
  const older = dialect === "tfjs" || reader.node.kerasVersion === 1;
  const name = older && !cudnn ? "hard_sigmoid" : "sigmoid";
  return readActivation(reader, "recurrent_activation", ofVersion({ name, settings: {} }, reader));
}

interface RecurrentSizes {
  readonly features: number;
  readonly units: number;
  readonly columns: number;
  readonly useBias: boolean;
}

export function recurrentWeights(
  reader: ConfigReader,
  call: LayerCallContext,
  sizes: RecurrentSizes,
): WeightSpec[] {
  const weights: WeightSpec[] = [
    {
      name: "kernel",
      shape: [sizes.features, sizes.columns],
      trainable: true,
      initializer: readInitializer(reader, "kernel_initializer", "GlorotUniform"),
    },
    {
      name: "recurrent_kernel",
      shape: [sizes.units, sizes.columns],
      trainable: true,
      initializer: readInitializer(reader, "recurrent_initializer", "Orthogonal"),
    },
  ];
  if (sizes.useBias) {
    weights.push({
      name: "bias",
      shape: hasTwoBiases(reader, call) ? [2, sizes.columns] : [sizes.columns],
      trainable: true,
      initializer: readInitializer(reader, "bias_initializer", "Zeros"),
    });
  }
  return weights;
}

/** A GRU with `reset_after` has an input bias and a recurrent one; Keras 1 and TensorFlow.js know the other form alone. */
function hasTwoBiases(reader: ConfigReader, call: LayerCallContext): boolean {
  const { className, writtenClass } = call.node;
  if (writtenClass === "CuDNNLSTM" || writtenClass === "CuDNNGRU") return true;
  if (className !== "GRU" && className !== "GRUCell") return false;
  return writtenResetAfter(reader, call);
}

function writtenResetAfter(reader: ConfigReader, call: LayerCallContext): boolean {
  const written = reader.boolean("reset_after", call.dialect === "keras" && writtenInKeras3(reader));
  return written === true && (call.dialect === "keras" || reader.has("reset_after"));
}

/** Keras before 2.1 did not write `reset_after` and had no second bias. */
function writtenInKeras3(reader: ConfigReader): boolean {
  return !reader.has("implementation") || reader.has("reset_after");
}
