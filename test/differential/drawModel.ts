/**
 * Draws whole models from a seed: chains, branches that meet again, layers called more than once, models inside models, several
 * inputs and outputs; most are sound, some hold one layer drawn without regard to whether it can work.
 */
import { seededRandom } from "../../engine/tensor/random.ts";
import { type Choices, choices } from "../core/dialect/layerChoices.ts";
import { drawFitting, type FittingLayer, isSound } from "./drawLayer.ts";
import type { DrawnLayer, DrawnModel, DrawnTensor, Sizes } from "./drawnModel.ts";
import { drawSizes } from "./drawSizes.ts";

/** The `number`th model. */
export function drawModel(number: number): DrawnModel {
  const choose = choices(seededRandom(number, "model"));
  const names = { next: 0 };
  if (choose.rarely(6)) return drawSequential(choose, names, drawSizes(choose));
  const inputs = Array.from({ length: choose.pick([1, 1, 1, 2, 3]) }, () => drawSizes(choose));
  return drawFunctional(choose, names, { inputs, depth: 0, flawed: choose.rarely(4) });
}

interface Names {
  next: number;
}

interface Wanted {
  readonly inputs: readonly Sizes[];
  /** How many models it stands inside. */
  readonly depth: number;
  readonly flawed: boolean;
}

interface Builder extends Wanted {
  readonly choose: Choices;
  readonly names: Names;
  readonly layers: DrawnLayer[];
  /** Every tensor there is, and those that something takes. */
  readonly tensors: DrawnTensor[];
  readonly used: Set<DrawnTensor>;
  /** Outputs of unknown rank, behind a mistake: nothing can be drawn for them. */
  readonly ends: DrawnTensor[];
}

function startModel(choose: Choices, names: Names, wanted: Wanted): Builder {
  return { ...wanted, choose, names, layers: [], tensors: [], used: new Set(), ends: [] };
}

function drawFunctional(choose: Choices, names: Names, wanted: Wanted): DrawnModel {
  const builder = startModel(choose, names, wanted);
  const inputs = wanted.inputs.map((sizes) => addInput(builder, sizes));
  const steps = choose.integer(wanted.depth === 0 ? 3 : 1, wanted.depth === 0 ? 8 : 3);
  const flawAt = wanted.flawed ? choose.integer(0, steps - 1) : -1;
  // An input that nothing takes is no part of a model.
  for (const input of inputs) addLayer(builder, [input]);
  for (let step = 0; step < steps; step++) {
    if (step === flawAt) addFlaw(builder);
    else addStep(builder);
  }
  for (const input of inputs) {
    if (!builder.used.has(input))
      connect(builder, "Activation", { activation: "relu" }, [input], [input.sizes]);
  }
  const open = builder.tensors.filter((tensor) => !builder.used.has(tensor));
  const more = choose.rarely(6)
    ? [choose.pick(builder.tensors.filter(({ layer }) => !isInput(builder, layer)))]
    : [];
  return {
    name: `model${names.next++}`,
    kind: "functional",
    layers: builder.layers,
    inputs,
    outputs: [...new Set([...open, ...builder.ends, ...more])],
  };
}

function drawSequential(choose: Choices, names: Names, sizes: Sizes, most = 7): DrawnModel {
  const builder = startModel(choose, names, { inputs: [sizes], depth: 1, flawed: false });
  const input = addInput(builder, sizes);
  let last = input;
  const length = choose.integer(1, most);
  while (builder.layers.length <= length) {
    // A chain goes on from one tensor.
    const added = addLayer(
      builder,
      [last],
      (fitting) => isSound(fitting) && fitting.ours.outputs.length === 1,
    );
    last =
      added[0] ?? connect(builder, "Activation", { activation: "tanh" }, [last], [last.sizes])[0] ?? last;
  }
  return {
    name: `model${names.next++}`,
    kind: "sequential",
    layers: builder.layers,
    inputs: [input],
    outputs: [last],
  };
}

function addStep(builder: Builder): void {
  const { choose, depth } = builder;
  const from = pickTensor(builder);
  const kind = choose.integer(0, 11);
  if (kind <= 4) addLayer(builder, [from]);
  else if (kind <= 6) addBranches(builder, from);
  else if (kind === 7) addShared(builder);
  else if (kind === 8) addMerge(builder);
  else if (kind === 9 && depth < 2) addNested(builder, from);
  else if (kind === 10) addStates(builder, from);
  else addLayer(builder, [from]);
}

/** The newest tensors are taken most, so that models grow deep. */
function pickTensor({ choose, tensors }: Builder): DrawnTensor {
  const newest = tensors.slice(-3);
  return choose.rarely(4) ? choose.pick(tensors) : choose.pick(newest);
}

function addLayer(
  builder: Builder,
  from: readonly DrawnTensor[],
  accepts: (fitting: FittingLayer) => boolean = isSound,
): readonly DrawnTensor[] {
  const drawn = drawFitting(
    builder.choose,
    from.map(({ sizes }) => sizes),
    (fitting) =>
      (fitting.layer.className !== "Embedding" || isModelInput(builder, from[0]?.layer)) && accepts(fitting),
  );
  if (!drawn) return [];
  const { className, config } = drawn.layer;
  const frozen = builder.choose.rarely(8) ? { trainable: false } : {};
  return connect(builder, className, { ...config, ...frozen }, from, drawn.ours.outputs);
}

/** Two or three ways from one tensor to one shape, and a merge. */
function addBranches(builder: Builder, from: DrawnTensor): void {
  const { choose } = builder;
  if (from.sizes.length < 2 || from.sizes.at(-1) === null) return;
  const units = choose.integer(1, 4);
  const ends = Array.from({ length: choose.integer(2, 3) }, () => {
    let end = from;
    for (let layers = choose.integer(0, 2); layers > 0; layers--) {
      const before = end.sizes;
      end = addLayer(builder, [end], (fitting) => isSound(fitting) && keepsSize(fitting, before))[0] ?? end;
    }
    const sizes = [...end.sizes.slice(0, -1), units];
    return connect(builder, "Dense", { units }, [end], [sizes])[0] as DrawnTensor;
  });
  addLayer(builder, ends);
}

function keepsSize({ ours }: FittingLayer, sizes: Sizes): boolean {
  const [output] = ours.outputs;
  return (
    JSON.stringify(output?.slice(0, -1)) === JSON.stringify(sizes.slice(0, -1)) && output?.at(-1) !== null
  );
}

/** A layer that is there already takes another tensor of the same sizes. */
function addShared(builder: Builder): void {
  const { choose, layers, tensors } = builder;
  const layer = choose.pick(layers.filter(({ className }) => className !== "InputLayer"));
  const [first] = layer?.calls ?? [];
  if (!layer || !first || first.length !== 1) return;
  const alike = tensors.filter(
    (tensor) =>
      JSON.stringify(tensor.sizes) === JSON.stringify(first[0]?.sizes) && tensor.layer !== layer.name,
  );
  if (alike.length === 0) return;
  const outputs = tensors.filter((tensor) => tensor.layer === layer.name && tensor.call === 0);
  const from = choose.pick(alike);
  callAgain(
    builder,
    layer,
    [from],
    outputs.map(({ sizes }) => sizes),
  );
}

/** Any two tensors that a merging layer takes. */
function addMerge(builder: Builder): void {
  const { choose, tensors } = builder;
  const first = choose.pick(tensors);
  const alike = tensors.filter((tensor) => tensor !== first && tensor.sizes.length === first.sizes.length);
  if (alike.length > 0) addLayer(builder, [first, choose.pick(alike)]);
}

function addNested(builder: Builder, from: DrawnTensor): void {
  const { choose, names, depth } = builder;
  const more = choose.rarely(3) ? [choose.pick(builder.tensors)] : [];
  const given = [from, ...more.filter((tensor) => tensor !== from)];
  const inputs = given.map(({ sizes }) => sizes);
  const model =
    given.length === 1 && choose.rarely(2)
      ? drawSequential(choose, names, inputs[0] as Sizes, 3)
      : drawFunctional(choose, names, { inputs, depth: depth + 1, flawed: false });
  const className = model.kind === "sequential" ? "Sequential" : "Model";
  const layer: DrawnLayer = { className, name: model.name, config: {}, calls: [], model };
  builder.layers.push(layer);
  callAgain(
    builder,
    layer,
    given,
    model.outputs.map(({ sizes }) => sizes),
  );
}

/** A recurrent layer that starts from the states of another one. */
function addStates(builder: Builder, from: DrawnTensor): void {
  const { choose } = builder;
  const [batch, steps, features] = from.sizes;
  if (from.sizes.length !== 3 || batch === undefined || steps === undefined || typeof features !== "number")
    return;
  const units = choose.integer(1, 4);
  const className = choose.pick(["SimpleRNN", "LSTM", "GRU"]);
  const states = Array.from({ length: className === "LSTM" ? 2 : 1 }, () => [batch, units]);
  const config = { units, return_sequences: true, ...(className === "GRU" ? { reset_after: false } : {}) };
  const all = [[batch, steps, units], ...states];
  const encoder = connect(builder, className, { ...config, return_state: true }, [from], all);
  connect(builder, className, config, [from, ...encoder.slice(1)], [[batch, steps, units]]);
}

/** One layer of a class that fits, whatever comes of it; what follows takes its tensors where it has any. */
function addFlaw(builder: Builder): void {
  const from = pickTensor(builder);
  const other = builder.choose.pick(builder.tensors);
  const inputs = builder.choose.rarely(4) ? [from, other] : [from];
  addLayer(builder, inputs, (fitting) => !isSound(fitting));
}

function addInput(builder: Builder, sizes: Sizes): DrawnTensor {
  const name = `in${builder.names.next++}`;
  builder.layers.push({
    className: "InputLayer",
    name,
    config: { batch_input_shape: sizes, dtype: "float32", sparse: false },
    calls: [[]],
  });
  const tensor = { layer: name, call: 0, tensor: 0, sizes };
  builder.tensors.push(tensor);
  return tensor;
}

function connect(
  builder: Builder,
  className: string,
  config: Readonly<Record<string, unknown>>,
  from: readonly DrawnTensor[],
  outputs: readonly (Sizes | null)[],
): DrawnTensor[] {
  const layer: DrawnLayer = {
    className,
    name: `${className.toLowerCase()}${builder.names.next++}`,
    config,
    calls: [],
  };
  builder.layers.push(layer);
  return callAgain(builder, layer, from, outputs);
}

/** The tensors of one more call. */
function callAgain(
  builder: Builder,
  layer: DrawnLayer,
  from: readonly DrawnTensor[],
  outputs: readonly (Sizes | null)[],
): DrawnTensor[] {
  const call = layer.calls.push([...from]) - 1;
  for (const tensor of from) builder.used.add(tensor);
  const made = outputs.flatMap((sizes, tensor) =>
    sizes ? [{ layer: layer.name, call, tensor, sizes }] : [],
  );
  builder.tensors.push(...made);
  if (made.length === 0) builder.ends.push({ layer: layer.name, call, tensor: 0, sizes: [] });
  return made;
}

function isInput({ layers }: Builder, name: string | undefined): boolean {
  return layers.some((layer) => layer.name === name && layer.className === "InputLayer");
}

/** Indices of an Embedding must be whole numbers, as inputs are here. */
function isModelInput(builder: Builder, name: string | undefined): boolean {
  return builder.depth === 0 && isInput(builder, name);
}
