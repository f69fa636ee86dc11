/** Layers that turn numbers or texts into category numbers or encodings of them. */
import { unknownCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { Inferred } from "../graph/problem.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { CategoryOperation, EncodingMode } from "./elementOperations.ts";
import type { ElementaryWork, LayerInference } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec, ParamSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const outputMode: ParamSpec = {
  name: "output_mode",
  description: "`int` for numbers of categories, or `one_hot`, `multi_hot`, `count`, `tf_idf` for encodings.",
};

export const categoryLayers: readonly LayerSpec[] = [
  {
    className: "CategoryEncoding",
    category: "core",
    description: "Encodes category numbers as vectors of zeros and ones, or of counts.",
    params: [{ name: "num_tokens", description: "Number of categories." }, outputMode],
    infer: (call) => {
      const reader = readConfig(call.node);
      return encode(call, reader, { depth: reader.integer("num_tokens"), fallback: "multi_hot" }, []);
    },
  },
  {
    className: "Discretization",
    category: "core",
    description: "Turns numbers into the numbers of the intervals they fall into.",
    params: [
      { name: "bin_boundaries", description: "Limits between the intervals." },
      { name: "num_bins", description: "Number of intervals, where the limits are learned." },
      outputMode,
    ],
    infer: (call) => {
      const reader = readConfig(call.node);
      const limits = reader.data("bin_boundaries");
      const list: readonly ConfigData[] | undefined = Array.isArray(limits) ? limits : undefined;
      const boundaries = list?.filter((limit) => typeof limit === "number");
      const depth = () => (list ? list.length + 1 : reader.integer("num_bins"));
      const learned = !boundaries || boundaries.length !== list?.length;
      const settings = { depth, fallback: "int", shapeOf: discretizedShape };
      return encode(call, reader, settings, learned ? null : boundaries);
    },
  },
  {
    className: "Hashing",
    category: "core",
    description: "Turns numbers or texts into category numbers by a hash.",
    params: [{ name: "num_bins", description: "Number of categories." }, outputMode],
    infer: (call) => {
      const reader = readConfig(call.node);
      return encode(call, reader, { depth: reader.integer("num_bins"), fallback: "int" }, null);
    },
  },
  {
    className: "HashedCrossing",
    category: "core",
    description: "Turns pairs of categories into one category number by a hash.",
    params: [{ name: "num_bins", description: "Number of categories." }, outputMode],
    infer: (call) => {
      const reader = readConfig(call.node);
      const bins = reader.integer("num_bins");
      if (call.inputs.length === 2)
        return encode(
          { ...call, inputs: call.inputs.slice(0, 1) },
          reader,
          { depth: bins, fallback: "int" },
          null,
        );
      reader.report(
        "wrong-input-count",
        `HashedCrossing "${call.node.name}" takes 2 inputs and is given ${call.inputs.length}.`,
      );
      return notInferred(reader);
    },
  },
];

interface EncodingSettings {
  readonly depth: number | undefined | (() => number | undefined);
  /** Mode where the file gives none. */
  readonly fallback: string;
  readonly shapeOf?: typeof encodedShape;
}

/**
 * Keras: `int` keeps the shape; `one_hot` adds an axis unless the last is 1; the others replace the last axis. `boundaries`
 * are the limits between categories, none where the input holds categories, `null` where values cannot be worked out.
 */
function encode(
  call: LayerCallContext,
  reader: ConfigReader,
  { depth: size, fallback, shapeOf = encodedShape }: EncodingSettings,
  boundaries: readonly number[] | null,
): Inferred<LayerInference> {
  const mode = reader.text("output_mode", fallback);
  const shape = singleInput(reader, call.inputs);
  if (mode === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const known = modes.find((name) => name === mode);
  const operation = (depth: number): CategoryOperation | null =>
    boundaries && known
      ? { op: "category", boundaries: boundaries.length > 0 ? boundaries : null, mode: known, depth }
      : null;
  const work = (output: RankedShape): readonly ElementaryWork[] => {
    if (boundaries === null || boundaries.length > 0) return [{ label: "transform", count: searching }];
    return mode === "int" ? [] : [{ label: "elementwise", count: countElements(output) }];
  };
  if (mode === "int") {
    return inferred(reader, {
      outputs: [shape],
      operation: operation((boundaries?.length ?? 0) + 1),
      elementary: work(shape),
    });
  }
  const depth = typeof size === "function" ? size() : size;
  if (depth === undefined) return notInferred(reader);
  const output = shapeOf(shape, mode, knownDim(depth));
  return inferred(reader, { outputs: [output], operation: operation(depth), elementary: work(output) });
}

const searching = unknownCount(
  "how many steps it takes to find a category depends on the values and on the library",
);

const modes: readonly EncodingMode[] = ["int", "one_hot", "multi_hot", "count"];

export function encodedShape({ dims }: RankedShape, mode: string, depth: Dim): RankedShape {
  const last = dims.at(-1);
  const adds = mode === "one_hot" && (dims.length === 1 || !(last?.kind === "known" && last.value === 1));
  return rankedShape([...(adds ? dims : dims.slice(0, -1)), depth]);
}

/** As Keras declares it: apart from `one_hot`, the axis behind the batch gives way to the encoding at the end. */
function discretizedShape(shape: RankedShape, mode: string, depth: Dim): RankedShape {
  if (mode === "one_hot") return encodedShape(shape, mode, depth);
  return rankedShape([...shape.dims.slice(0, 1), ...shape.dims.slice(2), depth]);
}
