/** All layers of a model in one list, with what they cost and which take from which: the panel's model view. */
import { addCounts, type Count, scaleCount } from "../../core/cost/count.ts";
import { countElements } from "../../core/cost/elementCount.ts";
import { bytesPerNumber } from "../../core/cost/numberType.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ConvolutionKind } from "../../core/layers/convolutionKind.ts";
import { formatShape } from "../../core/shape/shape.ts";

export interface OverviewLayer {
  /** Names from the outermost model inwards. */
  readonly path: readonly string[];
  readonly className: string;
  readonly kinds: readonly ConvolutionKind[];
  /** Of its first call, without the batch; `?` where not known. */
  readonly output: string;
  readonly parameters: Count;
  readonly macs: Count;
  /** Float32 bytes of what it makes for one example, over all calls. */
  readonly outputBytes: Count;
  /** Rows of the layers of its own model whose tensors it takes, each once. */
  readonly inputs: readonly number[];
  /** It holds a model, whose layers follow. */
  readonly nested: boolean;
  /** The first error of the layer, or `null`. */
  readonly error: string | null;
}

export interface ModelOverview {
  readonly layers: readonly OverviewLayer[];
  /** Layers that were left out because the list was too long. */
  readonly leftOut: number;
}

/** More rows would help no one, and a hostile file could nest models for ever. */
const mostLayers = 20_000;
/** Models inside models are listed to this depth. */
const mostDepth = 8;

export function describeOverview(analysis: ModelAnalysis): ModelOverview {
  const { places, leftOut } = listPlaces(analysis);
  return { layers: places.map(overviewOf), leftOut };
}

interface OpenModel {
  readonly model: ModelAnalysis;
  readonly path: readonly string[];
  readonly errors: ReadonlyMap<string, string>;
  /** Row of each of its layers. */
  readonly rows: Map<number, number>;
  next: number;
}

interface Place {
  readonly within: OpenModel;
  readonly index: number;
  readonly nested: boolean;
}

/** Layers in the file's order, those of a nested model after the layer that holds it. */
function listPlaces(analysis: ModelAnalysis): {
  readonly places: readonly Place[];
  readonly leftOut: number;
} {
  const places: Place[] = [];
  let leftOut = 0;
  const open: OpenModel[] = [openModel(analysis, [])];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const index = top.next++;
    const layer = top.model.layers[index];
    if (!layer) {
      open.pop();
    } else if (places.length >= mostLayers) {
      leftOut++;
    } else {
      const inner = layer.nested ?? layer.calls.find((call) => call.nested)?.nested;
      const nested = inner !== undefined && open.length < mostDepth;
      top.rows.set(index, places.length);
      places.push({ within: top, index, nested });
      if (inner && nested) open.push(openModel(inner, [...top.path, layer.node.name]));
    }
  }
  return { places, leftOut };
}

function openModel(model: ModelAnalysis, path: readonly string[]): OpenModel {
  const errors = new Map<string, string>();
  for (const problem of model.problems) {
    if (problem.severity === "error" && problem.layer !== undefined && !errors.has(problem.layer)) {
      errors.set(problem.layer, problem.message);
    }
  }
  return { model, path, errors, rows: new Map(), next: 0 };
}

/** Files may list a layer before one that it takes from, so connections are looked up once all rows are known. */
function overviewOf({ within, index, nested }: Place): OverviewLayer {
  const layer = within.model.layers[index];
  if (!layer) throw new Error("a listed layer is not in its model");
  const { node, calls } = layer;
  const taken = node.calls.flatMap((call) => call.inputs.map((ref) => within.rows.get(ref.layer)));
  const shape = calls[0]?.outputs[0];
  const elements = addCounts(calls.flatMap((call) => call.outputs.map(countElements)));
  return {
    path: [...within.path, node.name],
    className: node.className,
    kinds: layer.kinds,
    output: shape ? formatShape(shape) : "?",
    parameters: layer.parameters,
    macs: layer.macs,
    outputBytes: scaleCount(elements, bytesPerNumber.float32),
    inputs: [...new Set(taken.filter((row) => row !== undefined))],
    nested,
    error: within.errors.get(node.name) ?? null,
  };
}
