/** Carries shapes, costs and fields through a model, layer by layer, and keeps the first cause of each failure. */
import { addCounts, type Count, unknownCount } from "../cost/count.ts";
import { inputField, type ReceptiveField, unknownField } from "../cost/receptiveField.ts";
import { modelDepartures } from "../dialect/applyDialect.ts";
import { layerNameProblems } from "../dialect/layerNames.ts";
import { wholeModelProblems } from "../dialect/run/wholeModelRows.ts";
import { adviseOnMerges } from "../inputSizes/mergeAdvice.ts";
import { type InferModel, inferLayer } from "../layers/inferLayer.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape, type Shape, unrankedShape } from "../shape/shape.ts";
import { analyseLayer } from "./analyseLayer.ts";
import { declaresSizes, misfitCall, modelMisfit, weightMisfit } from "./builtWeights.ts";
import { callField, nestedField } from "./callField.ts";
import { convolutionKinds } from "./convolutionKinds.ts";
import { declaredEntryShape } from "./entryShape.ts";
import { executionOrder } from "./executionOrder.ts";
import { type FreeSizes, putFreeSizes } from "./freeSizes.ts";
import { cycleProblem, missingInputShape } from "./graphProblems.ts";
import type { CallAnalysis, ModelAnalysis } from "./modelAnalysis.ts";
import type { LayerCall, LayerNode, ModelGraph, TensorRef } from "./modelGraph.ts";
import { modelTotals, modelWeights } from "./modelTotals.ts";
import { atPlace, reasonsWithPlace } from "./placeReasons.ts";
import type { Problem } from "./problem.ts";
import type { SourceRange } from "./sourceRange.ts";

export interface AnalysisOptions {
  /** Sizes put in place of those of the first input, without the batch; `null` keeps what the file says. */
  readonly inputShape?: readonly (number | null)[];
  /** The same as dimensions, such as free ones where the file gives numbers. */
  readonly inputDims?: readonly Dim[];
  /** Numbers for free sizes by their names, such as `H`; those of every input that is not replaced above. */
  readonly freeSizes?: FreeSizes;
}

/** Analyses a whole model; total, for any graph that a reader can produce. */
export function analyseModel(graph: ModelGraph, options: AnalysisOptions = {}): ModelAnalysis {
  const { freeSizes = {} } = options;
  const analyse = (sizes: AnalysisOptions) =>
    analyseGraph(graph, {
      given: null,
      options: { freeSizes, ...sizes },
      memo: new Map(),
      resized: sizes.inputShape !== undefined || sizes.inputDims !== undefined,
    });
  const analysis = adviseOnMerges(analyse(options), analyse);
  const more = [...layerNameProblems(graph), ...wholeModelProblems(analysis)];
  return more.length > 0 ? { ...analysis, problems: [...analysis.problems, ...more] } : analysis;
}

/** Tensors that the outer model hands to a nested one. */
interface GivenTensors {
  readonly shapes: readonly Shape[];
  readonly fields: readonly ReceptiveField[];
}

interface Session {
  readonly given: GivenTensors | null;
  readonly options: AnalysisOptions;
  /** Nested models by graph and given tensors, so that shared ones cost once. */
  readonly memo: Map<ModelGraph, Map<string, ModelAnalysis>>;
  /** Other sizes than those of the file are tried: models inside are taken as if they were built for them. */
  readonly resized: boolean;
}

function analyseGraph(graph: ModelGraph, session: Session): ModelAnalysis {
  const problems: Problem[] = [];
  const { order, cyclic } = executionOrder(graph);
  const results: (CallAnalysis | undefined)[][] = graph.layers.map((node) => new Array(node.calls.length));
  for (const ref of order) {
    const node = graph.layers[ref.layer] as LayerNode;
    const outcome = analyseCall(graph, ref, node, results, session);
    (results[ref.layer] as (CallAnalysis | undefined)[])[ref.call] = outcome.analysis;
    if (ref.call === 0 || !node.model) problems.push(...withoutRepeats(outcome.problems, problems, ref.call));
    if (outcome.misfit) problems.push(...withoutRepeats([outcome.misfit], problems, ref.call));
  }
  if (cyclic.length > 0)
    problems.push(
      cycleProblem(
        graph,
        cyclic.map((ref) => ref.layer),
      ),
    );
  const operations = results.map((calls) => calls[0]?.inference?.operation ?? null);
  const kinds = convolutionKinds(graph, operations);
  const layers = graph.layers.map((node, index) =>
    analyseLayer(node, results[index] ?? [], kinds[index] ?? []),
  );
  const named = (ref: TensorRef) => ({
    name: graph.layers[ref.layer]?.name ?? "?",
    shape: tensorAt(graph, results, ref).shape,
  });
  return {
    graph,
    inputs: graph.inputs.map((ref) => ({
      name: graph.layers[ref.layer]?.name ?? "?",
      shape: results[ref.layer]?.[ref.call]?.inputs[0] ?? named(ref).shape,
    })),
    outputs: graph.outputs.map(named),
    layers,
    totals: modelTotals(graph, layers, order),
    problems,
  };
}

interface CallOutcome {
  readonly analysis: CallAnalysis;
  readonly problems: readonly Problem[];
  /** Where the weights do not fit what this call is given. */
  readonly misfit?: Problem;
}

type Results = readonly (readonly (CallAnalysis | undefined)[])[];

function analyseCall(
  graph: ModelGraph,
  ref: { readonly layer: number; readonly call: number },
  node: LayerNode,
  results: Results,
  session: Session,
): CallOutcome {
  const call = node.calls[ref.call] as LayerCall;
  const sources =
    call.inputs.length === 0
      ? [entryTensor(graph, ref, node, session)]
      : call.inputs.map((input) => tensorAt(graph, results, input));
  const missing = sources.find((source) => source.problem);
  const shapes = sources.map((source) => source.shape);
  const fields = sources.map((source) => source.field);
  const place = call.range ?? node.classRange;
  if (node.model) {
    const outcome = analyseNested(node.model, { shapes, fields }, { node, place }, session);
    return graph.dialect === "tfjs"
      ? { ...outcome, problems: [...modelDepartures(node), ...outcome.problems] }
      : outcome;
  }
  const declares = node.className === "InputLayer" && shapes[0]?.kind === "unranked";
  let nested: ModelAnalysis | undefined;
  const inferModel: InferModel = (model, inner) => {
    // Inside a wrapper the axes are not those of the outer input, so fields start anew there.
    const tensors = { shapes: inner, fields: inner.map(inputField) };
    const { analysis, problems, misfit } = analyseNested(model, tensors, { node, place }, session);
    nested = analysis.nested;
    return { value: modelInference(analysis), problems: misfit ? [misfit, ...problems] : problems };
  };
  const { value, problems } = inferLayer(node, declares ? [] : shapes, graph.dialect, {
    inferModel,
    settings: call.settings,
    stated: call.stated,
  });
  const inference = problems.some(({ code }) => code !== "argument-not-computable")
    ? reasonsWithPlace(value, shapes, node)
    : value;
  const analysis: CallAnalysis = {
    inputs: call.inputs.length === 0 && node.className === "InputLayer" ? [] : shapes,
    outputs: inference.outputs,
    inference,
    macs: macsOf(inference),
    field: callField(inference, shapes, { node, fields }),
  };
  const first = results[ref.layer]?.[0]?.inference;
  const misfit = session.resized
    ? undefined
    : weightMisfit(node.name, first?.weights, ref.call > 0 ? inference.weights : null);
  if (misfit) return { ...misfitCall(analysis, { node, misfit, place }), problems };
  return {
    analysis: nested ? { ...analysis, nested } : analysis,
    // A layer whose connections could not be read has been told of already.
    problems:
      missing?.problem && !declares && node.unreadable === undefined
        ? [missing.problem, ...problems]
        : problems,
  };
}

interface SourceTensor {
  readonly shape: Shape;
  readonly field: ReceptiveField;
  readonly problem?: Problem;
}

/** The tensor that enters at a layer without inputs: from outside, from the options, or as the file declares it. */
function entryTensor(
  graph: ModelGraph,
  ref: { readonly layer: number; readonly call: number },
  node: LayerNode,
  session: Session,
): SourceTensor {
  const index = graph.inputs.findIndex((input) => input.layer === ref.layer && input.call === ref.call);
  const outer = session.given?.shapes[index];
  if (outer) return { shape: outer, field: session.given?.fields[index] ?? inputField(outer) };
  const declared = declaredEntryShape(node, index);
  const replaced = index === 0 ? replaceSizes(declared, session.options) : undefined;
  const shape = replaced ?? (declared && putFreeSizes(declared, session.options.freeSizes ?? {}));
  if (shape) return { shape, field: inputField(shape) };
  const { reason, problem } = missingInputShape(node);
  return { shape: unrankedShape(reason), field: unknownField(reason), problem };
}

function replaceSizes(
  declared: RankedShape | undefined,
  { inputShape, inputDims }: AnalysisOptions,
): RankedShape | undefined {
  const sizes = inputDims ?? inputShape;
  if (!sizes) return undefined;
  const batch = declared?.dims[0] ?? knownDim(1);
  const rest = declared?.dims.slice(1);
  if (rest && rest.length !== sizes.length) return declared;
  const dims = sizes.map((size, axis) => {
    if (size === null) return rest?.[axis] ?? knownDim(1);
    return typeof size === "number" ? knownDim(size) : size;
  });
  return rankedShape([batch, ...dims]);
}

function tensorAt(graph: ModelGraph, results: Results, ref: TensorRef): SourceTensor {
  const result = results[ref.layer]?.[ref.call];
  const shape = result?.outputs[ref.tensor];
  if (result && shape) return { shape, field: result.field };
  const [first] = result?.outputs ?? [];
  const reason = first?.kind === "unranked" ? first.reason : whyNoTensor(graph, ref);
  return { shape: unrankedShape(reason), field: unknownField(reason) };
}

function whyNoTensor(graph: ModelGraph, { layer, unknown }: TensorRef): string {
  if (unknown !== undefined) return `the tensor that it takes cannot be worked out: ${unknown}`;
  const node = graph.layers[layer];
  if (!node) return "it takes a tensor of a layer that is not there";
  const why = node.model?.unknownOutputs;
  return why === undefined
    ? atPlace(`"${node.name}" gives no such tensor`, node)
    : `the outputs of "${node.name}" cannot be worked out: ${why}`;
}

function analyseNested(
  model: ModelGraph,
  { shapes, fields }: GivenTensors,
  call: { readonly node: LayerNode; readonly place: SourceRange },
  session: Session,
): CallOutcome {
  const byKey = session.memo.get(model) ?? new Map<string, ModelAnalysis>();
  session.memo.set(model, byKey);
  const analysed = (given: GivenTensors | null) => {
    const key = given ? JSON.stringify([given.shapes, given.fields]) : "declared";
    const known = byKey.get(key) ?? analyseGraph(model, { ...session, given, options: {} });
    byKey.set(key, known);
    return known;
  };
  // A nested model whose input is unknown still knows its own declared input.
  const usable = shapes.every((shape) => shape.kind === "ranked");
  const nested = analysed(usable ? { shapes, fields } : null);
  const reason = shapes.find((shape) => shape.kind === "unranked")?.reason;
  const analysis: CallAnalysis = {
    inputs: shapes,
    outputs:
      reason === undefined
        ? nested.outputs.map((output) => output.shape)
        : nested.outputs.map(() => unrankedShape(reason)),
    inference: null,
    macs: reason === undefined ? nested.totals.macs : unknownCount(reason),
    field: nestedField(nested),
    nested,
  };
  if (!usable || session.resized || declaresSizes(model, shapes))
    return { analysis, problems: nested.problems };
  const declared = analysed(null);
  const misfit = modelMisfit(declared, nested);
  if (!misfit) return { analysis, problems: nested.problems };
  return {
    ...misfitCall({ ...analysis, nested: declared }, { ...call, misfit }),
    problems: declared.problems,
  };
}

/** A nested model as a wrapper sees it: one layer with the weights and the work of all of its layers. */
function modelInference(call: CallAnalysis): LayerInference {
  const nested = call.nested;
  return {
    outputs: call.outputs,
    operation: null,
    weights: nested ? modelWeights(nested) : null,
    macs: [{ label: "model", factors: [], count: call.macs }],
    elementary: [],
    sizeSteps: [],
    unknown: [],
  };
}

function macsOf(inference: LayerInference): Count {
  const unknown = inference.unknown.find((entry) => entry.what === "macs");
  return unknown ? unknownCount(unknown.reason) : addCounts(inference.macs.map((stage) => stage.count));
}

/** A layer called several times meets the same problem at each call; it is told once. */
function withoutRepeats(found: readonly Problem[], known: readonly Problem[], call: number): Problem[] {
  if (call === 0) return [...found];
  return found.filter(
    (problem) => !known.some((old) => old.code === problem.code && old.range.start === problem.range.start),
  );
}
